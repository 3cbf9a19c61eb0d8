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


def told_min(minutes: np.ndarray) -> np.ndarray:
    """Return minutes as they are told and compared, to `DECIMALS`; infinity and NaN stay."""
    return np.round(minutes, DECIMALS)


def distance_m(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the geodesic distance [m] between rows of two (n, 2) arrays of degrees.

    Karney 2013, doi:10.1007/s00190-012-0578-z.
    """
    return np.asarray(WGS84.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])
