"""`sim explain`: names in a scenario or in results, explained from their declarations."""
