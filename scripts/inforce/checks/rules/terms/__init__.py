"""Rules on defined terms: those that are defined and never used, and those that are used without their definition."""
