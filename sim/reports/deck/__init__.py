"""What slides are made of."""
