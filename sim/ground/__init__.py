"""What the house stands on: parts, draws, faults, files on disk, threads; nothing here knows of the model."""
