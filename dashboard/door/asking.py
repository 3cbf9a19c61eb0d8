"""Asking: what a request says of itself, and whether it comes from a page of this server."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard import text

SAFE = frozenset({"GET", "HEAD"})
IDENTITY = ("x-forwarded-user", "x-forwarded-email", "x-remote-", "remote-", "x-auth-", "x-petapam-")
"""Beginnings of headers in which some proxies name who is asking: nobody is believed for them here."""
HOST_LETTERS = 255
HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


def host_name(host: str | None) -> str:
    """Return the name in a Host header; nothing where it is no plain name with at most a port."""
    if not host or len(host) > HOST_LETTERS:
        return ""
    found = HOST.fullmatch(host.lower())
    return found["name"].strip("[]").rstrip(".") if found else ""


def is_foreign(scope: Scope, hosts: frozenset[str], *, tls: bool) -> bool:
    """Return whether a request asks for another host, or comes from a page of another one.

    A browser names the page's origin whenever a socket is opened or something is sent; where the name is
    missing then, no browser of ours is asking.
    """
    heads = Headers(scope=scope)
    named, origins = heads.getlist("host"), heads.getlist("origin")
    if len(named) != 1 or host_name(named[0]) not in hosts or len(origins) > 1:
        return True
    if not origins:
        return scope["type"] == "websocket" or scope["method"] not in SAFE
    return origins[0].lower() != f"{'https' if tls else 'http'}://{named[0].lower()}"


def cookie(scope: Scope, name: str) -> str | None:
    """Return the value of a cookie; None where it is missing, or there twice."""
    found = []
    for line in Headers(scope=scope).getlist("cookie"):
        for part in line.split(";"):
            key, _equals, value = part.strip().partition("=")
            if key == name:
                found.append(value)
    return found[0] if len(found) == 1 else None


def unnamed(scope: Scope) -> Scope:
    """Return the scope without headers that claim who is asking."""
    kept = [
        (key, value)
        for key, value in scope["headers"]
        if not key.decode("latin-1").lower().replace("_", "-").startswith(IDENTITY)
    ]
    return {**scope, "headers": kept}


def wants_page(scope: Scope) -> bool:
    """Return whether a person looks at the answer, not a script or a program."""
    heads = Headers(scope=scope)
    shown = heads.get("sec-fetch-dest", "document") in {"document", "iframe", "frame"}
    return scope["method"] in SAFE and shown and "text/html" in heads.get("accept", "")


def comes_from_elsewhere(scope: Scope) -> bool:
    """Return whether the browser says that another site led here: it holds strict cookies back then."""
    return Headers(scope=scope).get("sec-fetch-site") in {"cross-site", "same-site"}


def language(scope: Scope) -> str:
    """Return the language that an address names; the default one where it names none."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[-1]
    return asked if asked in text.LANGUAGES else text.DEFAULT


def client(scope: Scope) -> str:
    """Return the address of whoever asks, as far as it is known."""
    return str((scope.get("client") or ("", 0))[0])
