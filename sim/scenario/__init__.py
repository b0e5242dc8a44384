"""Scenarios: YAML -> a checked, frozen Scenario, or all faults with file, line and "did you mean"."""
