"""The language of scenarios: sections, their keys, and the allowed values."""
