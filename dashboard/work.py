"""Long work: it runs beside the page, shows how far it is, can be cancelled, and is done once for a plan."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from threading import Event
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

_POOL = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="work")


@dataclass
class Progress:
    """How far a piece of work is, and whether somebody wants it to end.

    Attributes
    ----------
    ahead : how much other work is done before it.
    patience_s : so long after somebody `seen` to wait for it, it ends by itself [s].
    """

    done: int = 0
    total: int = 0
    ahead: int = 0
    patience_s: float = math.inf
    seen: float = field(default_factory=time.monotonic)
    _stop: Event = field(default_factory=Event)

    def __call__(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.done, self.total = done, total

    def should_stop(self) -> bool:
        """Return whether it is to end."""
        return self._stop.is_set() or time.monotonic() - self.seen > self.patience_s

    def cancel(self) -> None:
        """Ask it to end."""
        self._stop.set()

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


@dataclass(frozen=True)
class Job(Generic[T]):
    """A piece of work under way."""

    progress: Progress
    future: Future[T]


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
    made = under_way(name, key, start=lambda progress: _POOL.submit(make, progress))
    return None if made is None else cache.keep(key, made)


def once(name: str, *key: str, make: Callable[[Progress], T]) -> T | None:
    """Return what a piece of work has come to, one time; or show how far it is and return None.

    Nothing of it is kept for others: whoever asked holds the result.
    """
    return under_way(name, key, start=lambda progress: _POOL.submit(make, progress))


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
    if key not in jobs:
        progress = Progress(patience_s=patience_s)
        jobs[key] = Job(progress, start(progress))
    return _look(name, key, jobs)


def _look(name: str, key: tuple[str, ...], jobs: dict[tuple[str, ...], Job[T]]) -> T | None:
    job = jobs[key]
    job.progress.seen = time.monotonic()
    try:
        made = job.future.result(timeout=SHORT_S)
    except NotYet:
        _waiting(name, key)
        return None
    except CancelledError:
        jobs.pop(key)
        return None
    except BaseException:
        jobs.pop(key)
        raise
    jobs.pop(key)
    return made


@st.fragment(run_every=LOOK_S)
def _waiting(name: str, key: tuple[str, ...]) -> None:
    """Show the bar and the way out; when the work is done the page runs again and finds it."""
    state.language()
    job = state.jobs().get(key)
    if job is None or job.future.done():
        st.rerun()
        return
    told = job.progress
    told.seen = time.monotonic()
    far = f" {number(told.done)} / {number(told.total)}" if told.total else ""
    if told.ahead:
        far = " · " + _("{n} before it").format(n=number(told.ahead))
    bar, out = st.columns([3, 1], vertical_alignment="center")
    bar.progress(told.share, text=name + far)
    if out.button(_("Cancel"), key=f"cancel {key}", width="stretch"):
        told.cancel()
        job.future.cancel()
        state.jobs().pop(key, None)
        state.cancelled().add(key)
        st.rerun()
