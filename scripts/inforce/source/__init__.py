"""The repository -> checked files: what git knows, and what each policy file says."""
