"""Real networks that come with networkx."""
