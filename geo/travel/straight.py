"""Straight line: geodesic distance x circuity / speed + turnout. Always there, always said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
from pyproj import Geod
from scipy.spatial import cKDTree

from geo import crs
from geo.errors import Fault
from geo.scenario import Scenario
from geo.travel.reached import Reached, joined
from geo.travel.way import NOWHERE, STRAIGHT, Way

WGS84 = Geod(ellps="WGS84")
SLACK = 1e-9
"""Relative room for the rounding of a chord against a geodesic between the same two points."""
BULGE = 1e-4
"""A chord through the earth is shorter than the geodesic by less than this share up to 300 km
(1 - chord/arc = d^2 / 24 R^2)."""
BULGE_LIMIT_M = 300_000.0
ROUNDING_M = 1e-6
"""More than a coordinate on the ellipsoid is rounded by [m]."""
DECIMALS = 9
"""Minutes are kept to this many decimals (6e-8 s), so that a response on the minute is in time and not a
rounding error late, and so that equal is equal."""
TICK_MIN = 10.0**-DECIMALS
BLOCK = 8_000_000
"""Pairs of unit and station measured at a time at most, so that memory stays bounded."""


def earth_xyz(lonlat: np.ndarray) -> np.ndarray:
    """Return (n, 3) metres from the centre of the WGS 84 ellipsoid, on its surface."""
    lon, lat = np.radians(lonlat).T
    e2 = WGS84.es
    normal = WGS84.a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    flat = normal * np.cos(lat)
    return np.column_stack([flat * np.cos(lon), flat * np.sin(lon), normal * (1 - e2) * np.sin(lat)])


def told_min(minutes: np.ndarray) -> np.ndarray:
    """Return minutes as they are told and compared, to `DECIMALS`; infinity and NaN stay."""
    return np.round(minutes, DECIMALS)


def distance_m(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the geodesic distance [m] between rows of two (n, 2) arrays of degrees.

    Karney 2013, doi:10.1007/s00190-012-0578-z.
    """
    return np.asarray(WGS84.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])


