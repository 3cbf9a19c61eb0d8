"""Control: how far a solver goes, and who may stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from geo.errors import Fault, StoppedError

Stop = Callable[[], bool]


class Control(NamedTuple):
    """First candidates of each demand, the clock (`time.monotonic`) that ends programs, who may stop it."""

    neighbours: int
    deadline: float
    should_stop: Stop


def go_on() -> bool:
    """Return False: nobody wants to stop."""
    return False


def check(should_stop: Stop) -> None:
    """Raise where somebody wants to stop.

    Raises
    ------
    StoppedError
        `should_stop` says so.
    """
    if should_stop():
        raise StoppedError(Fault("The computation was stopped", "Start it again"))
