"""Measures: one a file, measure(results, *, options) -> table."""