@dataclass(frozen=True)
class StraightLine:
    """Minutes = turnout + geodesic metres x circuity / speed.

    Parameters
    ----------
    speed_kmh : driving speed [km/h].
    circuity : road over straight-line distance [1].
    """

    speed_kmh: float
    circuity: float
    name: ClassVar[str] = "straight"
    answered_by: ClassVar[str] = "straight"
    reach_by: ClassVar[str] = "straight"
    faults: ClassVar[tuple[Fault, ...]] = ()
    digest: ClassVar[str] = ""

    @classmethod
    def of(cls, scenario: Scenario) -> StraightLine:
        """Take speed and circuity from a scenario."""
        return cls(speed_kmh=scenario.speed_kmh, circuity=scenario.circuity)

    @property
    def min_per_m(self) -> float:
        """Minutes for one metre as the crow flies [min/m]."""
        return self.circuity * 0.06 / self.speed_kmh

    def radius_m(self, threshold_min: float, turnout_min: np.ndarray) -> np.ndarray:
        """Return how far [m] a unit gets as the crow flies; 0 where the turnout eats the threshold."""
        return np.clip(threshold_min - turnout_min, 0, None) / self.min_per_m

    def nearest(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, k: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the k nearest units by minutes, exactly; see `TravelModel.nearest`.

        A k-d tree on chords through the earth proposes candidates. A chord is never longer than the
        geodesic, so the answer is proved once the k-th minutes lie below what the next unproposed unit
        could reach at best; stations without that proof ask again for twice as many.
        """
        shape = (len(stations), k)
        found = np.full(shape, -1), np.full(shape, np.nan), np.full(shape, np.nan)
        located = np.flatnonzero(np.isfinite(units).all(axis=1))
        asking = np.flatnonzero(np.isfinite(stations).all(axis=1))
        if not len(located):
            return found
        tree = cKDTree(earth_xyz(units[located]))
        rows = max(1, BLOCK // (k + 2))
        for start in range(0, len(asking), rows):
            block = asking[start : start + rows]
            answers = self._proved(
                tree, units[located], stations[block], turnout_min=turnout_min[located], k=k
            )
            for whole, part in zip(found, answers, strict=True):
                whole[block, : part.shape[1]] = part
        found[0][found[0] >= 0] = located[found[0][found[0] >= 0]]
        return found

    def _proved(
        self, tree: cKDTree, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, k: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Answer `nearest` where every row has its coordinates; min(k, n_units) columns."""
        shape = (len(stations), min(k, len(units)))
        labels, distances, minutes = np.empty(shape, dtype=int), np.empty(shape), np.empty(shape)
        asking = np.arange(len(stations))
        proposed = k + 2
        while len(asking):
            proposed = min(proposed, len(units))
            farthest, rows = np.empty(len(asking)), max(1, BLOCK // proposed)
            for start in range(0, len(asking), rows):
                block = asking[start : start + rows]
                chord, label = tree.query(earth_xyz(stations[block]), k=np.arange(1, proposed + 1))
                metres, mins = self._measured(units, stations[block], label, chord, turnout_min, k=shape[1])
                order = np.lexsort((label, mins), axis=1)[:, :k]
                for whole, part in ((labels, label), (distances, metres), (minutes, mins)):
                    whole[block] = np.take_along_axis(part, order, axis=1)
                farthest[start : start + rows] = chord[:, -1]
            if proposed == len(units):
                break
            at_best = turnout_min.min() + self._least_min(farthest)
            asking = asking[minutes[asking, -1] >= at_best]
            proposed *= 2
        return labels, distances, minutes

    def _least_min(self, chord: np.ndarray) -> np.ndarray:
        """Return the minutes that a chord [m] takes at least, by what a geodesic may be rounded."""
        return np.asarray((chord * (1 - SLACK) - ROUNDING_M) * self.min_per_m - TICK_MIN)

    def _measured(
        self,
        units: np.ndarray,
        stations: np.ndarray,
        label: np.ndarray,
        chord: np.ndarray,
        turnout_min: np.ndarray,
        *,
        k: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return metres and minutes of proposed units; infinite where a chord rules it out of the first k."""
        at_most = np.where(chord < BULGE_LIMIT_M, chord * (1 + BULGE) + ROUNDING_M, np.inf) * self.min_per_m
        bar = np.partition(turnout_min[label] + at_most + TICK_MIN, k - 1, axis=1)[:, k - 1]
        row, column = np.nonzero(turnout_min[label] + self._least_min(chord) <= bar[:, None])
        metres = np.full(label.shape, np.inf)
        metres[row, column] = distance_m(stations[row], units[label[row, column]])
        return metres, told_min(turnout_min[label] + metres * self.min_per_m)

    def covering(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, threshold_min: float
    ) -> np.ndarray:
        """Return how many units reach each station in time; see `TravelModel.covering`."""
        count = np.zeros(len(stations), dtype=int)
        radius = self.radius_m(threshold_min, turnout_min)
        balls = self._balls(units, stations, turnout_min=turnout_min, limit_min=threshold_min)
        for unit, near, chord in balls:
            sure = (chord < radius[unit] * (1 - BULGE)) & (chord < BULGE_LIMIT_M)
            count[near[sure]] += 1
            edge = near[~sure]
            if len(edge):
                minutes = self._minutes(units[unit], stations[edge], turnout_min=turnout_min[unit])
                count[edge[minutes <= threshold_min]] += 1
        return count

    def within(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, limit_min: float
    ) -> Reached:
        """Return every pair within the limit; see `TravelModel.within`."""

        def of_each_unit() -> Iterator[Reached]:
            balls = self._balls(units, stations, turnout_min=turnout_min, limit_min=limit_min)
            for unit, near, _ in balls:
                station = np.sort(near)
                minutes = self._minutes(units[unit], stations[station], turnout_min=turnout_min[unit])
                timely = minutes <= limit_min
                yield np.full(timely.sum(), unit), station[timely], minutes[timely]

        return joined(of_each_unit())

    def _minutes(self, unit: np.ndarray, stations: np.ndarray, *, turnout_min: float) -> np.ndarray:
        """Return the minutes of one unit (2,) to stations that have coordinates."""
        metres = distance_m(stations, np.broadcast_to(unit, stations.shape))
        return told_min(turnout_min + metres * self.min_per_m)

    def _balls(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, limit_min: float
    ) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Yield each unit that leaves in time, the stations it may reach within the limit, and their chords.

        Every station within the limit is among them, and some just beyond it.
        """
        present = np.flatnonzero(np.isfinite(stations).all(axis=1))
        if not len(present):
            return
        there = earth_xyz(stations[present])
        tree = cKDTree(there)
        able = np.flatnonzero(np.isfinite(units).all(axis=1) & (turnout_min <= limit_min))
        room_m = ROUNDING_M + TICK_MIN / self.min_per_m
        reach_m = self.radius_m(limit_min, turnout_min[able]) + room_m
        for unit, centre, radius in zip(able.tolist(), earth_xyz(units[able]), reach_m, strict=True):
            found = np.asarray(tree.query_ball_point(centre, radius), dtype=int)
            yield unit, present[found], np.linalg.norm(there[found] - centre, axis=1)

    def quality(
        self, units: np.ndarray, stations: np.ndarray, *, labels: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return that every figure is a straight line; see `TravelModel.quality`."""
        del units
        found = np.full(labels.shape, STRAIGHT, dtype=object)
        found[labels < 0] = None
        return found, np.full(len(stations), np.nan)

    def ways(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, labels: np.ndarray
    ) -> list[Way]:
        """Return a straight line for each station; see `TravelModel.ways`."""
        ends = np.stack([np.vstack([units, [[np.nan, np.nan]]])[labels], stations], axis=1)
        metres = distance_m(ends[:, 0], ends[:, 1])
        minutes = np.append(turnout_min, np.nan)[labels] + metres * self.min_per_m
        there = (labels >= 0) & np.isfinite(ends).all(axis=(1, 2))
        return [
            Way(float(minutes[i]), float(metres[i]), ends[i], STRAIGHT) if there[i] else NOWHERE
            for i in range(len(labels))
        ]

    def reach(self, units: gpd.GeoSeries, *, turnout_min: np.ndarray, threshold_min: float) -> gpd.GeoSeries:
        """Return a circle for each unit in the metric CRS of `units`; empty where it cannot leave in time.

        Raises
        ------
        CrsError
            `units` are not in metres.
        """
        crs.require_metric(units)
        return units.buffer(self.radius_m(threshold_min, turnout_min), quad_segs=32)
