"""Charts as pictures, and the files that hold them."""
