"""Results: runs, the shelf that stores them, tables, and reading and writing a folder."""
