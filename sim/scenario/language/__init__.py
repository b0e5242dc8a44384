"""The language of scenarios: sections, their keys, and what may stand there."""
