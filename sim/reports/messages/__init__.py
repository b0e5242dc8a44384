"""Messages: one a file, find(results, story) -> a Message, or None if there is nothing to say."""
