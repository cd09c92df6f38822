"""Edits of a policy file's front matter that leave every other byte as it is."""
