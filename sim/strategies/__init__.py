"""Whom to start with: each strategy gives the people to seed, best first."""
