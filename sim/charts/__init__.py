"""Charts: one a file, draw(results, ax, *, options), from what a folder of results holds and nothing else."""
