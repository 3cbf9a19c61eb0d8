"""One file a page; each reads from top to bottom as the page does."""
