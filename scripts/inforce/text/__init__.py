"""One text alone: Markdown, its HTML, its words, headings and sections, and the dates that it states."""
