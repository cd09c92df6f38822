"""What the rules look at: two states of the policies, their Markdown taken apart, and what a redline changes."""
