"""The books of the house: their blocks and links, and what in them is made from the declarations."""
