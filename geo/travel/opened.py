"""Opened: road graphs that were read from files, kept while they are the same."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from geo.errors import Fault, InputError
from geo.travel.graph import RoadGraph
from geo.travel.snap import Snapper


@lru_cache(maxsize=2)
def _loaded(path: Path, changed: tuple[int, int]) -> RoadGraph:
    del changed  # part of the key only: a changed file is another graph
    return RoadGraph.load(path)


def loaded(path: Path) -> RoadGraph:
    """Return the graph of a file, read again when the file has changed."""
    stamp = path.stat() if path.is_file() else None
    return _loaded(path, (stamp.st_mtime_ns, stamp.st_size) if stamp else (0, 0))


@lru_cache(maxsize=1)
def no_roads() -> RoadGraph:
    """Return the graph on which every place is off road."""
    nothing = np.empty(0)
    return RoadGraph.from_edges(nothing, nothing, nothing, nothing, nothing)


def snapper(graph: RoadGraph) -> Snapper:
    """Return what finds the nearest road of a graph, made once."""
    return graph.memo.of("snapper", lambda: Snapper(graph))


def share_on_road(graph: RoadGraph, points: np.ndarray, *, off_road_m: float = 2000) -> float:
    """Return the share of (n, 2) points [degrees] that lie within a distance of a road.

    Raises
    ------
    InputError
        None of them does: the graph is of another place.
    """
    near = snapper(graph).snap(points).access_m <= off_road_m
    located = np.isfinite(points).all(axis=1)
    if located.any() and not near.any():
        raise InputError(
            Fault(
                "The roads are of another place than the operation", "Build them from an extract of the area"
            )
        )
    return float(near.sum() / max(1, located.sum()))
