"""Arrivals: minutes from units to stations that both stand along roads, not at junctions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from geo.travel.doors import entries, exits
from geo.travel.edges import on_grid
from geo.travel.engines import Seeds, engine
from geo.travel.graph import RoadGraph
from geo.travel.snap import Snap

BLOCK = 8_000_000
"""Pairs of unit and station at a time at most."""


class Depart(NamedTuple):
    """Where units stand, and the minutes and metres until each is on its road."""

    snap: Snap
    minutes: np.ndarray
    metres: np.ndarray

    def at(self, rows: np.ndarray) -> Depart:
        """Return some of the units."""
        return Depart(self.snap.at(rows), self.minutes[rows], self.metres[rows])

    def seeds(self, graph: RoadGraph) -> Seeds:
        """Return where the units come onto the nodes."""
        return entries(graph, self.snap, minutes=self.minutes, metres=self.metres)


class Ranked(NamedTuple):
    """Labels (-1 if none is left), metres and minutes by station and rank, (n_stations, k)."""

    labels: np.ndarray
    metres: np.ndarray
    minutes: np.ndarray


def first_k(labels: np.ndarray, metres: np.ndarray, minutes: np.ndarray, *, k: int) -> Ranked:
    """Return the k best distinct labels of each row by minutes, then label; -1 and infinity where none."""
    minutes = np.where(labels < 0, np.inf, minutes)
    order = np.lexsort((labels, minutes), axis=1)
    labels, metres, minutes = (np.take_along_axis(it, order, axis=1) for it in (labels, metres, minutes))
    again = np.isinf(minutes)
    for column in range(1, labels.shape[1]):
        again[:, column] |= (labels[:, :column] == labels[:, [column]]).any(axis=1)
    kept = np.argsort(again, axis=1, kind="stable")[:, :k]
    lost = np.take_along_axis(again, kept, axis=1)
    labels, metres, minutes = (np.take_along_axis(it, kept, axis=1) for it in (labels, metres, minutes))
    return Ranked(np.where(lost, -1, labels), np.where(lost, np.inf, metres), np.where(lost, np.inf, minutes))


def _between(
    graph: RoadGraph, units: Depart, stations: Snap, pairs: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Return minutes and metres (2, n) of pairs (unit, station) on one road without leaving it."""
    unit, station = pairs
    ahead = stations.share[station] - units.snap.share[unit]
    there, back = graph.road_edges[units.snap.road[unit]].T
    edge = np.where(ahead > 0, there, back)
    allowed = (edge >= 0) | (ahead == 0)
    driven = np.where(allowed, on_grid(np.abs(ahead) * graph.edge_min[edge]), np.inf)
    driven[ahead == 0] = 0
    minutes = on_grid(units.minutes[unit]) + driven
    return np.stack([minutes, units.metres[unit] + np.abs(ahead) * graph.edge_m[edge]])


def _pairs_on_one_road(units: Snap, stations: Snap) -> tuple[np.ndarray, np.ndarray]:
    """Return unit and station of every pair on one road, by station and then unit."""
    order = np.argsort(units.road, kind="stable")
    order = order[units.road[order] >= 0]
    roads = units.road[order]
    low, high = np.searchsorted(roads, stations.road), np.searchsorted(roads, stations.road, side="right")
    count = np.where(stations.road >= 0, high - low, 0)
    station = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(station)) - np.repeat(np.cumsum(count) - count, count)
    return order[low[station] + nth], station


def _with_direct(
    graph: RoadGraph, units: Depart, stations: Snap, found: tuple[np.ndarray, np.ndarray, np.ndarray], k: int
) -> Ranked:
    """Return the best k of the columns found over nodes and of the units on the station's own road."""
    labels, metres, minutes = found
    ranked = first_k(labels, metres, minutes, k=k)
    unit, station = _pairs_on_one_road(units.snap, stations)
    if not len(unit):
        return ranked
    direct = _between(graph, units, stations, (unit, station))
    rows, first, count = np.unique(station, return_index=True, return_counts=True)
    wide = int(count.max())
    column = np.arange(len(station)) - np.repeat(first, count)
    row = np.repeat(np.arange(len(rows)), count)
    extra = (
        np.full((len(rows), wide), -1),
        np.full((len(rows), wide), np.inf),
        np.full((len(rows), wide), np.inf),
    )
    extra[0][row, column], extra[1][row, column], extra[2][row, column] = unit, direct[1], direct[0]
    both = [np.hstack([known[rows], more]) for known, more in zip(found, extra, strict=True)]
    for whole, part in zip(ranked, first_k(both[0], both[1], both[2], k=k), strict=True):
        whole[rows] = part
    return ranked


def nearest(graph: RoadGraph, units: Depart, stations: Snap, *, k: int, engine_name: str = "auto") -> Ranked:
    """Return the k nearest units of each station by road, exactly, ties to the lower position.

    Each of the k nearest units of a station is among the k nearest of the end of its road over which it
    comes, or stands on the same road.
    """
    if not len(graph.head):
        shape = (len(stations.road), k)
        return Ranked(np.full(shape, -1), np.full(shape, np.inf), np.full(shape, np.inf))
    labels, minutes, metres = engine(engine_name).nearest(graph.network, units.seeds(graph), k=k)
    ends, driven, way = exits(graph, stations)
    found = (
        np.hstack([labels[ends[0]], labels[ends[1]]]),
        np.hstack([metres[ends[side]] + way[side][:, None] for side in (0, 1)]),
        np.hstack([minutes[ends[side]] + driven[side][:, None] for side in (0, 1)]),
    )
    return _with_direct(graph, units, stations, found, k)


def tables(
    graph: RoadGraph, units: Depart, stations: Snap, *, limit_min: float, engine_name: str = "auto"
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield blocks of minutes from units to stations, (units of the block, n_stations), and their first unit.

    Infinite beyond the limit; no block where the graph has no edges.
    """
    if not len(graph.head):
        return
    ends, driven, _ = exits(graph, stations)
    seeds = units.seeds(graph)
    unit, station = _pairs_on_one_road(units.snap, stations)
    direct = _between(graph, units, stations, (unit, station))[0]
    n, size = len(stations.road), max(1, BLOCK // max(1, 2 * len(stations.road)))
    for start in range(0, seeds.units, size):
        stop = min(start + size, seeds.units)
        mine = seeds.at((seeds.label >= start) & (seeds.label < stop))
        mine = mine._replace(label=mine.label - np.int32(start), units=stop - start)
        over = engine(engine_name).table(graph.network, mine, ends.ravel(), limit_min=limit_min)
        minutes = np.minimum(over[:, :n] + driven[0], over[:, n:] + driven[1])
        own = (unit >= start) & (unit < stop)
        np.minimum.at(minutes, (unit[own] - start, station[own]), direct[own])
        minutes[minutes > limit_min] = np.inf
        yield start, minutes
