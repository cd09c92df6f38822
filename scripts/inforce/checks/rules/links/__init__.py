"""Rules on links: those that lead to nothing, and headings that others link to and that are gone."""
