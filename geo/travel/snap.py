"""Snap: the nearest point on a road for each place, and how a unit leaves from there or a station is met."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from geo.travel.edges import chord_m, on_grid
from geo.travel.engines import Seeds
from geo.travel.graph import RoadGraph
from geo.travel.straight import earth_xyz

SAMPLE_M = 150.0
"""Roads are found by sample points that lie at most so far apart [m]."""
SAME_M = 1e-6
"""Roads that are this equally near [m] are one choice: the lowest number is taken."""
AT_END_M = 0.01
"""So close to a junction [m] a place is at the junction."""
FIRST_ASKED = 6
CHUNK = 200_000


class Snap(NamedTuple):
    """Where places meet the network.

    Parameters
    ----------
    road : (n,) number of the road; -1 where there is none, or the place has no coordinate.
    share : (n,) how far along the road, 0 at its first end, 1 at its second.
    access_m : (n,) straight distance to the road [m]; NaN where there is none.
    lonlat : (n, 2) degrees of the point on the road.
    """

    road: np.ndarray
    share: np.ndarray
    access_m: np.ndarray
    lonlat: np.ndarray

    def within(self, limit_m: float) -> Snap:
        """Return the snaps with those beyond a limit taken off their road; `access_m` stays."""
        return self._replace(road=np.where(self.access_m <= limit_m, self.road, -1))

    def at(self, rows: np.ndarray) -> Snap:
        """Return some of the snaps."""
        return Snap(self.road[rows], self.share[rows], self.access_m[rows], self.lonlat[rows])


class Snapper:
    """Finds the nearest point on a road of the core; roads outside it would be traps or islands."""

    def __init__(self, graph: RoadGraph) -> None:
        self.graph = graph

    @cached_property
    def first_segment(self) -> np.ndarray:
        """Number of the first segment of each road, (r + 1,); a road with b bends has b + 1 segments."""
        return (self.graph.bend_ptr + np.arange(len(self.graph.bend_ptr))).astype(np.int32)

    def segments(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return road, start and end [degrees] of segments."""
        graph = self.graph
        road = np.searchsorted(self.first_segment, numbers, side="right") - 1
        nth = numbers - self.first_segment[road]
        bend = graph.bend_ptr[road] + nth
        a, b = graph.road_ends[road].T
        start, end = np.column_stack([graph.x[a], graph.y[a]]), np.column_stack([graph.x[b], graph.y[b]])
        later, earlier = nth > 0, bend < graph.bend_ptr[road + 1]
        start[later] = graph.bends[bend[later] - 1]
        end[earlier] = graph.bends[bend[earlier]]
        return road, start, end

    @cached_property
    def _samples(self) -> tuple[cKDTree, np.ndarray]:
        graph = self.graph
        usable = graph.core[graph.road_ends].all(axis=1) & (graph.road_edges >= 0).any(axis=1)
        of_core = np.flatnonzero(np.repeat(usable, np.diff(self.first_segment))).astype(np.int32)
        points, owners = [np.empty((0, 3))], [np.empty(0, np.int32)]
        for at in range(0, len(of_core), 5 * CHUNK):
            part = of_core[at : at + 5 * CHUNK]
            _, start, end = self.segments(part)
            a, b = earth_xyz(start), earth_xyz(end)
            pieces = np.maximum(np.ceil(np.linalg.norm(b - a, axis=1) / SAMPLE_M), 1).astype(int)
            row = np.repeat(np.arange(len(part)), pieces)
            nth = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
            points.append(a[row] + (b - a)[row] * ((nth + 0.5) / pieces[row])[:, None])
            owners.append(part[row])
        tree = cKDTree(np.concatenate(points), balanced_tree=False, compact_nodes=False)
        return tree, np.concatenate(owners)

    def snap(self, points: np.ndarray, *, shut: np.ndarray | None = None) -> Snap:
        """Return where (n, 2) points [degrees] meet the network.

        Parameters
        ----------
        shut : mask of roads (r,) that nobody can meet.
        """
        n = len(points)
        found = Snap(np.full(n, -1), np.full(n, np.nan), np.full(n, np.nan), np.full((n, 2), np.nan))
        located = np.flatnonzero(np.isfinite(points).all(axis=1))
        for at in range(0, len(located), CHUNK):
            rows = located[at : at + CHUNK]
            segment, share, metres = self._nearest(earth_xyz(points[rows]), shut)
            rows, segment, share = rows[segment >= 0], segment[segment >= 0], share[segment >= 0]
            found.access_m[rows] = metres[np.isfinite(metres)]
            found.road[rows], found.share[rows], found.lonlat[rows] = self._along(segment, share)
        return found

    def _nearest(
        self, places: np.ndarray, shut: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return segment (-1 if there is none), share of it and metres for each of (n, 3) places.

        A segment that none of the asked samples belongs to is farther than the last of them less half a
        sample's length; so the answer is proved, or twice as many samples are asked.
        """
        tree, owner = self._samples
        n = len(places)
        segment, share, metres = np.full(n, -1), np.zeros(n), np.full(n, np.inf)
        asking, asked = np.arange(n if tree.n else 0), FIRST_ASKED
        while len(asking):
            asked = min(asked, tree.n)
            gap, sample = tree.query(places[asking], k=np.arange(1, asked + 1))
            candidate = owner[sample]
            at, far = self._distance(places[asking], candidate, shut)
            best = far.min(axis=1)
            lowest = np.where(far <= best[:, None] + SAME_M, candidate, np.iinfo(np.int32).max)
            column = lowest.argmin(axis=1)[:, None]
            there = np.isfinite(best)
            segment[asking] = np.where(there, np.take_along_axis(candidate, column, 1)[:, 0], -1)
            share[asking] = np.take_along_axis(at, column, 1)[:, 0]
            metres[asking] = best
            if asked == tree.n:
                break
            asking = asking[best + SAME_M >= gap[:, -1] - SAMPLE_M / 2]
            asked *= 2
        return segment, share, metres

    def _distance(
        self, places: np.ndarray, candidate: np.ndarray, shut: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the share along each candidate segment (n, k) nearest to each place, and the metres."""
        road, start, end = self.segments(candidate.ravel())
        a = earth_xyz(start)
        span = earth_xyz(end) - a
        offset = np.repeat(places, candidate.shape[1], axis=0) - a
        length2 = np.einsum("ij,ij->i", span, span)
        along = np.einsum("ij,ij->i", offset, span) / np.where(length2 > 0, length2, 1)
        at = np.clip(along, 0, 1)
        far = np.linalg.norm(offset - at[:, None] * span, axis=1)
        if shut is not None:
            far[shut[road]] = np.inf
        return at.reshape(candidate.shape), far.reshape(candidate.shape)

    def _along(self, segment: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return road, share of the road and degrees of points given by segment and share of the segment."""
        road, start, end = self.segments(segment)
        first = self.first_segment[road]
        count = self.first_segment[road + 1] - first
        row = np.repeat(np.arange(len(road)), count)
        each = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        _, a, b = self.segments(each)
        long = chord_m(a, b)
        whole = np.bincount(row, long, minlength=len(road))
        before = np.bincount(row, np.where(each < segment[row], long, 0), minlength=len(road))
        metres = before + at * chord_m(start, end)
        share = metres / np.where(whole > 0, whole, 1)
        share[metres < AT_END_M] = 0
        share[(whole - metres < AT_END_M) & (metres >= AT_END_M)] = 1
        return road, share, start + at[:, None] * (end - start)


def _costs(graph: RoadGraph, snap: Snap, *, leaving: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return end nodes (2, n), minutes and metres between snap and both ends; infinite if not allowed.

    Leaving to the first end takes the edge back, arriving from there takes the edge there.
    """
    if not len(graph.head):
        nowhere = np.full((2, len(snap.road)), np.inf)
        return np.zeros(nowhere.shape, int), nowhere, nowhere
    road = np.maximum(snap.road, 0)
    ends = graph.road_ends[road].T
    edges = graph.road_edges[road].T[:: -1 if leaving else 1]
    part = np.stack([snap.share, 1 - snap.share])
    usable = edges >= 0
    minutes = np.where(usable, on_grid(part * graph.edge_min[edges]), np.where(part == 0, 0.0, np.inf))
    long = np.where(usable, graph.edge_m[edges], 0.0)
    minutes[:, snap.road < 0] = np.inf
    return ends, minutes, part * long


def entries(graph: RoadGraph, units: Snap, *, minutes: np.ndarray, metres: np.ndarray) -> Seeds:
    """Return where units come onto the nodes: up to two ends each, in the directions that their road allows.

    Parameters
    ----------
    minutes, metres : (n,) until each unit is on its road.
    """
    ends, driven, way = _costs(graph, units, leaving=True)
    side, unit = np.nonzero(np.isfinite(driven))
    return Seeds(
        ends[side, unit],
        unit.astype(np.int32),
        on_grid(minutes[unit]) + driven[side, unit],
        metres[unit] + way[side, unit],
        len(units.road),
    )


def exits(graph: RoadGraph, stations: Snap) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the end nodes (2, n) over which each station is met, minutes from there, and metres."""
    return _costs(graph, stations, leaving=False)
