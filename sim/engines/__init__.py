"""Engines: one signature, run(ties, people, movement, seeds, steps) -> Trajectory; the same bits from each."""
