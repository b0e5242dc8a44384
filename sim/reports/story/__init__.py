"""The story of a folder of results, in chapters of plain text."""
