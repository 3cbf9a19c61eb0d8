"""The server: Streamlit's pages and our routes, all behind the door."""

from __future__ import annotations

import asyncio
import gc
import importlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import config

from dashboard import screen, text
from dashboard.door import asking, mishap, pages
from dashboard.door.door import Door, stand, standing
from dashboard.door.gate import Gate
from dashboard.door.headers import HEADERS
from dashboard.door.setup import Setup
from dashboard.door.signin import Entrance
from dashboard.layers import FRONT, ROUTE, STORE, TILES, Payload, Stored
from dashboard.press import PRESS
from dashboard.text import _

HERE = Path(__file__).parent
FRONT_TYPES = {".js": "text/javascript", ".css": "text/css"}
FRONT_FILES = {path.name: path for path in sorted((HERE / "front").iterdir()) if path.suffix in FRONT_TYPES}


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
    Streamlit looks through all objects of the process after each run of a page; what is loaded for good is
    set aside, so that it has less to look through.
    """
    for name in ("geo.evaluate", "folium", "altair", "dashboard.text"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def closed() -> Door:
    """Return the door of a server that was started without our command: closed, its key in the terminal."""
    setup = Setup(port=int(config.get_option("server.port")))
    sys.stdout.write(f"PetaPAM: {setup.opening}\n")
    sys.stdout.flush()
    return stand(Door(setup))


def told(error: Exception) -> tuple[str, str]:
    """Write an error into the log; returns the number under which it stands there and what to do with it."""
    reference = mishap.record(error)
    said = _("Tell whoever keeps this installation the number {reference}.").format(reference=reference)
    return reference, said


def stumbled(error: Exception) -> bool:
    """Show the number under which an error of a page stands in the log, and nothing else of it."""
    _reference, said = told(error)
    kept = _("Something went wrong here; what you have entered is kept.")
    screen.notice(kept + "\n" + said, kind="error")
    return True


async def failed(request: Request, error: Exception) -> Response:
    """Answer a request that failed with the number under which the error stands in the log."""
    text.use(asking.language(request.scope))
    reference, said = told(error)
    if not asking.wants_page(request.scope):
        return PlainTextResponse(f"error {reference}", 500, {**HEADERS, "cache-control": "no-store"})
    return pages.refused(_("Something went wrong"), said).answer(500)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Get ready while the browser is on its way; leave no process behind."""
    Thread(target=warm, daemon=True).start()
    watching = asyncio.create_task(DOOR.watch())
    yield
    watching.cancel()
    PRESS.close()


def ways_in(door: Door) -> list[Route]:
    """Return the routes at which somebody comes in; what a provider needs is loaded for one only."""
    if door.setup.oidc is None:
        return Entrance(door).routes()
    visit = importlib.import_module("dashboard.door.provider").visit(door)
    return [*Entrance(door, visit.provider.name).routes(), *visit.routes()]


DOOR = standing() or closed()

app = st.App(
    HERE / "app.py",
    routes=[
        *ways_in(DOOR),
        Route(ROUTE + "/{token}/{digest}", layer),
        Route(TILES + "/{token}/{digest}.pmtiles", tiles),
        Route(FRONT + "/{name}", front),
    ],
    middleware=[Middleware(Gate, door=DOOR)],
    exception_handlers={Exception: failed},
    on_script_error=stumbled,
    lifespan=lifespan,
)
