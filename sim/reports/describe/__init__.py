"""The description of a scenario's model, so that somebody else could build it: ODD, STRESS-ABS and all settings."""
