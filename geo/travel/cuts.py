"""Cuts: a road plan without some of its roads, asked without disturbing what is remembered of the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import shapely
from scipy.sparse import csc_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from geo.travel import TravelModel
from geo.travel.graph import RoadGraph
from geo.travel.memo import Memo, mark
from geo.travel.opened import snapper
from geo.travel.posting import along
from geo.travel.roads import RoadTravel, T
from geo.travel.route import road_line
from geo.travel.service import ServiceTravel
from geo.travel.snap import Snap, Snapper
from geo.travel.variants import without
from geo.travel.way import Way

BESIDE_M = 30.0
"""Bridges that come so close to each other [m] are one, as the two carriageways of a street."""
M_PER_DEGREE = 111_195.0
FEW = 64
"""Of more roads than this, the places on them are not led past one shut road after the other: those that are
left are drawn up anew."""


@dataclass(frozen=True, eq=False)
class CutRoads(RoadTravel):
    """The minutes of another engine with some roads closed besides; as a closure of the scenario closes them.

    Parameters
    ----------
    cut : mask of the roads of the graph (r,) that are closed besides those that are closed already.
    whole : the engine without the cut.
    """

    cut: np.ndarray = field(kw_only=True)
    whole: RoadTravel = field(kw_only=True)
    kept: Memo = field(default_factory=Memo, kw_only=True)

    @classmethod
    def from_whole(cls, whole: RoadTravel, cut: np.ndarray) -> CutRoads:
        """Return an engine without the roads of a mask (r,)."""
        settings = {it.name: getattr(whole, it.name) for it in fields(RoadTravel)}
        return cls(**settings, cut=cut, whole=whole)

    def variant(self) -> tuple[RoadGraph, np.ndarray | None]:
        """Return the graph as it is driven, and the mask of the roads (r,) that are shut."""

        def make() -> tuple[RoadGraph, np.ndarray | None]:
            graph, shut = self.whole.variant()
            return without(graph, self.cut), self.cut if shut is None else self.cut | shut

        return self.kept.of("variant", make)

    def _ask(self, count: int, key: tuple[object, ...], make: Callable[[], T]) -> T:
        del count, key  # nobody asks twice
        return make()

    def snap(self, points: np.ndarray) -> Snap:
        """Return where points (n, 2) meet open roads; only those whose road is cut are looked for again."""

        def make() -> Snap:
            known = self.whole.snap(points)
            lost = np.flatnonzero((known.road >= 0) & self.cut[known.road])
            if not len(lost):
                return known
            graph, shut = self.variant()
            if np.count_nonzero(self.cut) > FEW:
                again = Snapper(graph).snap(points[lost])
            else:
                again = snapper(self.graph).snap(points[lost], shut=shut)
            again = again.within(self.off_road_m)
            found = Snap(*(np.array(it) for it in known))
            for column, part in zip(found, again, strict=True):
                column[lost] = part
            return found

        return self.kept.of(("snap", mark(points)), make)


def roads_of(engine: TravelModel) -> RoadTravel | None:
    """Return the engine whose roads the minutes come from; None where they come from no road graph."""
    if isinstance(engine, ServiceTravel) and engine.faults:
        return roads_of(engine.stand_in)
    return engine if isinstance(engine, RoadTravel) and engine.answered_by == engine.name else None


def open_roads(engine: RoadTravel) -> np.ndarray:
    """Return a mask of the roads (r,) that the plan may drive, in one direction at least."""
    graph = engine.variant()[0]
    return np.asarray(np.maximum(*graph.road_edges.T) >= 0)


def taken(ways: Sequence[Way], graph: RoadGraph) -> csc_matrix:
    """Return which roads of a graph each way takes, ones in (n_ways, n_roads)."""
    way = np.repeat(np.arange(len(ways)), [len(it.roads) for it in ways])
    road = np.concatenate([np.empty(0, int), *(it.roads for it in ways)])
    shape = len(ways), len(graph.road_ends)
    found = csc_matrix((np.ones(len(road), np.int32), (way, road)), shape=shape)
    found.data[:] = 1
    return found


def middle(graph: RoadGraph, road: int) -> np.ndarray:
    """Return the degrees of the point half way along a road, (2,)."""
    return np.asarray(along(graph, road, 0.5, 0.5)[0])


def bridges(engine: RoadTravel) -> list[np.ndarray] | None:
    """Return the open bridges, each as the roads that lead over it together; None where the graph knows none.

    Bridges that share a junction or come within `BESIDE_M` of each other are one.
    """
    graph = engine.graph
    if graph.road_bridge is None:
        return None
    roads = np.flatnonzero(graph.road_bridge & open_roads(engine))
    if not len(roads):
        return []
    lines = [road_line(graph, int(road)) for road in roads]
    flat = np.array([np.cos(np.radians(lines[0][0, 1])), 1.0]) * M_PER_DEGREE
    metric = [shapely.LineString(line * flat) for line in lines]
    tree = shapely.STRtree(metric)
    a, b = tree.query(metric, predicate="dwithin", distance=BESIDE_M)
    links = csr_matrix((np.ones(len(a), np.int8), (a, b)), shape=(len(roads), len(roads)))
    count, part = connected_components(links, directed=False)
    return [roads[part == number] for number in range(count)]
