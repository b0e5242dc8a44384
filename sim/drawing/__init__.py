"""What charts are drawn with: colours, letters, rows, the frame around them."""
