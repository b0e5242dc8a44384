"""Outcomes: what runs came to; one a file, measure(results) -> columns."""
