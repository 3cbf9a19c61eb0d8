"""Coordinates: degrees at the border, metres inside."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from pyproj import CRS, Geod

from geo.errors import CrsError, Fault

GEOGRAPHIC = CRS.from_epsg(4326)
UTM_REACH_DEG = 3.5
"""Degrees either side of a zone's meridian within which UTM is used: 3 are its own, the rest is overlap."""


def require_geographic(frame: gpd.GeoDataFrame, *, what: str) -> gpd.GeoDataFrame:
    """Return the frame in EPSG:4326.

    Parameters
    ----------
    frame : any known CRS.
    what : name of the frame, for the message.

    Raises
    ------
    CrsError
        The frame says no CRS: metres and degrees cannot be told apart safely, so nothing is guessed.
    """
    if frame.crs is None:
        raise CrsError(
            Fault("{what} has no coordinate reference system", "Save it again with its CRS", {"what": what})
        )
    return frame if frame.crs == GEOGRAPHIC else frame.to_crs(GEOGRAPHIC)


def metric(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> CRS:
    """Choose a metric CRS for a frame in EPSG:4326.

    Returns
    -------
    CRS
        The UTM zone of the centre where the frame lies within 3.5 degrees of the zone's meridian (scale
        error below 0.15 % there; Snyder 1987, USGS PP 1395); otherwise, for a frame that is wide or lies
        across the border of two zones, an azimuthal equidistant projection on its centre.
    """
    west, south, east, north = frame.total_bounds
    sixth = int(np.clip(np.floor((west + east) / 12), -30, 29))
    meridian = 6 * sixth + 3
    if max(meridian - west, east - meridian) <= UTM_REACH_DEG:
        return CRS.from_epsg((32_600 if south + north >= 0 else 32_700) + sixth + 31)
    return CRS.from_proj4(f"+proj=aeqd +lon_0={(west + east) / 2} +lat_0={(south + north) / 2} +units=m")


def require_metric(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> None:
    """Raise `CrsError` unless the frame is in metres."""
    crs = frame.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        fault = Fault("Distances need a metric CRS, not {crs}", "Use geo.crs.metric() first", {"crs": crs})
        raise CrsError(fault)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the length of the geodesic on WGS 84 between two places in degrees east and north [m]."""
    _there, _back, metres = Geod(ellps="WGS84").inv(*one, *other)
    return float(metres)
