"""What is known outside the model."""
