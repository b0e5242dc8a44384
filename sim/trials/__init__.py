"""The laws of the families that are open to everybody, tried on parts in small worlds."""
