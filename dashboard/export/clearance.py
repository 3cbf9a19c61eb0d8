"""Clearance: what stands on a map already, and what it costs a name to take a place beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

FIRST_GAP, HALF = 0.7, 0.5
"""Least gap between a mark and its name, and half the distance of points along a line [mm]."""
ON_SOFT, ON_LINE, DOUBTFUL, CROSSING, OVER, AWAY, ASTRAY = 2.0, 0.06, 2.2, 2.6, 0.35, 0.22, 0.35
"""What it costs to lie on a soft place, on a millimetre of a line, nearer to the mark of another than to its
own, to be led across something, to have left an area over a border, and to stand a millimetre away from a
mark or from the middle of an area."""


def _overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how many of the others each box meets, (n,)."""
    left, low, right, high = boxes.T[:, :, None]
    across = (left < others[:, 2]) & (right > others[:, 0])
    return (across & (low < others[:, 3]) & (high > others[:, 1])).sum(axis=1)


def _near(boxes: np.ndarray, others: np.ndarray, *, at: np.ndarray, within: float = 0) -> np.ndarray:
    """Return those of the others, boxes or points, that meet the bounds of a point and all boxes."""
    low = np.minimum(boxes[:, :2].min(axis=0, initial=np.inf), at) - within
    high = np.maximum(boxes[:, 2:].max(axis=0, initial=-np.inf), at) + within
    first, last = others[:, :2], others[:, -2:]
    across = (first[:, 0] < high[0]) & (last[:, 0] > low[0])
    return others[across & (first[:, 1] < high[1]) & (last[:, 1] > low[1])]


def _held(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return how many of the points each box holds, (n,)."""
    left, low, right, high = boxes.T[:, :, None]
    x, y = points.T
    return ((x > left) & (x < right) & (y > low) & (y < high)).sum(axis=1)


def _apart(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return how far each point lies from each box [mm], (boxes, points)."""
    off = np.maximum(boxes[:, None, :2] - points, points - boxes[:, None, 2:])
    return np.hypot(*np.moveaxis(np.maximum(off, 0), -1, 0))


def _crossed(boxes: np.ndarray, at: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how many of the others the leader from each box to the point crosses, (n,)."""
    ends = np.clip(at, boxes[:, :2], boxes[:, 2:])
    steps = np.linspace(0, 1, 12)[:, None, None]
    along = ends + (at - ends) * steps
    x, y = along[..., :1], along[..., 1:]
    held = (x > others[:, 0]) & (x < others[:, 2]) & (y > others[:, 1]) & (y < others[:, 3])
    return held.any(axis=0).sum(axis=1)


def _passed(middles: np.ndarray, at: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Return how many points of lines lie between the point and each name's middle, (n,)."""
    reach = np.abs(middles - at).max() if len(middles) else 0
    near = lines[(np.abs(lines - at) <= reach).all(axis=1)] - at
    ways = middles - at
    long = np.maximum(np.hypot(*ways.T), 1e-9)[:, None]
    along = ways @ near.T / long
    across = (ways[:, :1] * near[:, 1] - ways[:, 1:] * near[:, 0]) / long
    return ((np.abs(across) <= HALF) & (along > 0) & (along < long)).sum(axis=1)


def _without(boxes: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the boxes that do not hold a point: all but the mark of its own."""
    return boxes[~((boxes[:, :2] < at) & (boxes[:, 2:] > at)).all(axis=1)]


@dataclass(eq=False)
class Clearance:
    """What stands on the map already [mm]: `hard` grows by every name that is placed."""

    hard: np.ndarray
    soft: np.ndarray
    lines: np.ndarray
    marks: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Keep which marks there are before any name."""
        self.marks = np.concatenate([self.hard, self.soft])

    def costs(self, boxes: np.ndarray, at: np.ndarray, *, marked: bool, led: bool) -> np.ndarray:
        """Return what each place costs, (n,); infinite where something lies already.

        Parameters
        ----------
        boxes : (n, 4) places to try for one name [mm].
        at : its point [mm].
        marked : whether a mark stands there; otherwise it is the middle of an area.
        led : whether a line leads from the name to its point.
        """
        hard, soft, lines = (_near(boxes, it, at=at) for it in (self.hard, self.soft, self.lines))
        cost = ON_SOFT * _overlap(boxes, soft) + ON_LINE * _held(boxes, lines)
        own = _apart(boxes, at[None])[:, 0]
        reach = own.max(initial=0) + FIRST_GAP
        others, marks = _without(hard, at), _without(_near(boxes, self.marks, at=at, within=reach), at)
        if not marked:
            middle = (boxes[:, :2] + boxes[:, 2:]) / 2
            own = np.hypot(*((middle - at) * (0.5, 1)).T)
            cost = cost + OVER * _passed(middle, at, lines)
        elif len(marks):
            nearest = _apart(boxes, (marks[:, :2] + marks[:, 2:]) / 2).min(axis=1)
            cost = cost + DOUBTFUL * (nearest < own + FIRST_GAP)
        if led:
            cost = cost + CROSSING * _crossed(boxes, at, others)
        cost = cost + (AWAY if marked else ASTRAY) * own
        return np.where(_overlap(boxes, hard) > 0, np.inf, cost)

    def take(self, box: np.ndarray, leader: np.ndarray | None) -> None:
        """Keep the place of a name, and what its leader passes."""
        self.hard = np.vstack([self.hard, box])
        if leader is not None:
            self.lines = np.vstack([self.lines, leader])
