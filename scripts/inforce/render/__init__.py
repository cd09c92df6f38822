"""Values -> what people and machines read: pages, text, JSON."""
