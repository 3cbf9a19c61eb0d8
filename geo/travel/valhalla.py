"""Valhalla: the questions of its HTTP interface (valhalla.github.io/valhalla/api)."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.routing import Routing
from geo.scenario import Vehicle
from geo.travel.dialect import Block, numbers, places, times
from geo.travel.geodesic import distance_m
from geo.travel.wire import RefusedError, Wire

COSTING = {"car": "auto", "motorcycle": "motorcycle"}
PRECISION = 1e6
"""Its lines are encoded in millionths of a degree."""
FIRST, MORE = 63, 32
"""The character for nothing, and the bit by which it is not the last one of a number."""


class Valhalla:
    """Speaks to `valhalla_service`; its speeds are those of the costing."""

    side = 50
    """``max_matrix_location_pairs`` is 2,500 where nobody sets it."""
    too_much = frozenset({"150", "413"})
    """150: exceeded max locations."""
    no_way = frozenset({"154", "170", "171", "442"})
    """154: farther apart than the service allows. 170: in unconnected regions. 171: no road near.
    442: no path."""

    def __init__(self, routing: Routing, vehicle: Vehicle) -> None:
        self.routing = routing
        self.costing = routing.profile or COSTING[vehicle]

    def snap(self, wire: Wire, points: np.ndarray) -> np.ndarray:
        """Return the nearest of the places on roads that each point could start from."""
        question = {"locations": _locations(points), "costing": self.costing, "verbose": False}
        answer: Any = wire.ask("/locate", question)

        def read() -> np.ndarray:
            found = zip(points, answer, strict=True)
            return np.array([_nearest(point, place["edges"] or []) for point, place in found])

        return places(self.routing, read, len(points))

    def block(self, wire: Wire, units: np.ndarray, stations: np.ndarray) -> Block:
        """Return one matrix, with the pairs that it leaves open asked one by one.

        At private roads, say, a matrix leaves pairs open (2 % of a sample of Heidelberg) for which a route is
        found; only what has no route either has no way.
        """
        question = {"sources": _locations(units), "targets": _locations(stations), "costing": self.costing}
        answer: Any = wire.ask("/sources_to_targets", question | {"units": "kilometers"})
        shape = (len(units), len(stations))

        def column(key: str) -> np.ndarray:
            return numbers([[cell[key] for cell in row] for row in answer["sources_to_targets"]])

        seconds = times(self.routing, lambda: column("time"), shape)
        metres = times(self.routing, lambda: column("distance") * 1000, shape)
        for i, j in np.argwhere(np.isnan(seconds)):
            seconds[i, j], metres[i, j] = self._one(wire, units[i], stations[j])
        return Block(seconds, metres)

    def _one(self, wire: Wire, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return seconds and metres of one route, (2,); NaN where there is none."""
        try:
            answer = self._route(wire, unit, station)
        except RefusedError as refused:
            if refused.code not in self.no_way:
                raise
            return np.full(2, np.nan)

        def read() -> np.ndarray:
            whole = answer["trip"]["summary"]
            return numbers([whole["time"], whole["length"]]) * (1, 1000)

        return times(self.routing, read, (2,))

    def line(self, wire: Wire, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return one route."""
        answer = self._route(wire, unit, station)
        return places(self.routing, lambda: decoded(answer["trip"]["legs"][0]["shape"]), -1)

    def _route(self, wire: Wire, unit: np.ndarray, station: np.ndarray) -> dict[str, Any]:
        question = {"locations": _locations(np.stack([unit, station])), "costing": self.costing}
        answer = wire.ask("/route", question | {"directions_type": "none", "units": "kilometers"})
        return answer if isinstance(answer, dict) else {}


def _locations(points: np.ndarray) -> list[dict[str, float]]:
    return [{"lon": round(x, 6), "lat": round(y, 6)} for x, y in points.tolist()]


def _nearest(point: np.ndarray, edges: list[Any]) -> np.ndarray:
    """Return the nearest place on some edges; NaN where there is none."""
    if not edges:
        return np.array([np.nan, np.nan])
    found = numbers([[edge["correlated_lon"], edge["correlated_lat"]] for edge in edges])
    metres = distance_m(np.repeat(point[None], len(found), axis=0), found)
    return np.asarray(found[metres.argmin()])


def decoded(text: str) -> np.ndarray:
    """Return the (p, 2) degrees east and north of an encoded polyline of six decimals.

    Five bits a character, low ones first, the sign in the lowest; each number is the step from the one before
    (developers.google.com/maps/documentation/utilities/polylinealgorithm).
    """
    steps, value, shift = [], 0, 0
    for character in text.encode("ascii"):
        bits = character - FIRST
        if not 0 <= bits < 2 * MORE:
            raise ValueError(text)
        value |= (bits & (MORE - 1)) << shift
        shift += 5
        if bits < MORE:
            steps.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    if shift:
        raise ValueError(text)
    return np.cumsum(np.array(steps, dtype=float).reshape(-1, 2), axis=0)[:, ::-1] / PRECISION
