"""A redline -> a Word file with tracked changes."""
