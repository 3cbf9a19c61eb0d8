"""Village cells: one polygon per village, areas close to the published ones, borders shared exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from outline import outline, to_degrees, to_metres
from power import power_edges, solve_weights

if TYPE_CHECKING:
    from pathlib import Path

DECIMALS = 6
"""Coordinates lie on a grid of this many decimals of a degree (about 0.1 m)."""

_AREA_CAP = 0.2
_AREA_STEP = 0.03
_ROUNDS = 25
_OVERHANG_M = 300.0


class Cells(NamedTuple):
    """Villages with their polygons, EPSG:4326, and how well they follow the published facts."""

    villages: pd.DataFrame
    polygons: np.ndarray
    area_error: np.ndarray
    label_outside: list[str]


def _owners(sites: np.ndarray, weights: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the site that owns each of (n, 2) points [m]."""
    squared = ((points[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
    owners: np.ndarray = (squared - weights).argmin(axis=1)
    return owners


def relieved_weights(sites: np.ndarray, areas_m2: np.ndarray, shape: shapely.Polygon) -> np.ndarray:
    """Return weights [m²] of cells that hold their label points, for areas within 20 % of the wanted ones.

    Where a label point falls into a neighbour's cell, its village is granted 3 % more area at that
    neighbour's expense and the diagram is solved again, until all hold or the cap is reached.

    Parameters
    ----------
    sites : (n, 2) label points [m].
    areas_m2 : (n,) wanted areas [m²].
    shape : the outline [m].
    """
    granted = areas_m2.copy()
    own = np.arange(len(sites))
    weights = solve_weights(sites, granted, shape)
    for _ in range(_ROUNDS):
        owner = _owners(sites, weights, sites)
        lost = np.flatnonzero(owner != own)
        if not len(lost):
            break
        for i in lost:
            j = owner[i]
            room = (1 + _AREA_CAP) * areas_m2[i] - granted[i], granted[j] - (1 - _AREA_CAP) * areas_m2[j]
            moved = max(min(_AREA_STEP * areas_m2[i], *room), 0.0)
            granted[i] += moved
            granted[j] -= moved
        weights = solve_weights(sites, granted, shape)
    return np.round(weights)


def _faces(sites: np.ndarray, weights: np.ndarray, shape: shapely.Polygon) -> tuple[np.ndarray, np.ndarray]:
    """Return the faces of diagram and outline on the coordinate grid [degrees], and the owner of each."""
    diagram = power_edges(sites, weights)
    inner = diagram.pairs[:, 1] < len(sites)
    borders = shapely.intersection(shapely.linestrings(diagram.ends[inner]), shape.buffer(_OVERHANG_M))
    lines = shapely.get_parts(borders[~shapely.is_empty(borders)])
    degrees = shapely.transform(np.append(lines, shape.exterior), to_degrees)
    noded = shapely.union_all(degrees, grid_size=10.0**-DECIMALS)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    middles = to_metres(shapely.get_coordinates(shapely.point_on_surface(faces)))
    kept = shapely.contains_xy(shape, middles)
    return faces[kept], _owners(sites, weights, middles[kept])


def _single_parts(faces: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    """Return one polygon per site; smaller parts of a cell cut in pieces go to the longest neighbour."""
    parts: list[list[shapely.Geometry]] = [[] for _ in range(count)]
    for face, site in zip(faces, owner, strict=True):
        parts[site].append(face)
    cells = np.empty(count, dtype=object)
    stray = []
    for site, own in enumerate(parts):
        pieces = sorted(shapely.get_parts(shapely.union_all(own)), key=lambda part: -part.area)
        cells[site] = pieces[0]
        stray += [(site, piece) for piece in pieces[1:]]
    for site, piece in stray:
        touching = np.flatnonzero(shapely.intersects(cells, piece) & (np.arange(count) != site))
        shared = [shapely.intersection(cells[k], piece).length for k in touching]
        heir = touching[int(np.argmax(shared))]
        cells[heir] = shapely.union(cells[heir], piece)
    return cells


def build_cells(facts: Path) -> Cells:
    """Return the cells of all villages in the folder of facts.

    Parameters
    ----------
    facts : folder with `villages.csv` and `outline.csv`.
    """
    villages = pd.read_csv(facts / "villages.csv", dtype={"village_id": str})
    areas_m2 = villages["area_km2"].to_numpy(float) * 1e6
    labels = villages[["lon", "lat"]].to_numpy(float)
    sites = to_metres(labels)
    shape = outline(pd.read_csv(facts / "outline.csv"), area_m2=float(areas_m2.sum()))
    weights = relieved_weights(sites, areas_m2, shape)
    faces, owner = _faces(sites, weights, shape)
    cells = shapely.orient_polygons(shapely.normalize(_single_parts(faces, owner, len(villages))))
    cells = shapely.transform(cells, lambda degrees: np.round(degrees, DECIMALS))
    error = shapely.area(shapely.transform(cells, to_metres)) / areas_m2 - 1
    outside = villages["village_id"][~shapely.contains_xy(cells, labels)].tolist()
    return Cells(villages, cells, error, outside)
