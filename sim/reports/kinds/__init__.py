"""Kinds of reports: one a file, write(run, file, *, options), from what a folder of results holds."""
