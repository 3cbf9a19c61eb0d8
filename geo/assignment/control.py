"""Control: how far a solver goes, and who may stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from geo.errors import Fault, StoppedError

Stop = Callable[[], bool]


class Control(NamedTuple):
    """How far to go, and who may stop it.

    Parameters
    ----------
    neighbours : units that each demand looks at first, None for what is quickest.
    deadline : clock (`time.monotonic`) at which programs end.
    should_stop : asked between steps.
    travel : whether a program goes on to the least travel once it knows what can be served.
    """

    neighbours: int | None
    deadline: float
    should_stop: Stop
    travel: bool = True


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
