"""Policies as Word files, and the edits of Word files as Markdown."""
