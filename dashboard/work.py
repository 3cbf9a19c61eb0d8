"""Long work: it runs beside the page, shows how far it is, can be cancelled, and is done once for a plan."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock
from typing import Generic, TypeVar, cast

import streamlit as st

from dashboard import cache, screen, state
from dashboard.text import _, number

T = TypeVar("T")
SHORT_S = 0.4
"""Work that is done by then never shows a bar."""
LOOK_S = 0.5
"""So often the bar moves."""
WORKERS = 2
YIELD_S = 15.0
"""Work that nobody has looked at for so long makes way for work that somebody waits for [s]."""

_POOL = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="work")
_TURNS = count()


@dataclass
class Progress:
    """How far a piece of work is, and whether somebody wants it to end.

    Attributes
    ----------
    ahead : how much other work is done before it.
    patience_s : so long after somebody `seen` to wait for it, it ends by itself [s].
    stopped : whether it was told to end: what it has made is not whole.
    """

    done: int = 0
    total: int = 0
    ahead: int = 0
    patience_s: float = math.inf
    seen: float = field(default_factory=time.monotonic)
    stopped: bool = False
    _stop: Event = field(default_factory=Event)

    def __call__(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.done, self.total = done, total

    def should_stop(self) -> bool:
        """Return whether it is to end."""
        unseen_s = time.monotonic() - self.seen
        if self._stop.is_set() or unseen_s > self.patience_s or (unseen_s > YIELD_S and _LINE.waits()):
            self.stopped = True
        return self.stopped

    def cancel(self) -> None:
        """Ask it to end."""
        self._stop.set()

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


class _Line:
    """The work that no worker has begun."""

    def __init__(self) -> None:
        self._waiting: set[Future[object]] = set()
        self._lock = Lock()

    def join(self, future: Future[object]) -> None:
        with self._lock:
            self._waiting.add(future)
        future.add_done_callback(self.leave)

    def leave(self, future: Future[object]) -> None:
        with self._lock:
            self._waiting.discard(future)

    def waits(self) -> bool:
        with self._lock:
            return any(not it.running() for it in self._waiting)


_LINE = _Line()


@dataclass(frozen=True)
class Job(Generic[T]):
    """A piece of work under way."""

    progress: Progress
    future: Future[T]

    @property
    def given_up(self) -> bool:
        """Whether it has ended without a whole result, because nobody looked at it."""
        return self.future.done() and self.progress.stopped


def result(name: str, *key: str, make: Callable[[Progress], T]) -> T | None:
    """Return what a piece of work makes, or show how far it is and return None.

    Parameters
    ----------
    name : of the work, in the user's language.
    key : names what is made; the same key is made once for all sessions, and kept.
    make : gets a `Progress` to note how far it is and to ask whether it should stop. It runs in a thread of
        its own and must not touch the page. Work that was stopped may raise or return: it is not kept.
    """
    kept = cache.kept(key)
    if kept is not None:
        return cast("T", kept)
    made = under_way(name, key, start=lambda progress: _begun(make, progress))
    return None if made is None else cache.keep(key, made)


def once(name: str, *key: str, make: Callable[[Progress], T]) -> T | None:
    """Return what a piece of work has come to, one time; or show how far it is and return None.

    Nothing of it is kept for others: whoever asked holds the result.
    """
    return under_way(name, key, start=lambda progress: _begun(make, progress))


def _begun(make: Callable[[Progress], T], progress: Progress) -> Future[T]:
    future = _POOL.submit(make, progress)
    _LINE.join(cast("Future[object]", future))
    return future


def under_way(
    name: str, key: tuple[str, ...], *, start: Callable[[Progress], Future[T]], patience_s: float = math.inf
) -> T | None:
    """Return what a piece of work has come to, once; or show how far it is and return None.

    Parameters
    ----------
    start : sets it going, wherever it is done.
    patience_s : it ends by itself when no page has looked at it for so long [s].
    """
    jobs: dict[tuple[str, ...], Job[T]] = state.jobs()
    for other in [it for it in jobs if it != key and it[0] == key[0]]:
        jobs.pop(other).progress.cancel()
    if key in state.cancelled():
        screen.notice(_("{work}: cancelled.").format(work=name), kind="warning")
        if st.button(_("Start again"), key=f"again {key}"):
            state.cancelled().discard(key)
            st.rerun()
        return None
    if key not in jobs or jobs[key].given_up:
        progress = Progress(patience_s=patience_s)
        jobs[key] = Job(progress, start(progress))
    return _look(name, key, jobs)


def _look(name: str, key: tuple[str, ...], jobs: dict[tuple[str, ...], Job[T]]) -> T | None:
    job = jobs[key]
    job.progress.seen = time.monotonic()
    try:
        made = job.future.result(timeout=SHORT_S)
    except NotYet:
        _wait(name, key)
        return None
    except CancelledError:
        jobs.pop(key)
        return None
    except BaseException:
        jobs.pop(key)
        raise
    jobs.pop(key)
    return made


def _wait(name: str, key: tuple[str, ...]) -> None:
    """Show the bar and the way out; when the work is done the page runs again and finds it.

    The bar looks for itself and has another name in every run of the page: Streamlit drops what a run has
    yet to send when a bar of the same name looks in just as the run ends, and that may be the word to look
    at all. A bar that has gone is no longer known, and its look is passed over. The way out is not part of
    the bar: a click counts even as the bar changes.
    """
    bar, out = st.columns([3, 1], vertical_alignment="center")

    def waiting() -> None:
        state.language()
        job = state.jobs().get(key)
        if job is None or job.future.done():
            st.rerun()
            return
        job.progress.seen = time.monotonic()
        st.progress(job.progress.share, text=name + _far(job.progress))

    waiting.__qualname__ = f"waiting {next(_TURNS)}"
    with bar:
        st.fragment(waiting, run_every=LOOK_S)()
    if out.button(_("Cancel"), key=f"cancel {key}", width="stretch"):
        job = state.jobs().pop(key)
        job.progress.cancel()
        job.future.cancel()
        state.cancelled().add(key)
        st.rerun()


def _far(told: Progress) -> str:
    if told.ahead:
        return " · " + _("{n} before it").format(n=number(told.ahead))
    return f" {number(told.done)} / {number(told.total)}" if told.total else ""
