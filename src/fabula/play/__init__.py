"""Play: a story that a reader goes on with, as one of its characters; a session is a value, without input or output."""
