"""groundswell: how a change spreads through people, and whom to start with."""

__version__ = "0.1.0"
