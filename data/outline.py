"""The outline of the regency and its city: control points typed by hand, made smooth, scaled to the area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

if TYPE_CHECKING:
    import pandas as pd

METRIC_CRS = 32749
"""WGS 84 / UTM zone 49S, where areas and distances are measured [m]."""

_TO_METRES = pyproj.Transformer.from_crs(4326, METRIC_CRS, always_xy=True)
_CORNER_ROUNDS = 2


def to_metres(degrees: np.ndarray) -> np.ndarray:
    """Return (n, 2) UTM 49S coordinates [m] of (n, 2) longitudes and latitudes [degrees]."""
    return np.column_stack(_TO_METRES.transform(degrees[:, 0], degrees[:, 1]))


def to_degrees(metres: np.ndarray) -> np.ndarray:
    """Return (n, 2) longitudes and latitudes [degrees] of (n, 2) UTM 49S coordinates [m]."""
    return np.column_stack(_TO_METRES.transform(metres[:, 0], metres[:, 1], direction="INVERSE"))


def _cut_corners(ring: np.ndarray) -> np.ndarray:
    """Return a closed ring with every corner cut at a quarter of its sides (Chaikin 1974)."""
    following = np.roll(ring, -1, axis=0)
    first, second = 0.75 * ring + 0.25 * following, 0.25 * ring + 0.75 * following
    return np.stack([first, second], axis=1).reshape(-1, 2)


def outline(points: pd.DataFrame, *, area_m2: float) -> shapely.Polygon:
    """Return the smooth outline in UTM 49S with exactly the given area.

    Parameters
    ----------
    points : control points in order, columns lon and lat [degrees].
    area_m2 : area to reach [m²]; the outline is scaled about its centroid, by one or two per cent.
    """
    ring = to_metres(points[["lon", "lat"]].to_numpy(float))
    for _ in range(_CORNER_ROUNDS):
        ring = _cut_corners(ring)
    polygon = shapely.Polygon(ring)
    centre = shapely.get_coordinates(polygon.centroid)
    return shapely.Polygon(centre + (ring - centre) * np.sqrt(area_m2 / polygon.area))
