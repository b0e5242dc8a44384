"""Messages: one a file, find(results, story) -> a Message, or None where there is nothing to tell."""
