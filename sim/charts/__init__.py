"""Charts: a file each, draw(results, ax, *, options), drawn from what a folder of results holds and nothing else."""
