"""What a folder of results has to say, message by message, in plain parts that slides and workbooks draw."""
