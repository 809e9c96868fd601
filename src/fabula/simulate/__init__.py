"""Runs by the choice model: what may happen at a moment, how likely it is, and stories drawn from it."""
