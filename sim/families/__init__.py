"""The contracts of the families: what a part must have, and what it may have."""
