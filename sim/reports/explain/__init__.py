"""What can be named in a scenario or read from results, explained from what declares it."""
