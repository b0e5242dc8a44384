"""Charts as pictures, and how they get to be files."""
