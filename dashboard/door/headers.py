"""Headers of every answer: what a browser may load, send and frame, and what it must not keep."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Message

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'{sockets}; frame-src 'self' blob: data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""Streamlit needs eval and inline styles; nothing may be loaded from, sent to or framed by another host."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
STRICT = "max-age=31536000"
UNKEPT = ("/media/", "/layers/", "/tiles/", "/_stcore/upload_file/")
"""Beginnings of addresses whose answers hold data: neither browser nor proxy keeps them."""


def policy(host: str, *, tls: bool) -> str:
    """Return the policy for a page of a host: the socket goes back there and nowhere else.

    Parameters
    ----------
    host : name and port as they were asked for and found good; empty where they were not.
    tls : whether the page came through TLS.
    """
    return POLICY.format(sockets=f" {'wss' if tls else 'ws'}://{host}" if host else "")


def dress(message: Message, *, path: str, host: str, tls: bool) -> Message:
    """Return the start of an answer with our headers; what an answer says itself of its policy stays."""
    dressed = {**message, "headers": list(message.get("headers", []))}
    heads = MutableHeaders(scope=dressed)
    del heads["server"]
    del heads["access-control-allow-origin"]
    heads.setdefault("content-security-policy", policy(host, tls=tls))
    heads.update(HEADERS)
    if tls:
        heads["strict-transport-security"] = STRICT
    if path.startswith(UNKEPT):
        heads["cache-control"] = "no-store"
    return dressed
