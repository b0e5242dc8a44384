"""The nouns of a world: ties, people, and what became of them."""
