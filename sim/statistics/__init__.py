"""Statistics: intervals, comparisons and other numbers from results."""
