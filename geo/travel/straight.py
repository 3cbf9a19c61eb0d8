"""Straight line: geodesic distance x circuity / speed + turnout. Always there, always said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
from scipy.spatial import cKDTree

from geo import crs
from geo.errors import Fault
from geo.scenario import Scenario
from geo.travel import crow
from geo.travel.geodesic import BULGE, BULGE_LIMIT_M, ROUNDING_M, TICK_MIN, distance_m, earth_xyz, told_min
from geo.travel.reached import Reached, joined
from geo.travel.way import NOWHERE, STRAIGHT, Way


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
        """Return the k nearest units by minutes, exactly; see `TravelModel.nearest` and `crow`."""
        shape = (len(stations), k)
        found = np.full(shape, -1), np.full(shape, np.nan), np.full(shape, np.nan)
        located = np.flatnonzero(np.isfinite(units).all(axis=1))
        asking = np.flatnonzero(np.isfinite(stations).all(axis=1))
        if not len(located) or not len(asking):
            return found
        search = crow.Search(units[located], turnout_min[located], self.min_per_m, min(k, len(located)))
        for whole, part in zip(found, search.nearest(stations[asking]), strict=True):
            whole[asking, : part.shape[1]] = part
        found[0][found[0] >= 0] = located[found[0][found[0] >= 0]]
        return found

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
