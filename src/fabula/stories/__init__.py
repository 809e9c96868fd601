"""Stories that somebody wrote down: resolved against a world, replayed in it, and judged step by step."""
