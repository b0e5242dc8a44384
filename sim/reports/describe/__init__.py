"""The description of a scenario's model from which others could rebuild it: ODD, STRESS-ABS and all settings."""
