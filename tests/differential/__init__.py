"""The kernel against the reference, on worlds drawn at random."""
