"""Fetch: boundaries, roads and lists from named sources, when a user asks; never else.

`source` says what there is and where, `download` brings it whole or says why not, `prepare` makes files of it
that can be imported.
"""
