"""The experiment: worlds x arms -> runs."""
