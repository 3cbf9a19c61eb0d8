"""Graticule: lines of longitude and latitude across a map, in degrees and minutes at its edge."""

from __future__ import annotations

import math

import numpy as np
from pyproj import Transformer

from dashboard import palette
from dashboard.export.frame import Frame
from dashboard.export.ink import Pen
from dashboard.text import _

STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 18_000, 36_000)
"""Distances between lines [seconds of arc]."""
LINES = 4
"""At least so many lines fit between the edges before a wider distance is taken."""
SAMPLES = 24
TICK, SIZE = 1.4, 5.8


def degrees_minutes(seconds: int, *, forms: tuple[str, str]) -> str:
    """Write an angle [seconds of arc] as degrees and minutes, and seconds where it has any.

    Parameters
    ----------
    forms : with ``{angle}``, of what is east or north, and of what is west or south.
    """
    whole, form = abs(seconds), forms[0] if seconds >= 0 else forms[1]
    degrees, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return form.format(angle=f"{degrees}°{minutes:02d}′" + (f"{left:02d}″" if left else ""))


def step_s(span_deg: float) -> int:
    """Return the distance between lines [seconds of arc] for a span [degrees]."""
    fitting = [step for step in STEPS_S if span_deg * 3600 / step >= LINES - 1]
    return max(fitting, default=STEPS_S[0])


def _edge(frame: Frame, to_metres: Transformer) -> np.ndarray:
    """Return degrees of points along the frame, (n, 2)."""
    x0, y0, x1, y1 = frame.bounds
    along = np.linspace(0, 1, SAMPLES)
    xs = np.concatenate([x0 + along * (x1 - x0)] * 2 + [np.full(SAMPLES, x0), np.full(SAMPLES, x1)])
    ys = np.concatenate([np.full(SAMPLES, y0), np.full(SAMPLES, y1), *[y0 + along * (y1 - y0)] * 2])
    return np.column_stack(to_metres.transform(xs, ys, direction="INVERSE"))


def _lines(frame: Frame, to_metres: Transformer, *, axis: int) -> list[tuple[int, np.ndarray]]:
    """Return the lines of equal longitude (axis 0) or latitude (1): seconds of arc and (n, 2) mm."""
    edge = _edge(frame, to_metres)
    low, high = edge.min(axis=0), edge.max(axis=0)
    step = step_s(float((high - low).max()))
    pad = (high - low)[1 - axis] * 0.1
    others = np.linspace(low[1 - axis] - pad, high[1 - axis] + pad, SAMPLES)
    lines = []
    for index in range(math.ceil(low[axis] * 3600 / step), math.floor(high[axis] * 3600 / step) + 1):
        fixed = np.full(SAMPLES, index * step / 3600)
        pair = (fixed, others) if axis == 0 else (others, fixed)
        lines.append((index * step, frame.on_paper(np.column_stack(to_metres.transform(*pair)))))
    return lines


def spacing(frame: Frame, to_metres: Transformer) -> str:
    """Return the distance between the lines in words: 5′."""
    edge = _edge(frame, to_metres)
    step = step_s(float((edge.max(axis=0) - edge.min(axis=0)).max()))
    return f"{step // 60}′" if step % 60 == 0 else f"{step}″"


def draw(pen: Pen, frame: Frame, to_metres: Transformer) -> None:
    """Draw the lines inside the map, ticks on all sides, and the angles at the lower and left edge."""
    box, k = frame.box, pen.k
    east = _("{angle} E"), _("{angle} W")
    north = _("{angle} N"), _("{angle} S")
    for seconds, line in _lines(frame, to_metres, axis=0):
        pen.line(line, colour=palette.INK, weight=0.25, clip=box, alpha=0.4, zorder=1)
        for edge, sign in ((box.y, -1), (box.top, 1)):
            x = float(np.interp(edge, line[:, 1], line[:, 0]))
            if box.x < x < box.right:
                pen.line([(x, edge), (x, edge + sign * TICK * k)], weight=0.6)
        x = float(np.interp(box.y, line[:, 1], line[:, 0]))
        if box.x + 6 * k < x < box.right - 6 * k:
            words = degrees_minutes(seconds, forms=east)
            pen.write((x, box.y - 4.0 * k), words, size=SIZE, align="center baseline")
    for seconds, line in _lines(frame, to_metres, axis=1):
        pen.line(line, colour=palette.INK, weight=0.25, clip=box, alpha=0.4, zorder=1)
        for edge, sign in ((box.x, -1), (box.right, 1)):
            y = float(np.interp(edge, line[:, 0], line[:, 1]))
            if box.y < y < box.top:
                pen.line([(edge, y), (edge + sign * TICK * k, y)], weight=0.6)
        y = float(np.interp(box.x, line[:, 0], line[:, 1]))
        if box.y + 6 * k < y < box.top - 6 * k:
            words = degrees_minutes(seconds, forms=north)
            pen.write((box.x - 2.3 * k, y), words, size=SIZE, align="center baseline", rotation=90)
