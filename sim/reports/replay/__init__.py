"""The replay: two strategies side by side on the same people, as one page, or as a film."""
