"""Markdown that is edited in place: every byte that is not meant to change stays."""
