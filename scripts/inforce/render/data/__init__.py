"""What programs read: JSON, feeds, calendars, the search, and what the head of a page says to them."""
