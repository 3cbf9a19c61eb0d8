"""Geodesic: places on the WGS 84 ellipsoid, chords through it, ways over it, and how minutes are told."""

from __future__ import annotations

import numpy as np
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")
SLACK = 1e-9
"""Relative room for the rounding of a chord against a geodesic between the same two points."""
BULGE = 1e-4
"""A chord through the earth is shorter than the geodesic by less than this share up to 300 km
(1 - chord/arc = d^2 / 24 R^2)."""
BULGE_LIMIT_M = 300_000.0
HOLLOW = 9e-5
"""By this share at least a geodesic is longer than a chord of 300 km. Both shares go with its square."""
ROUNDING_M = 1e-6
"""More than a coordinate on the ellipsoid is rounded by [m]."""
DECIMALS = 9
"""Minutes are kept to this many decimals (6e-8 s), so that a response on the minute is in time and not a
rounding error late, and so that equal is equal."""
TICK_MIN = 10.0**-DECIMALS


def earth_xyz(lonlat: np.ndarray) -> np.ndarray:
    """Return (n, 3) metres from the centre of the WGS 84 ellipsoid, on its surface."""
    lon, lat = np.radians(lonlat).T
    e2 = WGS84.es
    normal = WGS84.a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    flat = normal * np.cos(lat)
    return np.column_stack([flat * np.cos(lon), flat * np.sin(lon), normal * (1 - e2) * np.sin(lat)])


def least_m(chord: np.ndarray) -> np.ndarray:
    """Return what a geodesic measures at least [m] if its ends lie so far apart through the earth.

    No geodesic is bent less than a circle of the largest radius of curvature, 6,400 km (Schur's comparison).
    """
    return np.asarray(chord * (1 + HOLLOW * (chord / BULGE_LIMIT_M) ** 2 - SLACK) - ROUNDING_M)


def most_m(chord: np.ndarray) -> np.ndarray:
    """Return what a geodesic measures at most [m], by the smallest radius of curvature, 6,335 km.

    Infinite beyond `BULGE_LIMIT_M`, where the earth is too round to say.
    """
    arc = chord * (1 + BULGE * (chord / BULGE_LIMIT_M) ** 2 + SLACK) + ROUNDING_M
    return np.where(chord < BULGE_LIMIT_M, arc, np.inf)


def told_min(minutes: np.ndarray) -> np.ndarray:
    """Return minutes as they are told and compared, to `DECIMALS`; infinity and NaN stay."""
    return np.round(minutes, DECIMALS)


def distance_m(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the geodesic distance [m] between rows of two (n, 2) arrays of degrees.

    Karney 2013, doi:10.1007/s00190-012-0578-z.
    """
    return np.asarray(WGS84.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])
