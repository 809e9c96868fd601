"""The full screen: play in a terminal, with the story, the choices and what the character believes side by side."""
