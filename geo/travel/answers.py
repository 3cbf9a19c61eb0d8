"""Answers: what a routing service said, asked in parts, checked, and kept for the next moved knob."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from contextlib import closing
from functools import lru_cache

import numpy as np

from geo.errors import Fault, ServiceError
from geo.routing import Routing
from geo.scenario import Vehicle
from geo.travel.dialect import Block, Dialect
from geo.travel.geodesic import distance_m
from geo.travel.osrm import Osrm
from geo.travel.pairs import Pairs, Places
from geo.travel.valhalla import Valhalla
from geo.travel.wire import RefusedError, Wire

REST_S = 30.0
"""So long a service that failed is left alone [s], so that not every moved knob waits for it."""
SHEETS, LINES = 4, 5000
"""How many sets of stations, and how many drawn ways, are kept."""
Row = tuple[float, np.ndarray, np.ndarray]
"""Of one unit: metres to the road, seconds and metres to each station."""


class Answers:
    """Asks one service; several threads may ask, one at a time."""

    def __init__(self, routing: Routing, dialect: Dialect) -> None:
        self.routing, self.dialect = routing, dialect
        self._side = routing.table_side or dialect.side
        self._lock = threading.RLock()
        self._sheets: OrderedDict[bytes, tuple[np.ndarray, OrderedDict[tuple[float, float], Row]]] = (
            OrderedDict()
        )
        self._lines: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._failed: tuple[float, tuple[Fault, ...]] = (-np.inf, ())

    def pairs(self, units: Places, stations: Places) -> Pairs:
        """Return the ways from every unit to every station; only what is not known yet is asked.

        Raises
        ------
        ServiceError
            The service did not answer for all of them, or has just failed, or there are too many of them.
        """
        count = len(units.lonlat) * len(stations.lonlat)
        if count > self.routing.max_pairs:
            limit = {"pairs": count, "limit": self.routing.max_pairs}
            fault = Fault(
                "{pairs} pairs of unit and station are more than the {limit} a routing service is asked for",
                "Raise max_pairs under [routing] in operation.toml, or take the engine roads",
                limit,
            )
            raise ServiceError(fault)
        with self._lock:
            if not count:
                return Pairs.none(units, stations)
            access_m, rows = self._sheet(units, stations)
            found = [rows[key] for key in units.keys]
        return Pairs(
            units,
            stations,
            seconds=np.array([row[1] for row in found]),
            metres=np.array([row[2] for row in found]),
            unit_access_m=np.array([row[0] for row in found]),
            station_access_m=access_m,
        )

    def lines(self, units: np.ndarray, stations: np.ndarray) -> list[np.ndarray | None]:
        """Return the course of the way of each row; None from the first one on that is not answered."""
        found: list[np.ndarray | None] = []
        with self._lock, closing(Wire(self.routing)) as wire:
            silent = False
            for ends in zip(units, stations, strict=True):
                key = np.concatenate(ends).tobytes()
                if key not in self._lines and not silent:
                    silent = not self._drawn(wire, key, ends)
                found.append(self._lines.get(key))
            while len(self._lines) > LINES:
                self._lines.popitem(last=False)
        return found

    def _drawn(self, wire: Wire, key: bytes, ends: tuple[np.ndarray, np.ndarray]) -> bool:
        try:
            self._lines[key] = self.dialect.line(wire, *ends)
        except RefusedError as refused:
            return refused.code in self.dialect.no_way
        except ServiceError:
            return False
        return True

    def _sheet(
        self, units: Places, stations: Places
    ) -> tuple[np.ndarray, OrderedDict[tuple[float, float], Row]]:
        """Return access of the stations, and at least the rows of these units."""
        sheet = self._sheets.get(stations.mark)
        missing = [i for i, key in enumerate(units.keys) if sheet is None or key not in sheet[1]]
        if missing:
            since, faults = self._failed
            if time.monotonic() - since < REST_S:
                raise ServiceError(*faults)
            try:
                with closing(Wire(self.routing)) as wire:
                    if stations.mark not in self._sheets:
                        self._sheets[stations.mark] = self._access(wire, stations.lonlat), OrderedDict()
                    self._fill(wire, self._sheets[stations.mark][1], units.lonlat[missing], stations.lonlat)
            except ServiceError as error:
                self._failed = time.monotonic(), error.faults
                raise
        sheet = self._sheets[stations.mark]
        self._sheets.move_to_end(stations.mark)
        while len(self._sheets) > SHEETS:
            self._sheets.popitem(last=False)
        for key in units.keys:
            sheet[1].move_to_end(key)
        while len(sheet[1]) * len(stations.lonlat) > self.routing.max_pairs:
            sheet[1].popitem(last=False)
        return sheet

    def _access(self, wire: Wire, points: np.ndarray) -> np.ndarray:
        """Return the metres from each point to the network as the service sees it; NaN where it sees none."""
        parts = [points[at : at + self._side] for at in range(0, len(points), self._side)]
        snapped = np.concatenate([self.dialect.snap(wire, part) for part in parts])
        there = np.isfinite(snapped).all(axis=1)
        access_m = np.full(len(points), np.nan)
        access_m[there] = distance_m(points[there], snapped[there])
        return access_m

    def _fill(
        self, wire: Wire, rows: OrderedDict[tuple[float, float], Row], units: np.ndarray, stations: np.ndarray
    ) -> None:
        access_m = self._access(wire, units)
        at = 0
        while at < len(units):
            some = units[at : at + self._side]
            parts, begin = [], 0
            while begin < len(stations):
                part = stations[begin : begin + self._side]
                parts.append(self._block(wire, some, part))
                begin += len(part)
            seconds, metres = (np.hstack(it) for it in zip(*parts, strict=True))
            for i, point in enumerate(some.tolist()):
                rows[point[0], point[1]] = float(access_m[at + i]), seconds[i], metres[i]
            at += len(some)

    def _block(self, wire: Wire, units: np.ndarray, stations: np.ndarray) -> Block:
        """Return one block, in halves where the service takes or answers it only so."""
        try:
            return self.dialect.block(wire, units, stations)
        except RefusedError as refused:
            single = len(units) == len(stations) == 1
            no_way = refused.code in self.dialect.no_way
            if single and no_way:
                return Block(np.full((1, 1), np.nan), np.full((1, 1), np.nan))
            if single or not (no_way or refused.code in self.dialect.too_much):
                raise
            if not no_way:
                self._side = min(self._side, max(1, max(len(units), len(stations)) // 2))
        if len(units) > len(stations):
            half = len(units) // 2
            halves = self._block(wire, units[:half], stations), self._block(wire, units[half:], stations)
            return Block(*(np.vstack(it) for it in zip(*halves, strict=True)))
        half = len(stations) // 2
        halves = self._block(wire, units, stations[:half]), self._block(wire, units, stations[half:])
        return Block(*(np.hstack(it) for it in zip(*halves, strict=True)))


@lru_cache(maxsize=4)
def _of(routing: Routing, vehicle: Vehicle) -> Answers:
    return Answers(routing, Osrm(routing) if routing.kind == "osrm" else Valhalla(routing, vehicle))


def answers(routing: Routing, vehicle: Vehicle) -> Answers:
    """Return what asks a service, the same one for the same settings."""
    return _of(routing, vehicle if routing.kind == "valhalla" and not routing.profile else "car")


def forget() -> None:
    """Ask every service anew, and do not wait for one that has failed."""
    _of.cache_clear()
