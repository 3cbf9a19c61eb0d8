"""Tab: an open socket, held back when it asks too fast, closed when its session ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.door import pages
from dashboard.door.door import Door
from dashboard.door.farewell import by_hand, redirect
from dashboard.door.sessions import Session

T = TypeVar("T")

GONE = 4401


class Tab:
    """An open socket of a session."""

    def __init__(self, door: Door, session: Session) -> None:
        self.door, self.session = door, session
        self.ended = asyncio.Event()
        self.accepted = self.closed = False

    async def attend(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a tab talk with the app until either leaves or the session ends."""
        loop = asyncio.get_running_loop()

        def close(_why: str) -> None:
            loop.call_soon_threadsafe(self.ended.set)

        async def told(message: Message) -> None:
            self.accepted = self.accepted or message["type"] == "websocket.accept"
            if not self.closed:
                await send(message)

        async def heard() -> Message:
            return await self._heard(receive, send)

        self.session.closers.append(close)
        if self.session.ended:
            self.ended.set()
        try:
            await app(scope, heard, told)
        finally:
            self.session.closers.remove(close)

    async def _heard(self, receive: Receive, send: Send) -> Message:
        """Return the next message of the person; in place of it the word that he left, once he is out."""
        message = await self._unless_ended(receive())
        if message is not None and message["type"] == "websocket.receive":
            wait_s = self.session.talking.borrow_s()
            if wait_s:
                await self._unless_ended(asyncio.sleep(wait_s))
            if self._is_over():
                message = None
            elif by_hand(message.get("bytes") or b""):
                self.door.sessions.touch(self.session)
        if message is not None:
            return message
        await self._part(send)
        return {"type": "websocket.disconnect", "code": GONE}

    def _is_over(self) -> bool:
        why = self.door.sessions.over(self.session)
        if why:
            self.door.sessions.end(self.session, why)
        return bool(self.session.ended)

    async def _unless_ended(self, doing: Awaitable[T]) -> T | None:
        """Wait for something, and no longer than the session lasts; None where that ended first."""
        task, ended = asyncio.ensure_future(doing), asyncio.ensure_future(self.ended.wait())
        try:
            await asyncio.wait((task, ended), return_when=asyncio.FIRST_COMPLETED)
            return None if self.ended.is_set() else task.result()
        finally:
            task.cancel()
            ended.cancel()

    async def _part(self, send: Send) -> None:
        """Send the tab to where it can sign in again, and close its socket."""
        self.closed = True
        if self.accepted and self.door.setup.shared:
            farewell = redirect(pages.SIGN_IN, why=self.session.ended, lang=self.session.language)
            await send({"type": "websocket.send", "bytes": farewell})
        await send({"type": "websocket.close", "code": GONE})
