"""Rules on front matter: whether the policy can be read, and whether its keys, values and switches are what was meant."""
