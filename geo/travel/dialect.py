"""Dialect: what every kind of routing service is asked, and how its numbers are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from geo.errors import ServiceError
from geo.routing import Routing
from geo.travel.wire import Wire, unreadable


class Block(NamedTuple):
    """Seconds and metres of every pair, (n_units, n_stations); NaN where the service knows no way."""

    seconds: np.ndarray
    metres: np.ndarray


class Dialect(Protocol):
    """One kind of service. Points are (n, 2) degrees east and north, all of them finite."""

    @property
    def side(self) -> int:
        """How many units, and how many stations, the service takes at a time as it is delivered."""
        ...

    @property
    def too_much(self) -> frozenset[str]:
        """What it says of a question that is too large: a part of it may be taken."""
        ...

    @property
    def no_way(self) -> frozenset[str]:
        """What it says of a whole question for the sake of one pair without a way."""
        ...

    def snap(self, wire: Wire, points: np.ndarray) -> np.ndarray:
        """Return where points meet the network, (n, 2) degrees; NaN where there is no road near."""
        ...

    def block(self, wire: Wire, units: np.ndarray, stations: np.ndarray) -> Block:
        """Return the way from every unit to every station."""
        ...

    def line(self, wire: Wire, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return the course of the way between two points, (p, 2) degrees."""
        ...


def reading(routing: Routing, read: Callable[[], np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """Return the numbers that `read` finds in an answer, checked.

    Parameters
    ----------
    shape : the shape they must have; -1 is any length.

    Raises
    ------
    ServiceError
        They are not there, not numbers, or not as many as were asked for.
    """
    try:
        found = read()
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise ServiceError(unreadable(routing)) from error
    fits = len(found.shape) == len(shape) and all(
        want in (-1, got) for want, got in zip(shape, found.shape, strict=True)
    )
    if not fits or np.isinf(found).any():
        raise ServiceError(unreadable(routing))
    return found


def times(routing: Routing, read: Callable[[], np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """Return numbers as `reading` does, none of them below zero."""
    found = reading(routing, read, shape)
    if (found < 0).any():
        raise ServiceError(unreadable(routing))
    return found


def places(routing: Routing, read: Callable[[], np.ndarray], count: int) -> np.ndarray:
    """Return `count` points (-1: any number of them) as `reading` does, all of them on earth or NaN."""
    found = reading(routing, read, (count, 2))
    if (np.abs(found) > (180, 90)).any():
        raise ServiceError(unreadable(routing))
    return found


def numbers(rows: object) -> np.ndarray:
    """Return nested lists of numbers as an array, None as NaN; texts and lists of unequal length raise."""
    found = np.array(rows, dtype=object)
    if not all(it is None or type(it) in (int, float) for it in found.flat):
        raise TypeError
    return found.astype(float)
