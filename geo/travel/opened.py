"""Opened: road graphs that were read from files, kept while they are the same."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from geo.travel.graph import RoadGraph


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
