"""Onward: where somebody goes once he is in. Never to another site."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.types import Scope

from dashboard import text

START = "/"
PATH = re.compile(r"/(?:[A-Za-z0-9_.~-]+(?:/[A-Za-z0-9_.~-]+)*/?)?")
DOORS = ("/sign-", "/open", "/_stcore", "/media", "/app/", "/auth")
MAX_LETTERS = 400


def safe(wanted: str, *, language: str = text.DEFAULT) -> str:
    """Return an address of a page of this server: what was wanted where it is one, else the first page.

    Parameters
    ----------
    wanted : path and query, as somebody asked for them.
    language : language in which he has read so far.
    """
    parts = urlsplit(wanted) if len(wanted) <= MAX_LETTERS and wanted.startswith("/") else urlsplit(START)
    good = not parts.netloc and PATH.fullmatch(parts.path) and not parts.path.startswith(DOORS)
    query = dict(parse_qsl(parts.query)) if good else {}
    if language != text.DEFAULT:
        query["lang"] = language
    return (parts.path if good else START) + (f"?{urlencode(query)}" if query else "")


def wanted(scope: Scope) -> str:
    """Return path and query that somebody asked for."""
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")
