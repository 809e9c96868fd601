"""Checked worlds: what a tree means, with every name resolved and every type right."""
