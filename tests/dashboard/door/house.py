"""A door with a small house behind it: no Streamlit, no store, a clock that is turned by hand."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import wraps
from typing import Any, Self

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.access import ROLES
from dashboard.door.book import Known
from dashboard.door.door import Door
from dashboard.door.gate import Gate
from dashboard.door.setup import Setup
from dashboard.door.signin import Entrance
from dashboard.store import SignInError
from geo.errors import Fault

BASE = "http://127.0.0.1:8501"
PASSWORD = " ".join(["eleven"] * 11)
LEFT = "websocket.close"


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += seconds


class Book:
    """Accounts in a dictionary: one of each role, all with the same password."""

    def __init__(self) -> None:
        self.known = {role: Known(role, role, disabled=False, epoch=1) for role in ROLES}
        self.away: dict[str, int] = {}
        self.noted: list[tuple[str, str]] = []

    def check(self, name: str, password: str) -> Known:
        if name in self.known and password == PASSWORD:
            return self.known[name]
        raise SignInError(Fault("Name or password is wrong", "Try again"))

    def get(self, name: str) -> Known | None:
        return self.known.get(name)

    def turns(self, name: str) -> int:
        return self.away.get(name, 0)

    def any(self) -> bool:
        return bool(self.known)

    def note(self, actor: Any, action: str, detail: dict[str, object]) -> None:
        self.noted.append((actor.name, action))

    def change(self, name: str, **values: object) -> None:
        self.known[name] = replace(self.known[name], epoch=self.known[name].epoch + 1, **values)


async def page(request: Request) -> PlainTextResponse:
    """Answer with what the house heard: the headers, and the length of the body."""
    body = await request.body()
    return PlainTextResponse(f"inside {len(body)} {sorted(request.headers)}")


async def talk(socket: Any) -> None:
    """Greet, and repeat what is heard."""
    await socket.accept()
    await socket.send_text(socket.headers.get("sec-websocket-protocol", ""))
    async for heard in socket.iter_bytes():
        await socket.send_bytes(heard)


class House:
    """A door, the house behind it, and its visitors."""

    def __init__(self, setup: Setup, *, more: Any = None) -> None:
        self.clock, self.book = Clock(), Book()
        self.door = Door(setup, self.book if setup.shared else None, clock=self.clock)
        visit = more(self.door) if more else None
        routes = Entrance(self.door, visit.provider.name if visit else "").routes()
        routes += visit.routes() if visit else []
        everything = [
            WebSocketRoute("/_stcore/stream", talk),
            Route("/{rest:path}", page, methods=["GET", "POST", "PUT"]),
        ]
        self.app = Starlette(routes=routes + everything, middleware=[Middleware(Gate, door=self.door)])

    def visitor(self, **headers: str) -> httpx.AsyncClient:
        """Return a browser without cookies."""
        base = self.door.setup.url
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=base, headers=headers)

    async def signed_in(self, name: str = "planner") -> httpx.AsyncClient:
        """Return the browser of somebody who has signed in."""
        browser = self.visitor(origin=self.door.setup.url)
        answer = await browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser

    async def owners(self) -> httpx.AsyncClient:
        """Return the browser of whoever opened the address with the key."""
        browser = self.visitor()
        assert (await browser.get(f"/open/{self.door.setup.key}/")).status_code == 303
        return browser

    def tab(self, browser: httpx.AsyncClient, **headers: str) -> Tab:
        """Return a socket of a browser, as yet unopened."""
        known = {
            "host": httpx.URL(self.door.setup.url).netloc.decode(),
            "origin": self.door.setup.url,
            "cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items()),
        }
        return Tab(self.app, {key: value for key, value in (known | headers).items() if value})


class Tab:
    """A socket of a browser, without a network."""

    def __init__(self, app: Any, headers: dict[str, str]) -> None:
        self.scope = {
            "type": "websocket",
            "path": "/_stcore/stream",
            "raw_path": b"/_stcore/stream",
            "query_string": b"",
            "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
            "client": ("127.0.0.1", 40000),
            "subprotocols": [],
        }
        self.app, self.said, self.heard = app, asyncio.Queue(), asyncio.Queue()

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self.app(self.scope, self.said.get, self.heard.put))
        await self.said.put({"type": "websocket.connect"})
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.said.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 5)

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.heard.get(), 5)

    async def say(self, data: bytes) -> None:
        await self.said.put({"type": "websocket.receive", "bytes": data})


async def opened(tab: Tab) -> str:
    """Wait until a tab is greeted; returns the protocols that the house heard."""
    assert (await tab.next())["type"] == "websocket.accept"
    return str((await tab.next())["text"])


def click(*, by_itself: bool = False) -> bytes:
    """Return the message of a page upon a click, or when it looks for news by itself."""
    message = BackMsg()
    message.rerun_script.is_auto_rerun = by_itself
    message.rerun_script.query_string = "" if by_itself else "lang=en"
    return message.SerializeToString()


def awaited(test):
    """Run a test that waits, in a thread of its own: a test of the browser may have left a loop in this one."""

    @wraps(test)
    def run(*args, **kwargs):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, test(*args, **kwargs)).result()

    return run
