"""Roads: minutes along a road graph, from the post to the door; straight line where no road is near."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, TypeVar

import geopandas as gpd
import numpy as np

from geo import crs
from geo.changes import Closure
from geo.errors import Fault
from geo.scenario import Period, Scenario, Vehicle
from geo.travel import arrivals, isochrone
from geo.travel.arrivals import Depart, Ranked
from geo.travel.closures import closed_roads
from geo.travel.graph import RoadGraph
from geo.travel.memo import mark
from geo.travel.opened import loaded, no_roads, share_on_road, snapper
from geo.travel.posting import postings
from geo.travel.reached import Reached, joined, of_table, ordered
from geo.travel.snap import Snap
from geo.travel.speeds import MIN_PER_M, times
from geo.travel.straight import StraightLine
from geo.travel.variants import paced, without
from geo.travel.way import NOWHERE, ROAD, STRAIGHT, Way

__all__ = ["RoadGraph", "RoadTravel", "loaded", "share_on_road", "snapper"]

T = TypeVar("T")
DECIMALS = 6
"""Minutes are told and compared to this many decimals (6e-5 s), so that a response on the minute is in time
though every street of the way was rounded."""
TICK_MIN = 10.0**-DECIMALS
REMEMBERED = 50_000
"""Answers about more stations than this are not kept."""


def told_min(minutes: np.ndarray) -> np.ndarray:
    """Return minutes as they are told and compared, to `DECIMALS`; infinity and NaN stay."""
    return np.round(minutes, DECIMALS)


@dataclass(frozen=True, eq=False)
class RoadTravel:
    """Minutes = turnout + way to the road + along roads + walk to the station.

    A unit drives from its post to the road as the straight line does; from the road to the station it walks.
    A unit or station off road is reached by straight line. Stations that no open road leads to are not
    reached at all: a closure is no reason to fly.

    Parameters
    ----------
    graph : as it was built; vehicle, period and closures make a variant of it.
    straight : what takes over off road.
    walk_kmh : speed on foot [km/h].
    off_road_m : farther from a road [m] is off road.
    """

    graph: RoadGraph
    straight: StraightLine
    vehicle: Vehicle = "car"
    period: Period = "day"
    walk_kmh: float = 5
    off_road_m: float = 2000
    closures: tuple[Closure, ...] = ()
    name: ClassVar = "roads"
    faults: ClassVar[tuple[Fault, ...]] = ()
    digest: ClassVar = ""

    @property
    def answered_by(self) -> str:
        """The id of the engine that the minutes come from: without any road, straight lines."""
        return self.name if len(self.graph.road_ends) else self.straight.name

    reach_by = answered_by

    @property
    def _key(self) -> tuple[object, ...]:
        return self.vehicle, self.period, self.closures

    @classmethod
    def of(cls, scenario: Scenario, roads: Path | None) -> RoadTravel:
        """Take a scenario's settings and the graph of a file; without a file every place is off road.

        Raises
        ------
        NotFoundError, InputError
            There is no such file, or it is not a road graph.
        """
        return cls(
            graph=no_roads() if roads is None else loaded(roads),
            straight=StraightLine.of(scenario),
            vehicle=scenario.vehicle,
            period=scenario.period,
            walk_kmh=scenario.walk_kmh,
            off_road_m=scenario.off_road_m,
            closures=scenario.closures,
        )

    @property
    def closed(self) -> np.ndarray:
        """Mask of the roads of the graph that the closures close, (r,)."""
        key = ("closed", self.closures)
        return self.graph.memo.of(key, lambda: closed_roads(self.graph, snapper(self.graph), self.closures))

    def variant(self) -> tuple[RoadGraph, np.ndarray | None]:
        """Return the graph as it is driven, and the mask of the roads (r,) that are shut; None for none."""

        def make() -> tuple[RoadGraph, np.ndarray | None]:
            graph, shut = paced(self.graph, times(self.graph.meta, vehicle=self.vehicle, period=self.period))
            shut = shut | self.closed if self.closures else shut
            return (without(graph, shut), shut) if shut.any() else (graph, None)

        return self.graph.memo.of(("variant", *self._key), make)

    def _ask(self, count: int, key: tuple[object, ...], make: Callable[[], T]) -> T:
        return self.graph.memo.of(key, make) if count <= REMEMBERED else make()

    def snap(self, points: np.ndarray) -> Snap:
        """Return where points (n, 2) meet open roads; off road there is none."""
        shut = self.variant()[1]
        key = ("snap", mark(points), None if shut is None else self._key)
        whole = self.graph.memo.of(key, lambda: snapper(self.graph).snap(points, shut=shut))
        return whole.within(self.off_road_m)

    def _depart(self, units: np.ndarray, turnout_min: np.ndarray) -> Depart:
        snap = self.snap(units)
        access = np.nan_to_num(snap.access_m)
        return Depart(snap, turnout_min + access * self.straight.min_per_m, access)

    def _walk_min(self, snap: Snap) -> np.ndarray:
        return np.asarray(np.nan_to_num(snap.access_m) * MIN_PER_M / self.walk_kmh)

    def nearest(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, k: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the k nearest units by minutes; see `TravelModel.nearest`."""
        leaving, there = self._depart(units, turnout_min), self.snap(stations)
        graph = self.variant()[0]
        key = ("nearest", *self._key, k, mark(*leaving.snap, leaving.minutes, *there))
        found = self._ask(len(stations), key, lambda: arrivals.nearest(graph, leaving, there, k=k))
        walk = self._walk_min(there)[:, None]
        access = np.nan_to_num(there.access_m)[:, None]
        found = arrivals.first_k(found.labels, found.metres + access, told_min(found.minutes + walk), k=k)
        found = self._with_off_road(found, units, stations, turnout_min=turnout_min, k=k)
        lost = found.labels < 0
        return found.labels, np.where(lost, np.nan, found.metres), np.where(lost, np.nan, found.minutes)

    def _with_off_road(
        self, found: Ranked, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, k: int
    ) -> Ranked:
        """Return what was found along roads with the straight lines from and to places off road."""
        off_units = np.flatnonzero((self.snap(units).road < 0) & np.isfinite(units).all(axis=1))
        off_stations = np.flatnonzero(self.snap(stations).road < 0)
        found = Ranked(*(np.array(it) for it in found))
        if len(off_units):
            label, metres, minutes = self.straight.nearest(
                units[off_units], stations, turnout_min=turnout_min[off_units], k=k
            )
            label = np.where(label < 0, -1, off_units[label])
            columns = [np.hstack(pair) for pair in zip(found, (label, metres, minutes), strict=True)]
            found = arrivals.first_k(columns[0], columns[1], columns[2], k=k)
        if len(off_stations):
            answers = self.straight.nearest(units, stations[off_stations], turnout_min=turnout_min, k=k)
            for whole, part in zip(found, answers, strict=True):
                whole[off_stations] = part
        return found

    def quality(
        self, units: np.ndarray, stations: np.ndarray, *, labels: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return which figures follow roads; see `TravelModel.quality`."""
        there = self.snap(stations)
        unit_road = np.append(self.snap(units).road, -1)
        by_road = (there.road[:, None] >= 0) & (unit_road[labels] >= 0)
        found = np.where(by_road, ROAD, STRAIGHT).astype(object)
        found[labels < 0] = None
        return found, there.access_m

    def ways(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, labels: np.ndarray
    ) -> list[Way]:
        """Return the way of each posting from door to door; see `TravelModel.ways`."""
        leaving, there = self._depart(units, turnout_min), self.snap(stations)
        walk = self._walk_min(there)
        found = self.straight.ways(units, stations, turnout_min=turnout_min, labels=labels)
        by_road = (labels >= 0) & (there.road >= 0) & (np.append(leaving.snap.road, -1)[labels] >= 0)
        for unit in np.unique(labels[by_road]):
            rows = np.flatnonzero(by_road & (labels == unit))
            one = leaving.at(np.array([unit]))
            for row, way in zip(rows, postings(self.variant()[0], one, there.at(rows)), strict=True):
                line = np.vstack([units[[unit]], way.lonlat, stations[[row]]])
                minutes, metres = told_min(way.minutes + walk[row]), way.metres + there.access_m[row]
                door = replace(way, minutes=float(minutes), metres=float(metres), lonlat=line)
                found[row] = door if way else NOWHERE
        return found

    def covering(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, threshold_min: float
    ) -> np.ndarray:
        """Return how many units reach each station in time; see `TravelModel.covering`."""
        pairs = self.within(units, stations, turnout_min=turnout_min, limit_min=threshold_min)
        return np.bincount(pairs[1], minlength=len(stations))

    def within(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, limit_min: float
    ) -> Reached:
        """Return every pair within the limit; see `TravelModel.within`."""
        leaving, there = self._depart(units, turnout_min), self.snap(stations)
        walk = self._walk_min(there)
        parts = []
        graph, room = self.variant()[0], limit_min + TICK_MIN
        for start, minutes in arrivals.tables(graph, leaving, there, limit_min=room):
            unit, station, found = of_table(told_min(minutes + walk), limit_min=limit_min)
            parts.append((unit + start, station, found))
        everybody = np.arange(len(units))
        flown = (
            (everybody, np.flatnonzero(there.road < 0)),
            (everybody[leaving.snap.road < 0], np.flatnonzero(there.road >= 0)),
        )
        for by, rows in flown:
            unit, station, found = self.straight.within(
                units[by], stations[rows], turnout_min=turnout_min[by], limit_min=limit_min
            )
            parts.append((by[unit], rows[station], found))
        return ordered(joined(parts))

    def reach(self, units: gpd.GeoSeries, *, turnout_min: np.ndarray, threshold_min: float) -> gpd.GeoSeries:
        """Return an isochrone for each unit, a circle for one off road; see `TravelModel.reach`."""
        crs.require_metric(units)
        places = units.to_crs(crs.GEOGRAPHIC)
        leaving = self._depart(np.column_stack([places.x, places.y]), turnout_min)
        graph, system = self.variant()[0], units.crs
        points = self.graph.memo.of(
            ("field", system.to_wkt()), lambda: isochrone.field(self.graph, snapper(self.graph), system)
        )
        shapes = np.array(self.straight.reach(units, turnout_min=turnout_min, threshold_min=threshold_min))
        for i in np.flatnonzero(leaving.snap.road >= 0):
            one = leaving.at(np.array([i]))
            minutes = isochrone.arrival(graph, points, one, limit_min=threshold_min)
            shapes[i] = isochrone.polygons(points, minutes, [threshold_min])[0]
        return gpd.GeoSeries(shapes, index=units.index, crs=system)
