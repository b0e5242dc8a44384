"""Generated networks: each builds ties from a random generator and its options, with arrays only."""
