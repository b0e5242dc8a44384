"""Generated networks: each builds ties from a generator and its options, arrays all the way."""
