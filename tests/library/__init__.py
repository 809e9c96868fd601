"""Tests of the library: its modules, and the worlds that come with Fabula."""
