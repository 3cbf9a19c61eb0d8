"""The front door: Streamlit's pages, our routes, and the headers of every answer."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.layers import FRONT, ROUTE, STORE, TILES, Payload, Stored
from dashboard.press import PRESS

HERE = Path(__file__).parent
FRONT_TYPES = {".js": "text/javascript", ".css": "text/css"}
FRONT_FILES = {path.name: path for path in sorted((HERE / "front").iterdir()) if path.suffix in FRONT_TYPES}

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-eval' 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss:; frame-src 'self' blob: data:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
"""Streamlit needs eval and inline styles; nothing may be loaded from, sent to or framed by another host."""


class Headers:
    """ASGI middleware that adds `HEADERS` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and its answer back."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, dressed if scope["type"] == "http" else send)


def layer(request: Request) -> Response:
    """Answer with a layer of a session; what is not there and what is not yours look the same."""
    payload = STORE.get(request.path_params["token"], request.path_params["digest"])
    if not isinstance(payload, Payload):
        return PlainTextResponse("not found", 404, {"cache-control": "no-store"})
    headers = {"cache-control": "no-store", "content-encoding": "gzip"}
    return Response(payload.body, 200, headers, payload.media)


def tiles(request: Request) -> Response:
    """Answer with a background map of a session, whole or the range of it that is asked for."""
    stored = STORE.get(request.path_params["token"], request.path_params["digest"])
    if not isinstance(stored, Stored) or not stored.unchanged:
        return PlainTextResponse("not found", 404, {"cache-control": "no-store"})
    return FileResponse(
        stored.path, headers={"cache-control": "no-store"}, media_type="application/vnd.pmtiles"
    )


def front(request: Request) -> Response:
    """Answer with our own scripts and styles: public, and without data."""
    path = FRONT_FILES.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("not found", 404)
    return Response(path.read_bytes(), 200, {"cache-control": "no-cache"}, FRONT_TYPES[path.suffix])


def warm() -> None:
    """Import what the first page needs while the browser is still opening.

    Not streamlit-folium, nor what imports it: its component must be declared by a running script.
    """
    for name in ("geo.evaluate", "folium", "altair", "dashboard.text"):
        importlib.import_module(name)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Get ready while the browser is on its way; leave no process behind."""
    Thread(target=warm, daemon=True).start()
    yield
    PRESS.close()


app = st.App(
    HERE / "app.py",
    routes=[
        Route(ROUTE + "/{token}/{digest}", layer),
        Route(TILES + "/{token}/{digest}.pmtiles", tiles),
        Route(FRONT + "/{name}", front),
    ],
    middleware=[Middleware(Headers)],
    lifespan=lifespan,
)
