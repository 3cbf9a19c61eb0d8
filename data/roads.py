"""Schematic roads of an operation (SIMULASI): known corridors, links between neighbours, lanes to hamlets."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from deployment import seed_of
from outline import to_degrees, to_metres
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay, distance_matrix

from geo.travel import lines
from geo.travel.edges import on_grid

if TYPE_CHECKING:
    from geo.travel.graph import RoadGraph

SOURCE = "SIMULASI: facts/corridors.csv, neighbouring villages, simulated hamlets"
LINK, LANE = "unclassified", "residential"
LONGEST_LINK_M = 4500.0
"""A longer link is drawn only where two villages have no other way to each other."""
SWAY = 0.05
"""How far a road strays from the straight line, as a share of its length (standard deviation)."""
OFF_LANE_M = (15.0, 90.0)
"""How far from the end of its lane a polling station lies."""
_STOP = re.compile(r"(.+) \((.+)\)")
_DECIMALS = 6


def _bent(start: np.ndarray, end: np.ndarray, *words: str) -> shapely.LineString:
    """Return a line [m] between two points that sways a little; the same for the same words."""
    along = end - start
    across = np.array([-along[1], along[0]])
    bends = 1 + int(np.hypot(*along) // 700)
    at = np.arange(1, bends + 1) / (bends + 1)
    sway = np.clip(seed_of("road", *words).normal(0, SWAY, bends), -2 * SWAY, 2 * SWAY)
    between = start + at[:, None] * along + (sway / np.sqrt(bends))[:, None] * across
    return shapely.LineString(np.vstack([start, between, end]))


def _corridors(corridors: pd.DataFrame, sites: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return (village id, village id, class) of every stretch of the corridors, each pair once."""
    by_name = {(name, district): key for key, name, district in sites[["name", "district"]].itertuples()}
    seen: dict[frozenset[str], tuple[str, str, str]] = {}
    for _, corridor in corridors.iterrows():
        matches = [_STOP.fullmatch(stop) for stop in corridor["through"].split(" - ")]
        stops = [by_name[match[1], match[2]] for match in matches if match]
        for a, b in pairwise(stops):
            seen.setdefault(frozenset((a, b)), (a, b, corridor["road_class"]))
    return list(seen.values())


def neighbours(points: np.ndarray) -> np.ndarray:
    """Return pairs (n, 2) of points [m] with no third point in the circle over them (Gabriel & Sokal 1969).

    Long pairs are left out unless the shortest tree over all points needs them.
    """
    triangles = Delaunay(points).simplices
    pairs = np.unique(
        np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])), axis=0
    )
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    a, b = points[pairs[:, 0]], points[pairs[:, 1]]
    long = np.hypot(*(b - a).T)
    from_middle = distance_matrix((a + b) / 2, points)
    gabriel = from_middle.min(axis=1) >= long / 2 * (1 - 1e-9)
    shape = (len(points), len(points))
    tree = minimum_spanning_tree(csr_matrix((long, (pairs[:, 0], pairs[:, 1])), shape=shape)).nonzero()
    needed = {(min(i, j), max(i, j)) for i, j in zip(*tree, strict=True)}
    kept = [in_tree or (near and short) for in_tree, near, short in zip(
        ((i, j) in needed for i, j in pairs.tolist()), gabriel, long <= LONGEST_LINK_M, strict=True,
    )]  # fmt: skip
    return pairs[np.array(kept)]


def _lanes(stations: pd.DataFrame, label: np.ndarray, village_id: str) -> list[shapely.LineString]:
    """Return lanes [m] that join a village's label point and the neighbourhood of each of its stations."""
    rng = seed_of("lane", village_id)
    places = to_metres(stations[["lon", "lat"]].to_numpy(float))
    turn, off = rng.uniform(0, 2 * np.pi, len(places)), rng.uniform(*OFF_LANE_M, len(places))
    ends = np.vstack([label, places + off[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])])
    tree = minimum_spanning_tree(distance_matrix(ends, ends)).nonzero()
    return [
        _bent(ends[i], ends[j], village_id, str(i), str(j))
        for i, j in sorted(zip(*(side.tolist() for side in tree), strict=True))
    ]


def build_roads(
    villages: pd.DataFrame, corridors: pd.DataFrame, stations: pd.DataFrame, *, date: str
) -> RoadGraph:
    """Return the road graph of one operation.

    Parameters
    ----------
    villages : all villages of the regency and its city, indexed by village_id, with name, district, lon, lat.
    corridors : road_class and through, the villages on the way: "Name (District) - Name (District)".
    stations : the stations of the operation.
    date : date of the data.
    """
    sites = villages.sort_index()
    points = to_metres(sites[["lon", "lat"]].to_numpy(float))
    row = {key: i for i, key in enumerate(sites.index)}
    stretches = _corridors(corridors, sites)
    taken = {frozenset((a, b)) for a, b, _ in stretches}
    keys = sites.index.to_numpy()
    links = [(str(keys[i]), str(keys[j]), LINK) for i, j in neighbours(points)]
    stretches += [link for link in links if frozenset(link[:2]) not in taken]
    drawn = [(_bent(points[row[a]], points[row[b]], a, b), kind) for a, b, kind in stretches]
    for village_id, there in stations.sort_values("station_id").groupby("village_id"):
        label = points[row[str(village_id)]]
        drawn += [(lane, LANE) for lane in _lanes(there, label, str(village_id))]
    shapes = shapely.transform(
        [shape for shape, _ in drawn], lambda metres: np.round(to_degrees(metres), _DECIMALS)
    )
    layer = gpd.GeoDataFrame({"highway": [kind for _, kind in drawn]}, geometry=shapes, crs=4326)
    graph = lines.graph(layer, source=SOURCE)
    return replace(
        graph,
        edge_min=on_grid(np.round(graph.edge_min, _DECIMALS)),
        edge_m=np.round(graph.edge_m.astype(float), 1).astype(np.float32),
        meta={**graph.meta, "date": date, "simulated": True},
    )
