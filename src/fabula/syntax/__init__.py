"""The syntax of the language: text to tree, and tree to tidy text."""
