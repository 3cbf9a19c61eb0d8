"""OSRM: the questions of its HTTP interface, version 1 (docs/http.md of Project-OSRM/osrm-backend)."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.routing import Routing
from geo.travel.dialect import Block, numbers, places, times
from geo.travel.wire import Wire


class Osrm:
    """Speaks to `osrm-routed`. Its speeds are those of the profile that the server was made with."""

    side = 100
    """``--max-table-size`` is 100 where nobody sets it: 100 x 100 pairs."""
    too_much = frozenset({"TooBig", "413", "414", "431"})
    no_way = frozenset({"NoSegment", "NoTable", "NoRoute"})

    def __init__(self, routing: Routing) -> None:
        self.routing = routing
        self.profile = routing.profile or "driving"

    def snap(self, wire: Wire, points: np.ndarray) -> np.ndarray:
        """Return where points meet the network, read off a table of one row."""
        answer = self._table(wire, points[:1], points, annotations="duration")
        return places(
            self.routing,
            lambda: numbers([place["location"] for place in answer["destinations"]]),
            len(points),
        )

    def block(self, wire: Wire, units: np.ndarray, stations: np.ndarray) -> Block:
        """Return one table."""
        answer = self._table(wire, units, stations, annotations="duration,distance")
        shape = (len(units), len(stations))
        return Block(
            times(self.routing, lambda: numbers(answer["durations"]), shape),
            times(self.routing, lambda: numbers(answer["distances"]), shape),
        )

    def line(self, wire: Wire, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return one route."""
        path = f"/route/v1/{self.profile}/{_coordinates(np.stack([unit, station]))}"
        answer = wire.ask(f"{path}?overview=full&geometries=geojson&steps=false&generate_hints=false")
        return places(
            self.routing, lambda: numbers(_told(answer)["routes"][0]["geometry"]["coordinates"]), -1
        )

    def _table(
        self, wire: Wire, units: np.ndarray, stations: np.ndarray, *, annotations: str
    ) -> dict[str, Any]:
        first = ";".join(map(str, range(len(units))))
        second = ";".join(map(str, range(len(units), len(units) + len(stations))))
        path = f"/table/v1/{self.profile}/{_coordinates(np.vstack([units, stations]))}"
        return _told(
            wire.ask(
                f"{path}?sources={first}&destinations={second}&annotations={annotations}&generate_hints=false"
            )
        )


def _told(answer: dict[str, Any] | list[Any]) -> dict[str, Any]:
    """Return an answer that says of itself that it is one; an empty one otherwise."""
    return answer if isinstance(answer, dict) and answer.get("code") == "Ok" else {}


def _coordinates(points: np.ndarray) -> str:
    return ";".join(f"{x:.6f},{y:.6f}" for x, y in points)
