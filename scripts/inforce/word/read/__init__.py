"""A Word file -> its text, with the tracked changes of some authors accepted."""
