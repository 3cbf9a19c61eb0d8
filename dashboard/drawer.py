"""Drawer: the process that draws, as the server holds it: what it is told, what it says, how full it is."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from dashboard.export.bounds import MEMORY_MB, held_mb
from dashboard.export.order import Message, receive, send

HOME = Path(__file__).parent.parent
COMMAND = (sys.executable, "-m", "dashboard.export.worker")
WORN_MB, WORN_ORDERS = 0.72 * MEMORY_MB, 200
"""A process that holds more, or has made more, is replaced before the next order."""
LEAVE_S = 5.0
"""So long a process may take to leave [s]."""
LEAN = {
    "MPLBACKEND": "Agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
"""Settings under which a process of one busy thread sets little memory aside.

Arrow's own pool would reserve 128 MB or more at once, which its bound would count as held.
"""


class Drawer:
    """The process that draws, and what it has said so far."""

    def __init__(self) -> None:
        paths = [str(HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
        told = os.environ | LEAN | {"PYTHONPATH": os.pathsep.join(paths)}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, env=told, cwd=HOME)
        self.said: Queue[Message | None] = Queue()
        self.orders, self.told_mb = 0, 0.0
        self.ear = Thread(target=self._listen, daemon=True)
        self.ear.start()

    def _listen(self) -> None:
        while (message := receive(self.process.stdout)) is not None:
            self.said.put(message)
        self.said.put(None)

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    @property
    def held_mb(self) -> float:
        """How much memory it holds now; where the machine does not tell, what it said last [MB]."""
        return held_mb(self.pid) or self.told_mb

    @property
    def worn(self) -> bool:
        """Whether another one should take the next order."""
        ended = self.process.poll() is not None
        return ended or self.orders >= WORN_ORDERS or self.held_mb > WORN_MB

    def tell(self, head: dict[str, Any], body: bytes = b"") -> None:
        """Send a message; one to a process that has ended is lost, and its end is heard instead."""
        try:
            send(self.process.stdin, head, body)
        except OSError:
            self.said.put(None)

    def kill(self) -> None:
        """End the process by force, without waiting for it."""
        self.process.kill()

    def end(self) -> int | None:
        """End the process by force; return the code with which it ended."""
        self.process.kill()
        with suppress(OSError):  # what was on its way to it is lost with it
            self.process.stdin.close()
        self.process.wait(LEAVE_S)
        self.ear.join()
        self.process.stdout.close()
        return self.process.returncode
