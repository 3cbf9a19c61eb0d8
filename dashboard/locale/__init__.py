"""Languages: one gettext catalogue each, and what gathers their messages."""
