"""Rules on Markdown that is not shown as it was meant."""
