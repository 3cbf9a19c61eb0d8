"""Press: orders for products wait here, and one process beside the server makes them, one after the other.

The process is started with the first order and ends with the server. One that falls over is replaced: whoever
waited for it is told, and the next order finds a new one.
"""

from __future__ import annotations

import atexit
import heapq
import os
import subprocess
import sys
import time
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from threading import Condition, Lock, Thread
from typing import Any, Protocol

from dashboard.export.order import Message, Order, receive, send
from geo.errors import Fault, GeoError

HOME = Path(__file__).parent.parent
COMMAND = (sys.executable, "-m", "dashboard.export.worker")
MOST_WAITING = 24
"""So many orders may wait; the next one is refused."""
LOOK_S, GRACE_S, LEAVE_S = 0.05, 3.0, 5.0
"""So often a stop is looked for; so long a stopped order may take to end; so long a process to leave [s]."""
MOST_MB, MOST_ORDERS = 700.0, 200
"""A process that holds more, or has made more, is replaced before the next order."""


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
    """A product, and what is told about it."""

    body: bytes
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(order=True)
class Job:
    """An order that waits or is being made; what is urgent goes first, then what came first."""

    rank: tuple[int, int]
    order: Order = field(compare=False)
    watch: Watch = field(compare=False)
    future: Future[Made] = field(compare=False, default_factory=Future)


class Process:
    """The process that draws, and what it has said so far."""

    def __init__(self) -> None:
        paths = [str(HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
        told = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "MPLBACKEND": "Agg"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, env=told, cwd=HOME)
        self.said: Queue[Message | None] = Queue()
        self.orders, self.held_mb = 0, 0.0
        self.ear = Thread(target=self._listen, daemon=True)
        self.ear.start()

    def _listen(self) -> None:
        while (message := receive(self.process.stdout)) is not None:
            self.said.put(message)
        self.said.put(None)

    def tell(self, **head: object) -> None:
        """Send a message; one to a process that has ended is lost, and its end is heard instead."""
        try:
            send(self.process.stdin, head)
        except OSError:
            self.said.put(None)

    def end(self) -> None:
        """End the process, if need be by force."""
        try:
            self.process.stdin.close()
        except OSError:
            self.process.kill()
        try:
            self.process.wait(LEAVE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.ear.join()
        self.process.stdout.close()


class Press:
    """The queue and its process."""

    def __init__(self) -> None:
        self._waiting: list[Job] = []
        self._changed, self._running = Condition(), Lock()
        self._numbers = count(1)
        self._thread: Thread | None = None
        self._process: Process | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process that draws, while there is one."""
        process = self._process
        return process.process.pid if process else None

    def submit(self, order: Order, watch: Watch, *, first: bool = False) -> Future[Made]:
        """Queue an order; `first` is for what takes a second, such as a thumbnail.

        Raises
        ------
        PressError
            Too many orders wait.
        """
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                fault = Fault("{n} exports are waiting already", "Try again later", {"n": MOST_WAITING})
                raise PressError(fault)
            self._closed = False
            job = Job((0 if first else 1, next(self._numbers)), order, watch)
            heapq.heappush(self._waiting, job)
            self._number()
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="press", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return job.future

    def _number(self) -> None:
        for i, job in enumerate(sorted(self._waiting), start=1):
            job.watch.ahead = i

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                job = heapq.heappop(self._waiting)
                job.watch.ahead = 0
                self._number()
            if job.future.set_running_or_notify_cancel():
                self._settle(job)

    def _settle(self, job: Job) -> None:
        """Make a job and tell whoever waits, whatever comes of it."""
        try:
            with self._running:
                job.future.set_result(self._made(job))
        except (GeoError, CancelledError, OSError) as error:
            job.future.set_exception(error)

    def _made(self, job: Job) -> Made:
        if job.watch.should_stop():
            raise CancelledError
        process = self._ready()
        number = process.orders = process.orders + 1
        process.tell(id=number, order=job.order.model_dump(mode="json"))
        end = None
        while True:
            if end is None and job.watch.should_stop():
                process.tell(stop=number)
                end = time.monotonic() + GRACE_S
            try:
                message = process.said.get(timeout=LOOK_S)
            except Empty:
                if end is not None and time.monotonic() > end:
                    self._drop()
                    raise CancelledError from None
                continue
            if (made := self._heard(message, job)) is not None:
                return made

    def _heard(self, message: Message | None, job: Job) -> Made | None:
        """Return the product when this message brings it; raises when it says that there is none."""
        if message is None:
            code = self._drop()
            raise PressError(
                Fault(
                    "The process that draws has ended (code {code}) and nothing was made",
                    "Try again; if it happens once more, take a smaller page and look into the server's log",
                    {"code": code},
                )
            )
        head, body = message
        if head["kind"] == "progress":
            job.watch(head["done"], head["total"])
            return None
        if head["kind"] == "stopped":
            raise CancelledError
        if head["kind"] == "wrong":
            raise GeoError(*(Fault(**it) for it in head["faults"]))
        if self._process is not None:
            self._process.held_mb = head["held_mb"]
        return Made(body, head["about"])

    def _ready(self) -> Process:
        """Return a process that can take an order."""
        worn = self._process is not None and (
            self._process.held_mb > MOST_MB or self._process.orders >= MOST_ORDERS
        )
        if worn or (self._process is not None and self._process.process.poll() is not None):
            self._drop()
        if self._process is None:
            self._process = Process()
        return self._process

    def _drop(self) -> int | None:
        """End the process; return the code with which it ended."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.process.kill()
        process.end()
        return process.process.returncode

    def close(self) -> None:
        """Let nothing wait any more and end the process; a later order starts another."""
        with self._changed:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            self._changed.notify_all()
        for job in waiting:
            job.future.cancel()
        process = self._process
        if process is not None:
            process.process.kill()
        with self._running:
            self._drop()


PRESS = Press()
"""That of this server."""
atexit.register(PRESS.close)
