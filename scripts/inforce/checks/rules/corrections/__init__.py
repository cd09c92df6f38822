"""Rules on corrections: what must not change under the same date."""
