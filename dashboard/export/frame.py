"""Frame: which land a map shows, at a round scale that is true on paper; scale bar and north arrow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyproj import Transformer

from dashboard import palette
from dashboard.export.ink import Pen
from dashboard.export.paper import Box
from dashboard.text import _, number

MANTISSAS = (1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8)
BAR_STEPS = (1, 2, 5)
MARGIN = 1.05
SEGMENTS, KM = 4, 1000


@dataclass(frozen=True)
class Frame:
    """A map on a page: `box` [mm], what it shows [m], and the denominator of its scale."""

    box: Box
    bounds: tuple[float, float, float, float]
    denominator: float

    @property
    def metres_per_mm(self) -> float:
        """Metres on the ground for a millimetre of paper."""
        return self.denominator / 1000

    def on_paper(self, xy: np.ndarray) -> np.ndarray:
        """Return (n, 2) metres as millimetres of the page."""
        corner = np.array([self.box.x, self.box.y])
        return corner + (np.asarray(xy, float) - np.array(self.bounds[:2])) / self.metres_per_mm

    def on_ground(self, xy: np.ndarray) -> np.ndarray:
        """Return (n, 2) millimetres of the page as metres."""
        corner = np.array([self.box.x, self.box.y])
        return np.array(self.bounds[:2]) + (np.asarray(xy, float) - corner) * self.metres_per_mm

    def holds(self, xy: np.ndarray) -> np.ndarray:
        """Return which of (n, 2) points [m] lie inside; one without a place does not."""
        xy = np.asarray(xy, float).reshape(-1, 2)
        low, high = np.array(self.bounds[:2]), np.array(self.bounds[2:])
        return ((xy >= low) & (xy <= high)).all(axis=1)

    def meets(self, boxes: np.ndarray) -> np.ndarray:
        """Return which of (n, 4) bounds [m] touch what is shown."""
        boxes = np.asarray(boxes, float).reshape(-1, 4)
        low, high = np.array(self.bounds[:2]), np.array(self.bounds[2:])
        return (boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1)


def rounded_up(value: float) -> float:
    """Return the next denominator that is easily said: 1, 1.25, 1.5 ... 8 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    steps = [it * power for it in (*MANTISSAS, 10)]
    return next(it for it in steps if it >= value * (1 - 1e-9))


def fitted(box: Box, bounds: tuple[float, float, float, float]) -> Frame:
    """Return the frame that shows all of `bounds` [m] in the middle, at the largest round scale."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    denominator = rounded_up(max(width / box.width, height / box.height) * MARGIN * 1000)
    half = np.array([box.width, box.height]) * denominator / 2000
    centre = np.array([bounds[0] + bounds[2], bounds[1] + bounds[3]]) / 2
    return Frame(box, (*map(float, centre - half), *map(float, centre + half)), denominator)


def scale_words(frame: Frame) -> str:
    """Return the scale as a number: 1:30.000."""
    return f"1:{number(frame.denominator)}"


def bar_m(frame: Frame) -> float:
    """Return the length of the scale bar [m]: round, and at most three tenths of the frame."""
    longest = 0.3 * frame.box.width * frame.metres_per_mm
    power = 10.0 ** math.floor(math.log10(longest))
    return max(it * power for it in BAR_STEPS if it * power <= longest)


def freest(boxes: Sequence[Box], busy: np.ndarray) -> Box:
    """Return the box that hides the fewest of (n, 2) points [mm]; the first one of equals."""

    def hides(box: Box) -> int:
        low, high = np.array([box.x, box.y]) - 1, np.array([box.right, box.top]) + 1
        return int(((busy >= low) & (busy <= high)).all(axis=1).sum())

    return min(boxes, key=hides)


def scale_bar(pen: Pen, frame: Frame, *, busy: np.ndarray) -> Box:
    """Draw the scale as a number and as a bar in a lower corner; return the place it takes [mm].

    Parameters
    ----------
    busy : (n, 2) points of the map [mm] that should stay in sight.
    """
    length, k = bar_m(frame), pen.k
    width = length / frame.metres_per_mm
    left, right = frame.box.x + 2 * k, frame.box.right - 2 * k - width - 15 * k
    plate = freest([Box(x, frame.box.y + 2 * k, width + 15 * k, 12.4 * k) for x in (left, right)], busy)
    pen.box(plate, fill=palette.PAPER, edge=palette.INK, weight=0.4, alpha=0.94)
    left, low, high = plate.x + 4 * k, plate.y + 4.6 * k, 1.5 * k
    words = _("Scale {scale}").format(scale=scale_words(frame))
    pen.write((left, plate.y + 8.2 * k), words, size=7.5, bold=True)
    for i in range(SEGMENTS):
        piece = Box(left + i * width / SEGMENTS, low, width / SEGMENTS, high)
        pen.box(piece, fill=palette.PAPER if i % 2 else palette.INK, edge=palette.INK, weight=0.5, zorder=4)
    far = length >= KM
    for share in (0, 0.5, 1):
        value = length * share / (KM if far else 1)
        words = number(value, 0 if value == int(value) else 1)
        pen.write((left + share * width, plate.y + 1.7 * k), words, size=5.6, align="center baseline")
    pen.write((left + width + 2 * k, low), "km" if far else "m", size=5.6)
    return plate


def convergence_deg(frame: Frame, to_metres: Transformer) -> float:
    """Return how far true north leans from straight up in the middle of the frame [degrees, clockwise]."""
    middle = np.mean(np.array(frame.bounds).reshape(2, 2), axis=0)
    lon, lat = to_metres.transform(*middle, direction="INVERSE")
    (x0, x1), (y0, y1) = to_metres.transform([lon, lon], [lat, lat + 0.01])
    return math.degrees(math.atan2(x1 - x0, y1 - y0))


def north_arrow(pen: Pen, frame: Frame, to_metres: Transformer, *, busy: np.ndarray) -> Box:
    """Draw an arrow to true north in an upper corner; return the place it takes [mm]."""
    k = pen.k
    sides = (frame.box.right - 13 * k, frame.box.x + 3 * k)
    place = freest([Box(x, frame.box.top - 16.5 * k, 10 * k, 15 * k) for x in sides], busy)
    middle = np.array([place.x + 5 * k, place.y + 6.5 * k])
    turn = -math.radians(convergence_deg(frame, to_metres))
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])

    def turned(*corners: tuple[float, float]) -> list[tuple[float, float]]:
        return [tuple(middle + spin @ (np.array(it) * k)) for it in corners]

    pen.box(place, fill=palette.PAPER, edge="none", alpha=0.8)
    pen.shape(turned((0, 5.2), (-2.6, -4.6), (0, -2.6)), fill=palette.INK, edge=palette.INK)
    pen.shape(turned((0, 5.2), (2.6, -4.6), (0, -2.6)), fill=palette.PAPER, edge=palette.INK)
    pen.write((middle[0], middle[1] + 5.8 * k), _("N"), size=7.5, bold=True, align="center baseline")
    return place
