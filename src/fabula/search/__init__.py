"""Plans: one algorithm a file."""
