"""Files that other tools read: the story graph as tables and as a network; one format a file."""
