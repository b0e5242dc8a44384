"""Mechanisms of a movement: one a file, begin(plan, *, options)."""
