"""Inforce in MkDocs."""
