"""Sessions: who has come in, for how long, and which of his tabs are open. They live in this process only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock

from dashboard import text
from dashboard.access import OWNER, Actor
from dashboard.door.bucket import Bucket
from dashboard.door.setup import Limits, new_key, now_s

SCREEN = "screen"
"""Role of a screen on the wall: nobody touches it, and it stays on."""
MAX_SESSIONS = 1000
MAX_TABS = 24
PAGES_PER_S, PAGES_AT_ONCE = 60.0, 600.0
TABS_PER_S, TABS_AT_ONCE = 1.0, 24.0
WORDS_PER_S, WORDS_AT_ONCE = 8.0, 24.0
"""Pages and files, tabs opened, and messages of one person: so many at once, then so many a second."""

IDLE, EXPIRED, SIGNED_OUT, CHANGED = "idle", "expired", "out", "changed"
"""Why a session ended: nothing was done; its time was over; its person left; its account was changed."""


def _named(key: str) -> str:
    """Return under what a key is kept: whoever reads the memory of this table cannot come in with it."""
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass
class Session:
    """Somebody who has come in.

    Parameters
    ----------
    mark : name of the session that opens nothing.
    actor : who it is.
    epoch : state of his account when he came in.
    local : whether he has an account here.
    ends : second at which it ends in any case; infinite for an owner.
    seen : second at which something was done last.
    pages, opening, talking : how often he may ask for a page or file, open a tab, and send a message.
    closers : what closes his open tabs.
    language : the language that he reads.
    ended : why the session ended; nothing while it goes on.
    """

    mark: str
    actor: Actor
    epoch: int
    local: bool
    ends: float
    seen: float
    pages: Bucket
    opening: Bucket
    talking: Bucket
    closers: list[Callable[[str], None]] = field(default_factory=list)
    language: str = text.DEFAULT
    ended: str = ""


class Sessions:
    """Who has come in.

    Parameters
    ----------
    limits : how long it lasts.
    clock : seconds of a clock that never goes back.
    """

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = now_s) -> None:
        self.limits, self.clock = limits, clock
        self._held: dict[str, Session] = {}
        self._lock = RLock()

    def open(
        self, actor: Actor, *, epoch: int = 0, local: bool = False, most_s: float = float("inf")
    ) -> tuple[str, Session]:
        """Let somebody in: returns the key that his browser keeps, always a new one, and the session."""
        key, now = new_key(), self.clock()
        lasts = self.limits.screen_s if actor.role == SCREEN else self.limits.absolute_s
        lasts = float("inf") if actor.role == OWNER else min(lasts, most_s)
        made = Session(
            mark=_named(new_key())[:16],
            actor=actor,
            epoch=epoch,
            local=local,
            ends=now + lasts,
            seen=now,
            pages=Bucket(PAGES_PER_S, PAGES_AT_ONCE),
            opening=Bucket(TABS_PER_S, TABS_AT_ONCE),
            talking=Bucket(WORDS_PER_S, WORDS_AT_ONCE),
        )
        with self._lock:
            while len(self._held) >= MAX_SESSIONS:
                self.end(min(self._held.values(), key=lambda it: (it.seen, it.mark)), EXPIRED)
            self._held[_named(key)] = made
        return key, made

    def over(self, session: Session) -> str:
        """Return why a session must end now; nothing while it may go on."""
        now = self.clock()
        if now >= session.ends:
            return EXPIRED
        may_rest = session.actor.role in {OWNER, SCREEN}
        return IDLE if not may_rest and now - session.seen >= self.limits.idle_s else ""

    def find(self, key: str | None) -> Session | None:
        """Return the session of a key; None where there is none or it is over."""
        with self._lock:
            found = self._held.get(_named(key)) if key else None
            why = self.over(found) if found else ""
            if found and why:
                self.end(found, why)
            return None if why else found

    def touch(self, session: Session) -> None:
        """Take note that the person did something."""
        session.seen = self.clock()

    def end(self, session: Session, why: str) -> None:
        """End a session and close its open tabs."""
        with self._lock:
            kept = {key: it for key, it in self._held.items() if it is not session}
            gone = len(kept) < len(self._held)
            self._held, closers = kept, list(session.closers)
        if gone:
            session.ended = why
            for close in closers:
                close(why)

    def sweep(self) -> None:
        """End what is over, tabs that wait included."""
        for session in self.all():
            why = self.over(session)
            if why:
                self.end(session, why)

    def all(self) -> list[Session]:
        """Return all sessions, the oldest first."""
        with self._lock:
            return list(self._held.values())
