"""Rules on change notes and summaries: what readers are told in short of a text and of what changes in it."""
