"""Power (Laguerre) diagrams with given cell areas.

The weights solve a semi-discrete optimal transport problem, by the damped Newton method of Kitagawa, Mérigot
and Thibert (2019, doi:10.4171/JEMS/889).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse.linalg import spsolve
from scipy.spatial import ConvexHull

_SMALLEST_STEP = 1e-6
_FAR = 40.0
"""Distance of the eight points that close the outer cells, in extents of the point set."""


class Diagram(NamedTuple):
    """Edges of a power diagram: (n, 2) sites that each one parts, (n, 2, 2) coordinates of its ends [m]."""

    pairs: np.ndarray
    ends: np.ndarray


def _lifted_triangles(sites: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the (n, 3) triangles of the regular triangulation (lower hull of the lifted sites)."""
    lifted = np.column_stack([sites, (sites**2).sum(axis=1) - weights])
    hull = ConvexHull(lifted)
    triangles: np.ndarray = hull.simplices[hull.equations[:, 2] < 0]
    return triangles


def power_edges(sites: np.ndarray, weights: np.ndarray) -> Diagram:
    """Return the edges of the power diagram, long enough to cross any outline of the sites.

    Parameters
    ----------
    sites : (n, 2) coordinates [m].
    weights : (n,) weights [m²]; site i owns where |x - p_i|² - w_i is smallest.
    """
    centre = sites.mean(axis=0)
    scale = np.abs(sites - centre).max()
    turn = np.arange(8) * np.pi / 4 + 0.1
    far = _FAR * np.column_stack([np.cos(turn), np.sin(turn)])
    points = np.vstack([(sites - centre) / scale, far])
    power = np.concatenate([weights / scale**2, np.zeros(len(far))])
    triangles = _lifted_triangles(points, power)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    lift = (points**2).sum(axis=1) - power
    la, lb, lc = (lift[triangles[:, k]] for k in range(3))
    u, v = 2 * (b - a), 2 * (c - a)
    cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    x = ((lb - la) * v[:, 1] - (lc - la) * u[:, 1]) / cross
    y = ((lc - la) * u[:, 0] - (lb - la) * v[:, 0]) / cross
    vertices = np.column_stack([x, y]) * scale + centre
    sides = np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    owner = np.tile(np.arange(len(triangles)), 3)
    order = np.lexsort((owner, sides[:, 1], sides[:, 0]))
    sides, owner = sides[order], owner[order]
    first = np.flatnonzero((sides[1:] == sides[:-1]).all(axis=1))
    pairs, ends = sides[first], np.stack([vertices[owner[first]], vertices[owner[first + 1]]], axis=1)
    real = pairs[:, 0] < len(sites)
    return Diagram(pairs[real], ends[real])


def _cells(diagram: Diagram, count: int) -> np.ndarray:
    """Return the unclipped convex cells of the first `count` sites as polygons."""
    sites = np.concatenate([diagram.pairs[:, 0], diagram.pairs[:, 1]])
    ends = np.concatenate([diagram.ends, diagram.ends])
    keep = sites < count
    at, corners = np.repeat(sites[keep], 2), ends[keep].reshape(-1, 2)
    order = np.argsort(at, kind="stable")
    cells: np.ndarray = shapely.convex_hull(shapely.multipoints(corners[order], indices=at[order]))
    return cells


def clipped_areas(
    sites: np.ndarray, weights: np.ndarray, outline: shapely.Polygon
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the areas [m²] of the cells within the outline, the pairs of neighbours and their border [m]."""
    diagram = power_edges(sites, weights)
    count = len(sites)
    area = np.zeros(count)
    cells = _cells(diagram, count)
    shapely.prepare(outline)
    inside = shapely.contains(outline, cells)
    cells[~inside] = shapely.intersection(cells[~inside], outline)
    area[: len(cells)] = np.nan_to_num(shapely.area(cells))
    inner = diagram.pairs[:, 1] < count
    border = shapely.linestrings(diagram.ends[inner])
    crossing = ~shapely.contains(outline, border)
    border[crossing] = shapely.intersection(border[crossing], outline)
    return area, diagram.pairs[inner], shapely.length(border)


def _newton_step(
    sites: np.ndarray, pairs: np.ndarray, border_m: np.ndarray, missing_m2: np.ndarray
) -> np.ndarray:
    """Return the change of weights [m²] that closes the missing areas to first order."""
    i, j = pairs.T
    rate = border_m / (2 * np.hypot(*(sites[i] - sites[j]).T))
    count = len(sites)
    laplacian = sparse.coo_matrix(
        (np.concatenate([rate, rate, -rate, -rate]),
         (np.concatenate([i, j, i, j]), np.concatenate([i, j, j, i]))), shape=(count, count),
    ).tocsc()  # fmt: skip
    step = np.zeros(count)
    step[1:] = spsolve(laplacian[1:, 1:], missing_m2[1:])
    step -= step.mean()
    return step


def solve_weights(
    sites: np.ndarray, areas_m2: np.ndarray, outline: shapely.Polygon, *, tolerance: float = 1e-6
) -> np.ndarray:
    """Return weights [m²] for which the cells within the outline have the wanted areas.

    Parameters
    ----------
    sites : (n, 2) label points [m], all inside the outline.
    areas_m2 : (n,) wanted areas [m²]; their sum is the area of the outline.
    tolerance : largest relative error accepted.
    """
    weights = np.zeros(len(sites))
    area, pairs, border = clipped_areas(sites, weights, outline)
    floor = 0.5 * min(area.min(), areas_m2.min())
    for _ in range(100):
        missing = areas_m2 - area
        if np.abs(missing / areas_m2).max() < tolerance:
            break
        step = _newton_step(sites, pairs, border, missing)
        damping = 1.0
        while True:
            tried = clipped_areas(sites, weights + damping * step, outline)
            better = np.linalg.norm(areas_m2 - tried[0]) <= (1 - damping / 2) * np.linalg.norm(missing)
            if (tried[0].min() > floor and better) or damping < _SMALLEST_STEP:
                break
            damping /= 2
        weights = weights + damping * step
        area, pairs, border = tried
    return weights
