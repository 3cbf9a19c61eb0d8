"""Reach: what each unit covers within each threshold, as polygons."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs
from geo.travel import TravelModel


def radii(
    units: gpd.GeoDataFrame, model: TravelModel, *, thresholds_min: Iterable[float], turnout_min: np.ndarray
) -> gpd.GeoDataFrame:
    """Return the response radius of every unit for every threshold.

    Parameters
    ----------
    units : indexed by unit_id, EPSG:4326, each with a point.
    model : travel engine.
    thresholds_min : response thresholds [min].
    turnout_min : turnout of each unit [min], (n_units,).

    Returns
    -------
    GeoDataFrame
        unit_id, threshold_min, area_km2 and the polygon in a metric CRS, longest threshold first so that
        the shorter ones are drawn on top. A unit whose turnout eats the threshold has an empty polygon.
    """
    if units.empty:
        return gpd.GeoDataFrame(
            {"unit_id": [], "threshold_min": [], "area_km2": []}, geometry=[], crs=crs.GEOGRAPHIC
        )
    points = units.geometry.to_crs(crs.metric(units))
    layers = [
        gpd.GeoDataFrame(
            {"unit_id": units.index, "threshold_min": float(threshold)},
            geometry=model.reach(points, turnout_min=turnout_min, threshold_min=threshold).array,
            crs=points.crs,
        )
        for threshold in sorted(thresholds_min, reverse=True)
    ]
    together = gpd.GeoDataFrame(pd.concat(layers, ignore_index=True))
    return together.assign(area_km2=together.area / 1e6)
