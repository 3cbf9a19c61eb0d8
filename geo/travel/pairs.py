"""Pairs: how a service says each unit comes to each station, found again by the places themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.travel.memo import mark

DECIMALS = 6
"""Degrees are asked and known to this many decimals (0.1 m)."""


def rounded(points: np.ndarray) -> np.ndarray:
    """Return degrees as they are asked, without negative zeros."""
    return np.asarray(np.round(points, DECIMALS) + 0.0)


@dataclass(frozen=True, eq=False)
class Places:
    """Distinct places, (n, 2) degrees in order of longitude and latitude; those without one are left out."""

    lonlat: np.ndarray

    @classmethod
    def of(cls, points: np.ndarray) -> Places:
        """Take the places of some points."""
        located = points[np.isfinite(points).all(axis=1)]
        return cls(np.unique(rounded(located), axis=0))

    @cached_property
    def keys(self) -> list[tuple[float, float]]:
        """Longitude and latitude of each."""
        return [(x, y) for x, y in self.lonlat.tolist()]

    @cached_property
    def mark(self) -> bytes:
        """Sixteen bytes that equal places share."""
        return mark(self.lonlat)

    @cached_property
    def _number(self) -> dict[tuple[float, float], int]:
        return {key: i for i, key in enumerate(self.keys)}

    def rows(self, points: np.ndarray) -> np.ndarray:
        """Return which place each point (n, 2) is; -1 where it has no coordinate or is none of them."""
        asked = rounded(points).tolist()
        return np.array([self._number.get((x, y), -1) for x, y in asked], dtype=int)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Ways from every unit to every station, (n_units, n_stations); NaN where the service knows none."""

    units: Places
    stations: Places
    seconds: np.ndarray
    metres: np.ndarray
    unit_access_m: np.ndarray
    station_access_m: np.ndarray

    @classmethod
    def none(cls, units: Places, stations: Places) -> Pairs:
        """Return what there is to say where either side is empty."""
        nothing = np.empty((len(units.lonlat), len(stations.lonlat)))
        alone = [np.full(length, np.nan) for length in nothing.shape]
        return cls(units, stations, nothing, nothing, *alone)

    @cached_property
    def digest(self) -> str:
        """Eight hexadecimal digits that equal answers about equal places share."""
        held = self.units.lonlat, self.stations.lonlat, self.seconds, self.metres
        return mark(*held, self.unit_access_m, self.station_access_m).hex()[:8]

    def holds(self, units: np.ndarray, stations: np.ndarray) -> bool:
        """Return whether every located point is among the places."""
        return all(
            bool(((side.rows(points) >= 0) == np.isfinite(points).all(axis=1)).all())
            for side, points in ((self.units, units), (self.stations, stations))
        )
