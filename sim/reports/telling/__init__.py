"""What a folder of results says, as messages made of plain data that slides and workbooks draw."""
