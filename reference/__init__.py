"""Writes docs/reference.md from the program itself: what stands there cannot be other than what the program does."""
