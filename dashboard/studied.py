"""Layers of the planner's studies: what proposed posts reach, and what is lost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from dashboard.layers import Payload
from dashboard.payloads import geojson
from geo import reach
from geo.evaluate import Evaluation


def post_reach(evaluation: Evaluation, places: gpd.GeoDataFrame) -> Payload:
    """Return what each of some proposed posts would reach within the threshold."""
    plan = evaluation.scenario
    turnout_min = np.full(len(places), plan.turnout_min)
    shapes = reach.radii(
        places, evaluation.engine, thresholds_min=[plan.threshold_min], turnout_min=turnout_min
    )
    shown = shapes.to_crs(4326)[[shapes.geometry.name]]
    return Payload.of(geojson(gpd.GeoDataFrame(shown.assign(look="post"))))
