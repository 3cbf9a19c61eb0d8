"""Junctions: ways over numbered points become roads from junction to junction, and a graph of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from geo.travel.edges import NODE, ROAD, chord_m
from geo.travel.graph import RoadGraph
from geo.travel.speeds import MIN_PER_M


class Ways(NamedTuple):
    """Ways as they were drawn.

    Parameters
    ----------
    point : (p,) number of every point, way after way.
    start : (w + 1,) where each way begins in `point`.
    there_kmh, back_kmh : (w,) speed in the way's direction and against it, 0 where closed.
    duration_min : (w,) minutes for the whole way; NaN where the speed counts.
    road_class : (w,) number of the class.
    bridge : (w,) whether the way is a bridge; None where nothing says so.
    """

    point: np.ndarray
    start: np.ndarray
    there_kmh: np.ndarray
    back_kmh: np.ndarray
    duration_min: np.ndarray
    road_class: np.ndarray
    bridge: np.ndarray | None = None


def _cuts(ways: Ways, present: np.ndarray, blocked: np.ndarray) -> np.ndarray:
    """Return where ways are cut, (p,): ends, points that are used twice, barriers, points without a place."""
    used = np.bincount(ways.point, minlength=len(present))
    cut = (used[ways.point] > 1) | blocked[ways.point] | ~present[ways.point]
    cut[ways.start[:-1]] = True
    cut[ways.start[1:] - 1] = True
    return np.asarray(cut)


def _stretches(ways: Ways, cut: np.ndarray, present: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return first and last position of each stretch between two cuts, and how many lack a place."""
    way = np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start))
    at = np.flatnonzero(cut)
    same = way[at[1:]] == way[at[:-1]]
    first, last = at[:-1][same], at[1:][same]
    placed = present[ways.point[first]] & present[ways.point[last]]
    return first[placed], last[placed], int((~placed).sum())


def _without_loops(ways: Ways, cut: np.ndarray, present: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return stretches as `_stretches` does, with those that end where they begin cut in the middle."""
    first, last, lost = _stretches(ways, cut, present)
    loop = ways.point[first] == ways.point[last]
    if loop.any():
        cut = cut.copy()
        cut[(first[loop] + last[loop]) // 2] = True
        first, last, lost = _stretches(ways, cut, present)
    real = ways.point[first] != ways.point[last]
    return first[real], last[real], lost


def _ends(
    ways: Ways, first: np.ndarray, last: np.ndarray, blocked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return points of the nodes and end nodes (r, 2); at a barrier every stretch has an end of its own."""
    ends = ways.point[np.column_stack([first, last])].astype(np.int64)
    stopped = blocked[ends]
    ends[stopped] = len(blocked) + np.arange(int(stopped.sum()))
    known, number = np.unique(ends, return_inverse=True)
    point = np.where(known < len(blocked), known, 0)
    barriers = ways.point[np.column_stack([first, last])][stopped]
    own = known >= len(blocked)
    point[own] = barriers[known[own] - len(blocked)]
    return point, number.reshape(ends.shape).astype(NODE)


def _counted(made: RoadGraph, metres: np.ndarray) -> dict[str, float]:
    """Return what the report of a build says of the roads it came to, (r,) metres long."""
    outside = ~made.core[made.road_ends].all(axis=1)
    known = {} if made.road_bridge is None else {"bridges": int(made.road_bridge.sum())}
    return {
        "roads": len(made.road_ends),
        "km": round(float(metres.sum()) / 1000, 1),
        **known,
        "roads_outside_core": int(outside.sum()),
        "km_outside_core": round(float(metres[outside].sum()) / 1000, 1),
    }


def graph(ways: Ways, place: np.ndarray, *, blocked: np.ndarray, meta: Mapping[str, Any]) -> RoadGraph:
    """Return the graph of ways over points (n, 2) in degrees; NaN where a point has no place.

    Parameters
    ----------
    blocked : (n,) whether nobody passes a point.
    meta : goes into the graph; its `report` is told what was lost and what lies outside the core.
    """
    present = np.isfinite(place).all(axis=1)
    first, last, lost = _without_loops(ways, _cuts(ways, present, blocked), present)
    way = np.searchsorted(ways.start, first, side="right") - 1
    step = np.append(0, chord_m(place[ways.point[:-1]], place[ways.point[1:]]))
    inside = np.ones(len(step), bool)
    inside[ways.start[:-1]] = False
    along = np.cumsum(np.where(inside, np.nan_to_num(step), 0))
    metres = along[last] - along[first]
    whole = along[ways.start[1:] - 1] - along[ways.start[:-1]]
    timed = np.isfinite(ways.duration_min)
    with np.errstate(divide="ignore", invalid="ignore"):
        own_kmh = np.where(timed, whole * MIN_PER_M / ways.duration_min, 1)
    speeds = [np.where(timed & (kmh > 0), own_kmh, kmh)[way] for kmh in (ways.there_kmh, ways.back_kmh)]
    point, ends = _ends(ways, first, last, blocked)
    counts = last - first - 1
    bend_ptr = np.append(0, np.cumsum(counts)).astype(ROAD)
    bend = np.repeat(first + 1 - bend_ptr[:-1], counts) + np.arange(bend_ptr[-1])
    open_ = [kmh > 0 for kmh in speeds]
    edges = (
        np.concatenate([ends[open_[0], 0], ends[open_[1], 1]]),
        np.concatenate([ends[open_[0], 1], ends[open_[1], 0]]),
        np.concatenate([(metres[it] * MIN_PER_M / kmh[it]) for it, kmh in zip(open_, speeds, strict=True)]),
        np.concatenate([metres[it] for it in open_]),
    )
    number = np.full((len(ends), 2), -1, ROAD)
    number[open_[0], 0] = np.arange(open_[0].sum())
    number[open_[1], 1] = open_[0].sum() + np.arange(open_[1].sum())
    made = RoadGraph.assemble(
        place[point],
        edges,
        meta=meta,
        road_ends=ends,
        road_edges=number,
        road_class=ways.road_class[way].astype(np.int8),
        road_bridge=None if ways.bridge is None else ways.bridge[way],
        bend_ptr=bend_ptr,
        bends=place[ways.point[bend]],
    )
    meta["report"].update(_counted(made, metres), stretches_cut_off=lost)
    return made
