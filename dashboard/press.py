"""Press: orders for products wait here, and a process beside the server makes them, one after the other.

The process is started with the first order and ends with the server. One that falls over is replaced: whoever
waited for it is told, and the next order finds a new one. While a product is drawn, a spare process makes the
thumbnails, so that nobody's choices wait for somebody's atlas.
"""

from __future__ import annotations

import atexit
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from itertools import count
from threading import Condition, Thread

from dashboard.export.order import Order
from dashboard.lane import LOOK_S, Job, Lane, Made, PressError, Watch
from geo.errors import Fault, GeoError

MOST_WAITING, MOST_EACH = 24, 8
"""So many orders may wait, and so many of one owner; the next one is refused."""
IDLE_S, SPARE_IDLE_S = 900.0, 60.0
"""A process that has nothing to do leaves after so long [s]."""


class Press:
    """The queue, the process that makes what waits in it, and the spare one."""

    def __init__(self) -> None:
        self._waiting: list[Job] = []
        self._changed = Condition()
        self._numbers = count(1)
        self._main, self._spare = Lane(spare=False), Lane(spare=True)
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process that makes products, while there is one."""
        drawer = self._main.drawer
        return drawer.pid if drawer else None

    @property
    def pids(self) -> list[int]:
        """All processes there are now."""
        return [it.drawer.pid for it in (self._main, self._spare) if it.drawer]

    @property
    def waiting(self) -> int:
        """How many orders wait."""
        return len(self._waiting)

    def submit(
        self,
        order: Order,
        watch: Watch,
        *,
        first: bool = False,
        owner: str = "",
        handed: tuple[bytes, bytes] = (b"", b""),
    ) -> Future[Made]:
        """Queue an order.

        Parameters
        ----------
        first : for what takes a second, such as a thumbnail.
        owner : whose it is; the orders of several owners take turns.
        handed : what a routing service told the server about the plan and the other one.

        Raises
        ------
        PressError
            Too many orders wait.
        """
        with self._changed:
            self._closed = False
            self._clear()
            own = [it for it in (*self._waiting, self._main.job) if it is not None and it.owner == owner]
            if len(self._waiting) >= MOST_WAITING or (owner and len(own) >= MOST_EACH):
                most = MOST_EACH if owner and len(own) >= MOST_EACH else MOST_WAITING
                raise PressError(
                    Fault("{n} exports are waiting already", "Wait, or cancel one of them", {"n": most})
                )
            turn = sum(not it.urgent for it in own) if owner and not first else 0
            job = Job((0 if first else 1, turn, next(self._numbers)), order, watch, owner, handed)
            self._waiting.append(job)
            self._number()
            for lane in (self._main, self._spare):
                self._attend(lane)
            self._changed.notify_all()
        return job.future

    def _attend(self, lane: Lane) -> None:
        if lane.thread is None or not lane.thread.is_alive():
            lane.thread = Thread(target=self._run, args=(lane,), name="press", daemon=True)
            lane.thread.start()

    def _clear(self) -> None:
        """Let what nobody wants any more leave its place."""
        gone = [it for it in self._waiting if it.future.cancelled() or it.watch.should_stop()]
        if gone:
            self._waiting = [it for it in self._waiting if it not in gone]
            for job in gone:
                job.future.cancel()
            self._number()

    def _number(self) -> None:
        """Tell everybody how many are made before: thumbnails and products each in their own row."""
        busy = self._main.job is not None
        for urgent in (True, False):
            row = sorted(it for it in self._waiting if it.urgent == urgent)
            for i, job in enumerate(row):
                job.watch.ahead = i + busy

    def _next(self, lane: Lane) -> Job | None:
        """Take the next order of a lane out of the queue; the spare one takes thumbnails that would wait."""
        self._clear()
        able = [it for it in self._waiting if not lane.spare or (it.urgent and self._main.job is not None)]
        if not able:
            return None
        job = min(able)
        self._waiting = [it for it in self._waiting if it is not job]
        lane.job, job.watch.ahead = job, 0
        self._number()
        return job

    def _run(self, lane: Lane) -> None:
        while (job := self._wait(lane)) is not None:
            if job.future.set_running_or_notify_cancel():
                self._settle(lane, job)
            with self._changed:
                lane.job = None
                self._number()
                self._changed.notify_all()

    def _wait(self, lane: Lane) -> Job | None:
        """Return the next order; None when the press is closed. A process that idles leaves meanwhile."""
        idle_s = SPARE_IDLE_S if lane.spare else IDLE_S
        end = time.monotonic() + idle_s
        with self._changed:
            while not self._closed:
                if (job := self._next(lane)) is not None:
                    return job
                self._changed.wait(max(end - time.monotonic(), LOOK_S))
                if time.monotonic() > end:
                    lane.drop()
                    end = time.monotonic() + idle_s
        return None

    def _settle(self, lane: Lane, job: Job) -> None:
        """Make a job and tell whoever waits, whatever comes of it."""
        try:
            with lane.running:
                job.future.set_result(lane.made(job, self._looking()))
        except (GeoError, CancelledError, OSError) as error:
            job.future.set_exception(error)

    def _looking(self) -> Iterator[None]:
        """Go on until the press is closed; meanwhile those who gave up waiting leave the queue."""
        while not self._closed:
            with self._changed:
                self._clear()
            yield

    def close(self) -> None:
        """Let nothing wait any more and end the processes; a later order starts others."""
        with self._changed:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            self._changed.notify_all()
        for job in waiting:
            job.future.cancel()
        for lane in (self._main, self._spare):
            drawer = lane.drawer
            if drawer is not None:
                drawer.kill()
        for lane in (self._main, self._spare):
            with lane.running:
                lane.drop()
            if lane.thread is not None:
                lane.thread.join()


PRESS = Press()
"""That of this server."""
atexit.register(PRESS.close)
