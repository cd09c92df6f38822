"""The edits of a Word file, as edits of the Markdown."""
