"""Orders for a press, somebody who waits for them, and the processes of this machine."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from threading import Event

from dashboard.export.order import Order
from geo import operation as operations

PATIENCE_S = 240


@dataclass
class Waiting:
    """Somebody who waits, and who may stop waiting."""

    ahead: int = -1
    seen: list = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    stop: Event = field(default_factory=Event)

    def __call__(self, done, total):
        self.seen.append((done, total))
        self.begun.set()

    def should_stop(self):
        return self.stop.is_set()


def order(folder, **values):
    return Order(operation=str(folder), digest=operations.load(folder).digest, **values)


def drawn(room, one):
    return room.submit(one, Waiting()).result(PATIENCE_S).body


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(there):
    """Wait until something is so; say whether it has become so."""
    end = time.monotonic() + PATIENCE_S
    while not there() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(there())


def gone(pid):
    """Wait until a process has ended; say whether it has."""
    return until(lambda: not alive(pid))
