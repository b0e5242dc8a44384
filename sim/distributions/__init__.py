"""How a trait is spread over people: each turns even draws in 0..1 into values."""
