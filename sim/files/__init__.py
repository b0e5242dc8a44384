"""Networks from files: one reader a format."""
