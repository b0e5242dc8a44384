"""What charts are drawn with: colours, text, rows, the frame around them."""
