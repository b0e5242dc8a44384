"""Outcomes: what runs came to; one a file, measure(results) -> a table with a row a strategy."""
