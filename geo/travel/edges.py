"""Edges: the grid that minutes are kept on, lengths, and which two edges make one road."""

from __future__ import annotations

import numpy as np

from geo.errors import Fault
from geo.travel.geodesic import earth_xyz

GRID_MIN = 2.0**-30
"""Minutes are kept on this grid (5.6e-8 s). Sums of multiples of a power of two are exact in float64 up to
2^23 min, so the length of a path does not depend on the order of adding: equal is equal in every engine."""

NODE, ROAD = np.int32, np.int32


def on_grid(minutes: np.ndarray | float) -> np.ndarray:
    """Return minutes rounded to `GRID_MIN`; infinity stays."""
    return np.asarray(np.rint(np.asarray(minutes, float) / GRID_MIN) * GRID_MIN)


def chord_m(lonlat_a: np.ndarray, lonlat_b: np.ndarray) -> np.ndarray:
    """Return the straight distance through the earth [m]; below 1e-7 short of the geodesic up to 10 km."""
    return np.asarray(np.linalg.norm(earth_xyz(lonlat_a) - earth_xyz(lonlat_b), axis=1))


def paired_roads(tail: np.ndarray, head: np.ndarray, *, n_nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Pair opposite edges into roads.

    Returns
    -------
    tuple of ndarray
        For each road its end nodes (r, 2) and its edges (r, 2): there, back; -1 where a direction is missing.
        Parallel edges pair in their order.
    """
    back = (tail > head).astype(np.int64)
    span = (np.minimum(tail, head).astype(np.int64) * n_nodes + np.maximum(tail, head)) * 2 + back
    order = np.argsort(span, kind="stable")
    ranked = span[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = ranked[1:] != ranked[:-1]
    start = np.flatnonzero(fresh)
    nth = np.arange(len(order)) - np.repeat(start, np.diff(np.append(start, len(order))))
    both = np.lexsort((ranked & 1, nth, ranked >> 1))
    pair, turn, edge = ranked[both] >> 1, nth[both], order[both]
    first = np.ones(len(both), bool)
    first[1:] = (pair[1:] != pair[:-1]) | (turn[1:] != turn[:-1])
    road = np.cumsum(first) - 1
    edges = np.full((int(first.sum()), 2), -1, ROAD)
    edges[road, back[edge]] = edge
    ends = np.column_stack([pair[first] // n_nodes, pair[first] % n_nodes]).astype(NODE)
    return ends, edges


def _rows(wrong: np.ndarray) -> list[str]:
    return np.flatnonzero(wrong).astype(str).tolist()


def faults(place: np.ndarray, tail: np.ndarray, head: np.ndarray, minutes: np.ndarray) -> list[Fault]:
    """Return what is wrong with nodes (n, 2) and edges between them."""
    if not (len(tail) == len(head) == len(minutes)):
        return [Fault("tail, head and minutes differ in length", "Give one of each for every edge")]
    nowhere = ~np.isfinite(place).all(axis=1)
    astray = (np.minimum(tail, head) < 0) | (np.maximum(tail, head) >= len(place))
    timeless = ~(np.isfinite(minutes) & (minutes >= 0))
    found = [
        Fault("Nodes without a coordinate", "Remove them or give them a place", ids=_rows(nowhere)),
        Fault("Edges that name a node that is not there", "Number the nodes from 0", ids=_rows(astray)),
        Fault("Edges without minutes or with negative ones", "Correct them", ids=_rows(timeless)),
    ]
    return [fault for fault in found if fault.ids]
