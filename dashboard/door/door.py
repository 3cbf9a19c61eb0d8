"""Door: who may come in, and who is in. One of it serves a process."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from secrets import compare_digest

from sqlalchemy.exc import SQLAlchemyError

from dashboard import text
from dashboard.access import OWNER, Actor
from dashboard.access.actor import owner
from dashboard.door import mishap
from dashboard.door.book import SIGNED_OUT, Book
from dashboard.door.bucket import Buckets
from dashboard.door.sessions import CHANGED, Session, Sessions
from dashboard.door.sessions import SIGNED_OUT as OUT
from dashboard.door.setup import Setup, now_s
from geo.errors import GeoError

NOBODY = Actor("", "")
STRANGERS_PER_S, STRANGERS_AT_ONCE = 20.0, 200.0
"""What one address may ask for that nobody has signed in from."""
FAILURES_PER_S, FAILURES_AT_ONCE = 1 / 15, 20.0
"""How often one address may give a wrong password; the account itself is locked earlier."""
CHECKS_AT_ONCE = 2
"""A password takes a core for a moment: so many are looked at together, and the others wait."""
WATCH_S = 1.0
ANYHOW, GONE = -1, -2
"""In place of an epoch: sessions go on whatever it is, and none goes on."""


class Door:
    """Who may come in, and who is in.

    Parameters
    ----------
    setup : for whom the server is.
    book : who has an account; None where nobody signs in.
    clock : seconds of a clock that never goes back.
    """

    def __init__(self, setup: Setup, book: Book | None = None, *, clock: Callable[[], float] = now_s) -> None:
        self.setup, self.book = setup, book
        self.sessions = Sessions(setup.limits, clock=clock)
        self.strangers = Buckets(STRANGERS_PER_S, STRANGERS_AT_ONCE, clock)
        self.failures = Buckets(FAILURES_PER_S, FAILURES_AT_ONCE, clock)
        self.checking = asyncio.Semaphore(CHECKS_AT_ONCE)
        self.seats: dict[str, str] = {}

    def session(self, key: str | None) -> Session | None:
        """Return the session of a cookie."""
        return self.sessions.find(key)

    def fits(self, key: str) -> bool:
        """Return whether a key opens this server of one person."""
        return not self.setup.shared and compare_digest(key.encode(), self.setup.key.encode())

    def let_in(self, actor: Actor, *, epoch: int = 0, local: bool = False, most_s: float = math.inf) -> str:
        """Begin a session of somebody who proved who he is; returns what his browser keeps."""
        key, _session = self.sessions.open(actor, epoch=epoch, local=local, most_s=most_s)
        return key

    def let_owner_in(self) -> str:
        """Begin a session of whoever sits at this machine."""
        return self.let_in(owner())

    def actor(self, cookies: Mapping[str, str], *, seat: str) -> Actor:
        """Return who asks, by the cookies of his tab, and remember whose tab it is.

        Parameters
        ----------
        cookies : cookies with which the tab's socket was opened, the door being there already.
        seat : id of the tab's session of Streamlit; no other person can go on with it.
        """
        found = self.session(cookies.get(self.setup.cookie))
        if found is None:
            return NOBODY
        self.seats[seat], found.language = found.mark, text.language()
        return found.actor

    def may_sit(self, seat: str, session: Session) -> bool:
        """Return whether a tab may go on with a session of Streamlit: it must have been his."""
        return not seat or self.seats.get(seat) == session.mark

    async def watch(self) -> None:
        """End sessions whose time is over and those whose account was changed, until the server ends."""
        failed = False
        while True:
            await asyncio.sleep(WATCH_S)
            try:
                await asyncio.to_thread(self.look)
            except (GeoError, SQLAlchemyError, OSError) as error:
                if not failed:
                    mishap.record(error)
                failed = True
            else:
                failed = False

    def look(self) -> None:
        """End what is over or was changed, once."""
        self.sessions.sweep()
        held = self.sessions.all()
        marks = {it.mark for it in held}
        self.seats = {seat: mark for seat, mark in dict(self.seats).items() if mark in marks}
        people = {(it.actor, it.local) for it in held}
        good = {(actor, local): self._standing(actor, local=local) for actor, local in people}
        for session in held:
            if good[session.actor, session.local] not in {ANYHOW, session.epoch}:
                self.sessions.end(session, CHANGED)

    def _standing(self, actor: Actor, *, local: bool) -> int:
        """Return the epoch that sessions of somebody must have; `GONE` where none may go on."""
        if self.book is None or actor.role == OWNER:
            return ANYHOW
        if not local:
            return self.turns(actor)
        known = self.book.get(actor.name)
        return known.epoch if known and not known.disabled and known.role == actor.role else GONE

    def turns(self, actor: Actor) -> int:
        """Return how often somebody whom a provider knows was signed out everywhere."""
        return 0 if self.book is None else self.book.turns(actor.name)

    def note(self, actor: Actor, action: str, **detail: object) -> None:
        """Write down a coming or going, where a book is kept."""
        if self.book is not None:
            self.book.note(actor, action, detail)

    def let_out(self, session: Session) -> None:
        """End a session because its person leaves."""
        self.sessions.end(session, OUT)
        self.note(session.actor, SIGNED_OUT)


class _Here:
    """The door of this process."""

    door: Door | None = None


def stand(door: Door) -> Door:
    """Let a door be the one of this process."""
    _Here.door = door
    return door


def standing() -> Door | None:
    """Return the door of this process; None where nothing is served."""
    return _Here.door
