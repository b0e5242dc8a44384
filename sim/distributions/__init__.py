"""How a trait is distributed over people: each part turns uniform draws in 0..1 into values."""
