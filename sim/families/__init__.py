"""The families of parts: of each what a part must have and what it may have, and the parts that are there."""
