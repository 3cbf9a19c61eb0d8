"""Operations with bridges: the small one with two on its only road, any with bridges, one with thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.operation import Operation
from geo.travel import lines
from geo.travel.graph import RoadGraph
from tests.geo.test_stress import streets
from tests.operations import scattered, small

PIECES = ((112.0, 112.145, "no"), (112.145, 112.155, "yes"), (112.155, 112.24, "no"))
MORE = ((112.24, 112.25, "viaduct"), (112.25, 112.4, "no"))


def small_with_bridges(folder: Path) -> Operation:
    """Return the small operation with one road along it: a bridge in Dua, another in Tiga, no way round."""
    pieces = (*PIECES, *MORE)
    layer = gpd.GeoDataFrame(
        {"highway": "primary", "bridge": [bridge for _west, _east, bridge in pieces]},
        geometry=[shapely.LineString([(west, 0), (east, 0)]) for west, east, _bridge in pieces],
        crs=4326,
    )
    lines.graph(layer).save(folder / "drawn.npz")
    return replace(small(), roads=folder / "drawn.npz")


def with_bridges(operation: Operation, roads: Sequence[int], folder: Path) -> Operation:
    """Return an operation whose road graph knows that these of its roads are bridges."""
    graph = RoadGraph.load(operation.roads)
    mask = np.zeros(len(graph.road_ends), bool)
    mask[list(roads)] = True
    replace(graph, road_bridge=mask).save(folder / "drawn.npz")
    return replace(operation, roads=folder / "drawn.npz")


def with_thousands_of_bridges(folder: Path) -> Operation:
    """Return an operation whose stress test takes long: a grid of streets with a bridge at every second one."""
    graph = streets(0, side=90, wide=0.6)
    used: set[int] = set()
    spans = []
    for road, ends in enumerate(np.asarray(graph.road_ends).tolist()):
        if not used & set(ends):
            used.update(ends)
            spans.append(road)
    graph.save(folder / "streets.npz")
    wide = scattered(stations=1500, units=60, seed=0, spread_deg=(0.6, 0.6))
    return with_bridges(replace(wide, roads=folder / "streets.npz"), spans, folder)
