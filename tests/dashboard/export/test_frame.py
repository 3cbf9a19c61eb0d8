from __future__ import annotations

import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from PIL import Image
from pyproj import Geod

from dashboard import text
from dashboard.export import frame, graticule, options, paper
from dashboard.export.ink import Pen
from dashboard.export.paper import Box
from tests.dashboard.export.printing import made, pixels

PAPERS = [(size, way) for size in ("A4", "A3", "A2") for way in ("landscape", "portrait")] + [
    ("16:9", "landscape")
]
RED = (255, 0, 0)


@pytest.mark.parametrize(("size", "way"), PAPERS)
def test_every_paper_has_its_size_and_its_parts_lie_on_it_without_overlap(size, way):
    page = paper.layout(options.SheetOptions(paper=size, orientation=way))
    sides = sorted((page.width, page.height))
    assert sides == pytest.approx(paper.SIZES_MM[size], abs=0.01)
    assert (page.width > page.height) == (way == "landscape")
    for box in (page.map, page.panel):
        assert box.x > 0
        assert box.y > 0
        assert box.right < page.width
        assert box.top < page.height
    apart = page.map.right < page.panel.x or page.panel.top < page.map.y
    assert apart


@given(st.floats(1, 1e8))
def test_a_scale_is_rounded_up_to_one_that_is_easily_said(value):
    found = frame.rounded_up(value)
    assert value * (1 - 1e-9) <= found <= value * 1.26
    mantissa = found / 10 ** math.floor(math.log10(found) + 1e-12)
    assert any(math.isclose(mantissa, it) for it in (*frame.MANTISSAS, 10))


@settings(max_examples=40, deadline=None)
@given(st.floats(50, 400), st.floats(50, 400), st.floats(500, 2e5), st.floats(500, 2e5))
def test_a_frame_shows_all_it_must_and_is_exactly_as_large_as_its_scale_says(wide, high, east, north):
    box = Box(10, 20, wide, high)
    found = frame.fitted(box, (0.0, 0.0, east, north))
    x0, y0, x1, y1 = found.bounds
    assert x0 <= 0 <= east <= x1
    assert y0 <= 0 <= north <= y1
    assert (x1 - x0) * 1000 / found.denominator == pytest.approx(wide)
    assert (y1 - y0) * 1000 / found.denominator == pytest.approx(high)


def test_points_go_to_paper_and_back():
    found = frame.fitted(Box(10, 20, 100, 50), (0.0, 0.0, 3000.0, 1000.0))
    xy = np.array([[0.0, 0.0], [3000.0, 1000.0]])
    np.testing.assert_allclose(found.on_ground(found.on_paper(xy)), xy, atol=1e-9)
    assert found.holds(np.array([[0.0, 0.0], [1e6, 0.0], [np.nan, 0.0]])).tolist() == [True, False, False]


def red_spots(png: bytes) -> np.ndarray:
    """Return the middle of every purely red spot, (n, 2) pixels from the upper left, by x."""
    ys, xs = np.nonzero((pixels(png) == RED).all(axis=2))
    order = np.argsort(xs, kind="stable")
    xs, ys = xs[order], ys[order]
    parts = np.split(np.arange(len(xs)), np.flatnonzero(np.diff(xs) > 3) + 1)
    return np.array([[xs[it].mean(), ys[it].mean()] for it in parts])


@pytest.mark.parametrize(
    ("size", "way", "dpi"), [("A4", "landscape", 300), ("A3", "portrait", 150), ("16:9", "landscape", 150)]
)
def test_two_known_points_lie_as_far_apart_on_paper_as_the_scale_says(evaluation, size, way, dpi):
    page = made(evaluation, theme="risk", paper=size, orientation=way)
    ends = [(112.86, -7.69), (113.03, -7.72)]
    there = page.terrain.metres(np.array(ends))
    pen = Pen(page.figure.axes[0], page.page.k)
    for x, y in page.frame.on_paper(there):
        pen.box(Box(x - 0.5, y - 0.5, 1, 1), fill="#ff0000", zorder=99)
    png = page.png(dpi=dpi)
    said = Image.open(io.BytesIO(png)).info["dpi"][0]
    a, b = red_spots(png)
    measured_mm = math.hypot(*(a - b)) / said * 25.4
    _there, _back, ground_m = Geod(ellps="WGS84").inv(*ends[0], *ends[1])
    assert ground_m * 1000 / measured_mm == pytest.approx(page.frame.denominator, rel=0.004)


def test_the_scale_bar_is_as_long_as_it_says(evaluation):
    page = made(evaluation, theme="risk")
    length_m = frame.bar_m(page.frame)
    assert length_m in {10_000, 5_000}
    assert length_m / page.frame.metres_per_mm <= 0.3 * page.frame.box.width
    boxes = [it for it in page.figure.axes[0].patches if isinstance(it, Rectangle)]
    pieces = [it for it in boxes if it.get_height() == pytest.approx(1.5 * page.page.k)]
    assert len(pieces) == frame.SEGMENTS
    assert sum(it.get_width() for it in pieces) * page.frame.metres_per_mm == pytest.approx(length_m)


@pytest.mark.parametrize(
    ("language", "seconds", "expected"),
    [
        ("id", 112 * 3600 + 50 * 60, "112°50′ BT"),
        ("id", -(7 * 3600 + 36 * 60), "7°36′ LS"),
        ("en", -(7 * 3600 + 36 * 60), "7°36′ S"),
        ("en", -30, "0°00′30″ S"),
        ("id", 0, "0°00′ LU"),
    ],
)
def test_angles_are_written_in_degrees_and_minutes(language, seconds, expected):
    north = seconds < 100 * 3600
    with text.speaking(language):
        forms = (
            (text._("{angle} N"), text._("{angle} S"))
            if north
            else (text._("{angle} E"), text._("{angle} W"))
        )
        assert graticule.degrees_minutes(seconds, forms=forms) == expected


@given(st.floats(0.001, 20))
def test_a_map_has_a_few_lines_of_the_graticule(span_deg):
    count = span_deg * 3600 / graticule.step_s(span_deg)
    assert count <= 16
    assert count >= 3 or graticule.step_s(span_deg) == graticule.STEPS_S[0]


def test_true_north_leans_as_the_projection_says(evaluation):
    page = made(evaluation, theme="risk")
    lean = frame.convergence_deg(page.frame, page.terrain.from_degrees)
    expected = -math.degrees(math.atan(math.tan(math.radians(112.97 - 111)) * math.sin(math.radians(-7.68))))
    assert lean == pytest.approx(-expected, abs=0.02) or lean == pytest.approx(expected, abs=0.02)


def test_the_scale_bar_makes_room_for_what_lies_in_its_corner():
    boxes = [Box(0, 0, 10, 5), Box(80, 0, 10, 5)]
    assert frame.freest(boxes, np.array([[5.0, 2.0]])) is boxes[1]
    assert frame.freest(boxes, np.empty((0, 2))) is boxes[0]
