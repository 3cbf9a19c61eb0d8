"""Outlying: points that lie outside their village, and rows of one place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.intake.belonging import AREA, around
from geo.intake.gazetteer import Gazetteer
from geo.intake.ledger import Ledger

EDGE_M = 50.0
"""So far outside its village a point is taken as on the edge [m]: what a phone and a border are off by."""
FAR_M = 10_000.0
"""Beyond this a point is far from a village of which only a point is known [m]."""
EARTH_M = 6_371_008.8
"""Mean radius of the Earth (Moritz 1980)."""


def metres(lon: np.ndarray, lat: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Return how far points lie from shapes, pair by pair (k,) [m]; 0 inside.

    The nearest point of the shape is found in degrees that are scaled by the cosine of the latitude, the way
    to it on the sphere (haversine); over some kilometres that is true to a metre.
    """
    if not len(lon):
        return np.zeros(0)
    width = np.cos(np.radians(lat))
    index = shapely.get_num_coordinates(shapes)
    parts = np.repeat(width, index)
    coordinates = shapely.get_coordinates(shapes)
    scaled = shapely.set_coordinates(
        shapes.copy(), np.column_stack([coordinates[:, 0] * parts, coordinates[:, 1]])
    )
    lines = shapely.shortest_line(shapely.points(lon * width, lat), scaled)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)[:, 1]
    east, north = np.radians(ends[:, 0] / width - lon), np.radians(ends[:, 1] - lat)
    half = (
        np.sin(north / 2) ** 2
        + np.cos(np.radians(lat)) * np.cos(np.radians(ends[:, 1])) * np.sin(east / 2) ** 2
    )
    far: np.ndarray = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    return far


def outside(
    gazetteer: Gazetteer, ledger: Ledger, village: np.ndarray, *, lon: np.ndarray, lat: np.ndarray
) -> None:
    """Ask about points outside their village, with the metres to it; nothing is moved.

    Rule "outside_village" where the point is in another village (`other`), "outside_every_village" where it
    is in none, as in the sea, and "far_from_village" where only a point of the village is known.
    """
    shapes = gazetteer.shapes
    at = np.flatnonzero((village >= 0) & np.isfinite(lon) & np.isfinite(lat) & ledger.open)
    at = at[~shapely.is_missing(shapes[village[at]])]
    areal = shapely.get_dimensions(shapes[village[at]]) == AREA
    inside = np.zeros(len(at), dtype=bool)
    shapely.prepare(shapes)
    inside[areal] = shapely.intersects_xy(shapes[village[at[areal]]], lon[at[areal]], lat[at[areal]])
    out, areal = at[~inside], areal[~inside]
    away = _away(shapes, village[out], lon=lon[out], lat=lat[out], areal=areal)
    far = away > np.where(areal, EDGE_M, FAR_M)
    out, areal, away = out[far], areal[far], away[far]
    hosts = around(gazetteer, lon[out], lat[out])
    rules = np.where(
        ~areal, "far_from_village", np.where(hosts >= 0, "outside_village", "outside_every_village")
    )
    for rule in ("outside_village", "outside_every_village", "far_from_village"):
        here = rules == rule
        rows, host = out[here], hosts[here]
        ledger.add(
            rows,
            "position",
            rule,
            status="questioned",
            before=[f"{one:.6f}, {two:.6f}" for one, two in zip(lat[rows], lon[rows], strict=True)],
            confidence=0.5,
            amount=np.round(away[here], 1),
            other=np.where(host >= 0, np.array([*gazetteer.ids, None], dtype=object)[host], None),
        )


def _away(
    shapes: np.ndarray, village: np.ndarray, *, lon: np.ndarray, lat: np.ndarray, areal: np.ndarray
) -> np.ndarray:
    """Return the metres from points to their villages; villages that are points in one go (k,)."""
    away = np.zeros(len(village))
    if (~areal).any():
        there = shapes[village[~areal]]
        away[~areal] = metres(lon[~areal], lat[~areal], there)
    if areal.any():
        away[areal] = metres(lon[areal], lat[areal], shapes[village[areal]])
    return away


def shared(ledger: Ledger, village: np.ndarray, *, lon: np.ndarray, lat: np.ndarray, most: int) -> np.ndarray:
    """Note stations that share a point: of one village up to `most` are a school with as many rooms.

    More of one village is a question ("crowded_point"), stations of several villages at one point is another
    ("point_of_other_village"). `amount` is how many share it.

    Returns
    -------
    ndarray
        Whether a station is one of more than `most` at its point (n,).
    """
    at = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & ledger.open)
    crowded = np.zeros(len(lon), dtype=bool)
    if not len(at):
        return crowded
    frame = pd.DataFrame({"lon": lon[at].round(6), "lat": lat[at].round(6), "village": village[at]})
    groups = frame.groupby(["lon", "lat"], sort=False)
    number = np.bincount(groups.ngroup().to_numpy())[groups.ngroup().to_numpy()]
    mixed = (groups["village"].transform("min") != groups["village"].transform("max")).to_numpy()
    crowded[at] = number > most
    for rule, here in (
        ("point_of_other_village", mixed),
        ("crowded_point", ~mixed & (number > most)),
        ("shared_point", ~mixed & (number > 1) & (number <= most)),
    ):
        rows = at[here]
        ledger.add(
            rows,
            "position",
            rule,
            status="clean" if rule == "shared_point" else "questioned",
            before=[f"{one:.6f}, {two:.6f}" for one, two in zip(lat[rows], lon[rows], strict=True)],
            confidence=0.5,
            amount=number[here].astype(float),
        )
    return crowded
