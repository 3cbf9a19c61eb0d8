"""Snap: the nearest point on a road for each place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from geo.travel.edges import chord_m
from geo.travel.geodesic import earth_xyz
from geo.travel.graph import RoadGraph

SAMPLE_M = 150.0
"""Roads are found by sample points that lie at most so far apart [m]."""
SAME_M = 1e-6
"""Roads that are this equally near [m] are one choice: the lowest number is taken."""
AT_END_M = 0.01
"""So close to a junction [m] a place is at the junction."""
FIRST_ASKED = 6
CHUNK = 200_000
STRIP, STRIPS_KEPT = 1_500_000, 2
"""Segments that are searched at a time where there are more than so many times as many."""
MARGINS_M = (4_000.0, 100_000.0, np.inf)
"""A strip sees the roads so far beyond it [m]; a place that meets none within that asks again."""
M_PER_DEGREE = 110_000.0
"""Fewer metres than one degree has anywhere along the equator or a meridian."""
ROUNDED_DEG = 1e-4
Samples = tuple[cKDTree, np.ndarray]
"""Points on roads in metres from the centre of the earth, and the segment that each lies on."""


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

    def _side(self, least: np.ufunc, outwards_deg: float) -> np.ndarray:
        """Return the westernmost or easternmost longitude of every road, rounded outwards, (r,)."""
        graph = self.graph
        a, b = graph.road_ends.T
        side = least(graph.x[a], graph.x[b])
        bent = np.flatnonzero(np.diff(graph.bend_ptr) > 0)
        if len(bent):
            side[bent] = least(side[bent], least.reduceat(graph.bends[:, 0], graph.bend_ptr[:-1][bent]))
        side += outwards_deg
        return np.asarray(side, np.float32)

    @cached_property
    def _spans(self) -> tuple[np.ndarray, np.ndarray]:
        """West and east end of every usable road [degrees]; of the others the west is NaN."""
        graph = self.graph
        a, b = graph.road_ends.T
        usable = graph.core[a] & graph.core[b] & (np.maximum(*graph.road_edges.T) >= 0)
        west = self._side(np.minimum, -ROUNDED_DEG)
        west[~usable] = np.nan
        return west, self._side(np.maximum, ROUNDED_DEG)

    def _sampled(self, west: float, east: float) -> Samples:
        """Return sample points on the usable roads between two longitudes, and the segment of each."""
        with np.errstate(invalid="ignore"):
            inside = (self._spans[0] <= east) & (self._spans[1] >= west)
        wanted = np.flatnonzero(np.repeat(inside, np.diff(self.first_segment))).astype(np.int32)
        points, owners = [np.empty((0, 3))], [np.empty(0, np.int32)]
        for at in range(0, len(wanted), 5 * CHUNK):
            part = wanted[at : at + 5 * CHUNK]
            _, start, end = self.segments(part)
            a, b = earth_xyz(start), earth_xyz(end)
            pieces = np.maximum(np.ceil(np.linalg.norm(b - a, axis=1) / SAMPLE_M), 1).astype(int)
            row = np.repeat(np.arange(len(part)), pieces)
            nth = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
            points.append(a[row] + (b - a)[row] * ((nth + 0.5) / pieces[row])[:, None])
            owners.append(part[row])
        tree = cKDTree(np.concatenate(points), balanced_tree=False, compact_nodes=False)
        return tree, np.concatenate(owners)

    @cached_property
    def _whole(self) -> Samples:
        return self._sampled(-np.inf, np.inf)

    def _strips(self, points: np.ndarray, margin_m: float) -> Iterator[tuple[np.ndarray, Samples]]:
        """Yield rows of points and the samples of all roads within a margin of them, strip by strip."""
        count = -(-int(self.first_segment[-1]) // STRIP)
        if count <= STRIPS_KEPT or np.isinf(margin_m):
            yield np.arange(len(points)), self._whole
            return
        borders = np.quantile(points[:, 0], np.linspace(0, 1, count + 1)[1:-1])
        strip = np.searchsorted(borders, points[:, 0])
        for number in range(count):
            rows = np.flatnonzero(strip == number)
            if len(rows):
                rows = rows[np.argsort(points[rows, 1])]
                room = margin_m / (M_PER_DEGREE * np.cos(np.radians(np.abs(points[rows, 1]).max())))
                yield rows, self._sampled(points[rows, 0].min() - room, points[rows, 0].max() + room)

    def snap(self, points: np.ndarray, *, shut: np.ndarray | None = None) -> Snap:
        """Return where (n, 2) points [degrees] meet the network.

        Parameters
        ----------
        shut : mask of roads (r,) that nobody can meet.
        """
        n = len(points)
        found = Snap(np.full(n, -1), np.full(n, np.nan), np.full(n, np.nan), np.full((n, 2), np.nan))
        asking = np.flatnonzero(np.isfinite(points).all(axis=1))
        for margin_m in MARGINS_M:
            far = [np.empty(0, int)]
            for inside, samples in self._strips(points[asking], margin_m) if len(asking) else ():
                for at in range(0, len(inside), CHUNK):
                    rows = asking[inside[at : at + CHUNK]]
                    segment, share, metres = self._nearest(earth_xyz(points[rows]), samples, shut)
                    sure = metres < margin_m
                    far.append(rows[~sure])
                    rows, segment, share = rows[sure], segment[sure], share[sure]
                    found.access_m[rows] = metres[sure]
                    found.road[rows], found.share[rows], found.lonlat[rows] = self._along(segment, share)
            asking = np.sort(np.concatenate(far))
        return found

    def _nearest(
        self, places: np.ndarray, samples: Samples, shut: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return segment (-1 if there is none), share of it and metres for each of (n, 3) places.

        A segment that none of the asked samples belongs to is farther than the last of them less half a
        sample's length; so the answer is proved, or twice as many samples are asked.
        """
        tree, owner = samples
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
