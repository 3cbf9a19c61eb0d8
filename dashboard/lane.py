"""Lane: one process that draws, and what becomes of the order that it has in hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from queue import Empty
from threading import Lock, Thread
from typing import Any, Protocol

from dashboard.drawer import Drawer
from dashboard.export.bounds import MEMORY_MB
from dashboard.export.order import Message, Order
from geo.errors import Fault, GeoError

LOOK_S, GRACE_S, PREVIEW_GRACE_S = 0.05, 1.0, 20.0
"""So often a stop is looked for; so long a stopped product, or thumbnail, may take to end [s]."""


class PressError(GeoError):
    """A product was not made, for a reason that is not in the plan."""


class Watch(Protocol):
    """Whoever waits for a product."""

    ahead: int
    """How many orders are made before it."""

    def __call__(self, done: int, total: int) -> None:
        """Note how far it is."""

    def should_stop(self) -> bool:
        """Return whether it is not wanted any more."""


@dataclass(frozen=True)
class Made:
    """A product, what is told about it, and how much memory the process has held until then [MB]."""

    body: bytes
    about: dict[str, Any] = field(default_factory=dict)
    peak_mb: float = 0.0


@dataclass(order=True)
class Job:
    """An order that waits or is being made, by its rank.

    What is urgent goes first; then the first order of everybody, then the second of everybody; then what
    came first. `handed` is what a routing service told the server, for the plan and for the other one; see
    `geo.travel.carried`.
    """

    rank: tuple[int, int, int]
    order: Order = field(compare=False)
    watch: Watch = field(compare=False)
    owner: str = field(compare=False, default="")
    handed: tuple[bytes, bytes] = field(compare=False, default=(b"", b""))
    future: Future[Made] = field(compare=False, default_factory=Future)

    @property
    def urgent(self) -> bool:
        """Whether a page waits for it."""
        return self.rank[0] == 0


class Lane:
    """One process, started when there is something to do, and what it is making."""

    def __init__(self, *, spare: bool) -> None:
        self.spare = spare
        self.job: Job | None = None
        self.drawer: Drawer | None = None
        self.thread: Thread | None = None
        self.running = Lock()

    def ready(self) -> Drawer:
        """Return a process that can take an order."""
        if self.drawer is not None and self.drawer.worn:
            self.drop()
        if self.drawer is None:
            self.drawer = Drawer()
        return self.drawer

    def drop(self) -> int | None:
        """End the process; return the code with which it ended."""
        drawer, self.drawer = self.drawer, None
        return drawer.end() if drawer else None

    def made(self, job: Job, looking: Iterator[None]) -> Made:
        """Make what is ordered; every step of `looking` is one look at what else there is to do."""
        if job.watch.should_stop():
            raise CancelledError
        drawer = self.ready()
        number = drawer.orders = drawer.orders + 1
        told = {"id": number, "order": job.order.model_dump(mode="json"), "handed": len(job.handed[0])}
        drawer.tell(told, b"".join(job.handed))
        end = None
        for _look in looking:
            if end is None and job.watch.should_stop():
                drawer.tell({"stop": number})
                end = time.monotonic() + (PREVIEW_GRACE_S if job.urgent else GRACE_S)
            if drawer.held_mb > MEMORY_MB:
                self.drop()
                raise _too_big()
            try:
                message = drawer.said.get(timeout=LOOK_S)
            except Empty:
                if end is not None and time.monotonic() > end:
                    self.drop()
                    raise CancelledError from None
                continue
            if (made := self.heard(message, job)) is not None:
                return made
        raise CancelledError

    def heard(self, message: Message | None, job: Job) -> Made | None:
        """Return the product when this message brings it; raises when it says that there is none."""
        if message is None:
            raise _fallen(self.drop())
        head, body = message
        if head["kind"] == "progress":
            job.watch(head["done"], head["total"])
            return None
        if head["kind"] == "stopped":
            raise CancelledError
        if head["kind"] == "full":
            self.drop()
            raise _too_big()
        if head["kind"] == "wrong":
            raise GeoError(*(Fault.of(it) for it in head["faults"]))
        if self.drawer is not None:
            self.drawer.told_mb = head["held_mb"]
        return Made(body, head["about"], head["peak_mb"])


def _too_big() -> PressError:
    return PressError(
        Fault(
            "This takes more than {n} MB of memory, and nothing was made",
            "Take a smaller paper, a PDF in place of a PNG, or 150 dpi",
            {"n": f"{MEMORY_MB:.0f}"},
        )
    )


def _fallen(code: int | None) -> PressError:
    return PressError(
        Fault(
            "The process that draws has ended (code {code}) and nothing was made",
            "Try again; if it happens once more, take a smaller page and look into the server's log",
            {"code": code},
        )
    )
