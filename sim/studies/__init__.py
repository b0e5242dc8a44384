"""Studies: one question asked of runs, one a file."""
