"""Conventions, which people take up and may drop again (MODEL.md, 5): one model, one file, one `play`."""
