"""RoadGraph: directed roads with minutes, compact in memory and in one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from geo.errors import Fault, InputError, NotFoundError
from geo.travel import graphfile, route
from geo.travel.edges import NODE, ROAD, chord_m, faults, on_grid, paired_roads
from geo.travel.engines import Network, Seeds, engine
from geo.travel.memo import Memo


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """A directed road network; treat every array as read-only.

    Parameters
    ----------
    x, y : degrees east and north of the n nodes.
    indptr, head : edges by their tail node (compressed sparse rows), (n + 1,) and (m,).
    edge_min : time along each edge [min], on the grid `geo.travel.edges.GRID_MIN`.
    edge_m : length of each edge [m].
    core : whether a node lies in the largest part in which everything reaches everything; only there do
        stations and units meet the network.
    road_ends : end nodes of each road, (r, 2); a road is a street between two junctions, both directions.
    road_edges : the edge there and the edge back, (r, 2); -1 where the street is one-way or closed.
    road_class : index into ``meta["classes"]`` of each road.
    road_bridge : whether each road is a bridge, (r,); None where the source does not say.
    bend_ptr, bends : degrees of the points between a road's ends, at ``bend_ptr[i]:bend_ptr[i + 1]``.
    meta : source, date, vehicle, speed table, classes and the report of the build.
    """

    x: np.ndarray
    y: np.ndarray
    indptr: np.ndarray
    head: np.ndarray
    edge_min: np.ndarray
    edge_m: np.ndarray
    core: np.ndarray
    road_ends: np.ndarray
    road_edges: np.ndarray
    road_class: np.ndarray
    bend_ptr: np.ndarray
    bends: np.ndarray
    meta: Mapping[str, Any] = field(default_factory=dict)
    road_bridge: np.ndarray | None = None

    @classmethod
    def from_edges(
        cls,
        x: np.ndarray,
        y: np.ndarray,
        tail: np.ndarray,
        head: np.ndarray,
        minutes: np.ndarray,
        *,
        metres: np.ndarray | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Self:
        """Build from directed edges between numbered nodes; opposite edges become one straight road.

        Parameters
        ----------
        x, y : degrees east and north of the nodes.
        tail, head : node numbers from 0, one per edge. An edge from a node to itself is left out.
        minutes : time along each edge [min], finite, at least 0.
        metres : length of each edge [m]; from the coordinates if not given.

        Raises
        ------
        InputError
            A coordinate or minute is not a number, or an edge names a node that is not there.
        """
        place = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
        tail, head = np.asarray(tail, np.int64), np.asarray(head, np.int64)
        weights = np.asarray(minutes, float)
        found = faults(place, tail, head, weights)
        if found:
            raise InputError(*found)
        length = chord_m(place[tail], place[head]) if metres is None else np.asarray(metres, float)
        real = tail != head
        tail, head, weights, length = tail[real], head[real], weights[real], length[real]
        ends, edges = paired_roads(tail, head, n_nodes=len(place))
        return cls.assemble(
            place,
            (tail, head, weights, length),
            road_ends=ends,
            road_edges=edges,
            road_class=np.zeros(len(ends), np.int8),
            bend_ptr=np.zeros(len(ends) + 1, np.int32),
            bends=np.empty((0, 2)),
            meta={"classes": ["road"], **(meta or {})},
        )

    @classmethod
    def assemble(
        cls,
        place: np.ndarray,
        edges: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
        *,
        meta: Mapping[str, Any],
        road_edges: np.ndarray,
        road_bridge: np.ndarray | None = None,
        **roads: np.ndarray,
    ) -> Self:
        """Sort edges (tail, head, minutes, metres) by tail, renumber the roads' edges and find the core."""
        tail, head, minutes, metres = edges
        n, m = len(place), len(tail)
        order = np.argsort(tail, kind="stable")
        rank = np.empty(m + 1, ROAD)
        rank[order] = np.arange(m, dtype=ROAD)
        rank[m] = -1
        indptr = np.zeros(n + 1, np.int32)
        np.cumsum(np.bincount(tail, minlength=n), out=indptr[1:])
        head = head[order].astype(NODE)
        core = np.zeros(n, bool)
        if n:
            links = csr_matrix((np.ones(m, np.int8), head, indptr), shape=(n, n))
            part = connected_components(links, directed=True, connection="strong")[1]
            core = part == np.bincount(part).argmax()
        return cls(
            x=np.ascontiguousarray(place[:, 0]),
            y=np.ascontiguousarray(place[:, 1]),
            indptr=indptr,
            head=head,
            edge_min=on_grid(minutes[order]),
            edge_m=metres[order].astype(np.float32),
            core=core,
            road_edges=rank[road_edges],
            road_bridge=road_bridge,
            meta=meta,
            **roads,
        )

    @property
    def n_nodes(self) -> int:
        """How many nodes the graph has."""
        return len(self.x)

    @property
    def network(self) -> Network:
        """The edges as the engines take them."""
        return Network(self.indptr, self.head, self.edge_min, self.edge_m)

    @cached_property
    def tail(self) -> np.ndarray:
        """Tail node of each edge, (m,)."""
        return np.repeat(np.arange(self.n_nodes, dtype=NODE), np.diff(self.indptr))

    @cached_property
    def road_of_edge(self) -> np.ndarray:
        """For each edge twice its road, plus one where it runs from second end to first, (m,)."""
        turned = np.empty(len(self.head) + 1, ROAD)
        turned[self.road_edges.ravel()] = np.arange(self.road_edges.size, dtype=ROAD)
        return turned[:-1]

    @cached_property
    def memo(self) -> Memo:
        """What was computed on this graph of late, for its users."""
        return Memo()

    def save(self, path: Path | str) -> None:
        """Write to one file, whole or not at all."""
        graphfile.save(vars(self), Path(path))

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        NotFoundError, InputError
            There is no such file, or it is not a whole road graph.
        """
        return cls(**graphfile.load(Path(path)))

    def nearest(
        self,
        unit_nodes: np.ndarray,
        k: int = 3,
        turnout_min: np.ndarray | None = None,
        *,
        engine_name: str = "auto",
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the k nearest distinct units of every node, in travel direction from unit to node.

        Parameters
        ----------
        unit_nodes : node of each unit; several units may share one.
        k : how many units to keep for each node.
        turnout_min : minutes before each unit leaves [min].
        engine_name : ``scipy``, ``numba`` or ``auto``; all give the same.

        Returns
        -------
        labels, minutes : ndarray of shape (n_nodes, k)
            Position of the unit in `unit_nodes`, -1 where none is left; turnout plus travel [min], infinite
            there. Ties go to the lower position.
        """
        seeds = self.seeds(unit_nodes, turnout_min)
        return engine(engine_name).nearest(self.network, seeds, k=k)[:2]

    def minutes(
        self,
        unit_nodes: np.ndarray,
        station_nodes: np.ndarray,
        *,
        limit_min: float = np.inf,
        engine_name: str = "auto",
    ) -> np.ndarray:
        """Return minutes from each unit to each station, (n_units, n_stations); infinite beyond the limit."""
        seeds = self.seeds(unit_nodes)
        there = self.checked(station_nodes)
        return engine(engine_name).table(self.network, seeds, there, limit_min=limit_min)

    def reach(
        self, unit_node: int, minutes: float, *, engine_name: str = "auto"
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the nodes within `minutes` of a node, by number, and the minutes to each."""
        everywhere = np.arange(self.n_nodes, dtype=NODE)
        row = self.minutes(np.array([unit_node]), everywhere, limit_min=minutes, engine_name=engine_name)
        nodes = np.flatnonzero(np.isfinite(row[0]))
        return nodes, row[0, nodes]

    def path(self, a: int, b: int) -> route.Route:
        """Return a fastest way from node to node; without nodes where there is none."""
        self.checked(np.array([a, b]))
        return route.fastest(self, a, b)

    def checked(self, nodes: np.ndarray) -> np.ndarray:
        """Return node numbers as an array; raises `NotFoundError` where the graph has no such node."""
        found = np.asarray(nodes, np.int64)
        wrong = (found < 0) | (found >= self.n_nodes)
        if wrong.any():
            fault = Fault(
                "Nodes that the graph does not have", "Snap again", ids=found[wrong].astype(str).tolist()
            )
            raise NotFoundError(fault)
        return found.astype(NODE)

    def seeds(self, unit_nodes: np.ndarray, turnout_min: np.ndarray | None = None) -> Seeds:
        """Return where and when units set out; raises `InputError` for a turnout that is no time."""
        nodes = self.checked(unit_nodes)
        start = np.zeros(len(nodes)) if turnout_min is None else np.asarray(turnout_min, float)
        wrong = ~(np.isfinite(start) & (start >= 0))
        if start.shape != nodes.shape or wrong.any():
            rows = np.flatnonzero(wrong).astype(str).tolist()
            raise InputError(Fault("Units without a turnout of 0 or more minutes", "Correct it", ids=rows))
        labels = np.arange(len(nodes), dtype=NODE)
        return Seeds(nodes, labels, on_grid(start), np.zeros(len(nodes)), len(nodes))
