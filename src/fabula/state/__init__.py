"""The packed states."""
