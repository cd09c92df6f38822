"""Word files: a redline written as tracked changes, and a file that came back read."""
