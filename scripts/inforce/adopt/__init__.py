"""A repository that Inforce does not know yet -> what it would publish, by which configuration, and what is in doubt."""
