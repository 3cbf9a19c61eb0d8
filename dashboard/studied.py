"""Layers of the planner's studies: what proposed posts reach, and roads that are cut."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely

from dashboard.layers import Payload
from dashboard.payloads import DECIMALS, geojson
from geo import reach
from geo.changes import Closure
from geo.evaluate import Evaluation

FEW = 20
"""More roads than these are drawn as fine lines when they are cut."""


def post_reach(evaluation: Evaluation, places: gpd.GeoDataFrame) -> Payload:
    """Return what each of some proposed posts would reach within the threshold."""
    plan = evaluation.scenario
    turnout_min = np.full(len(places), plan.turnout_min)
    shapes = reach.radii(
        places, evaluation.engine, thresholds_min=[plan.threshold_min], turnout_min=turnout_min
    )
    shown = shapes.to_crs(4326)[[shapes.geometry.name]]
    return Payload.of(geojson(gpd.GeoDataFrame(shown.assign(look="post"))))


def cut_roads(closed: Iterable[Closure], roads: shapely.Geometry, words: str) -> Payload:
    """Return what a map shows as closed: the plan's closures, and some roads that are cut besides.

    Parameters
    ----------
    closed : closures of the plan.
    roads : lines in degrees; a point cuts no road.
    words : what the roads are, for the tooltip.
    """
    lines = [
        np.round(np.asarray(part.coords)[:, ::-1], DECIMALS).tolist()
        for part in shapely.get_parts(roads)
        if part.geom_type == "LineString"
    ]
    shown = [
        {"type": it.type, "at": [[lat, lon] for lon, lat in it.coordinates], "reason": it.reason}
        for it in closed
    ]
    cut = [{"type": "LineString", "at": lines, "reason": words, "fine": len(lines) > FEW}] if lines else []
    return Payload.of({"closed": [*shown, *cut], "pending": []})
