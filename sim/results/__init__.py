"""Results: runs and the shelf that they are kept on, tables, reading and writing a folder."""
