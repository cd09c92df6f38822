"""A site without a generator: pages in a shell of its own, or in one page of somebody's site."""
