"""Where the words of a sheet stand: none on another, none off the page, none over the frame of its map."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from dashboard.export.options import Area
from dashboard.export.sheet import Sheet
from geo import operation as operations
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.export.printing import THEMES, counts, made

DPI, TOUCH_MM = 300, 0.35
"""By so much may the boxes of two words touch: they hold the room of letters that have no descent."""
PAGES = [("A4", "landscape"), ("A4", "portrait"), ("A2", "landscape"), ("16:9", "landscape")]


@pytest.fixture(scope="module")
def second():
    return evaluate(operations.load("pasuruan-2023"), Scenario(engine="roads"))


def boxes(page: Sheet) -> list[tuple[str, np.ndarray]]:
    """Return all words of a page with their boxes [mm], an outline and its words once."""
    page.figure.set_dpi(DPI)
    renderer = RendererAgg(8, 8, DPI)
    found = {}
    for axes in page.figure.axes:
        for it in axes.findobj(Text):
            if it.get_text():
                at = it.get_window_extent(renderer)
                key = (it.get_text(), round(at.x0), round(at.y0))
                found[key] = np.array([at.x0, at.y0, at.x1, at.y1]) * 25.4 / DPI
    return [(words, box) for (words, _x, _y), box in found.items()]


def clashes(page: Sheet) -> list[tuple[str, str]]:
    """Return the pairs of words that lie on each other."""
    words, corners = zip(*boxes(page), strict=True)
    one, two = np.array(corners)[:, None], np.array(corners)[None]
    shared = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    clashing = np.argwhere(np.triu((shared > TOUCH_MM * page.page.k).all(axis=-1), k=1))
    return [(words[i], words[j]) for i, j in clashing]


@pytest.mark.parametrize(
    ("theme", "paper"),
    [(theme, paper) for theme in range(len(THEMES)) for paper in (0, 1 + theme % (len(PAGES) - 1))],
)
def test_no_words_lie_on_others_and_none_leave_the_page(evaluation, second, theme, paper):
    plan, language = ((evaluation, "id"), (second, "en"))[(theme + paper) % 2]
    size, lying = PAGES[paper]
    page = made(plan, theme=THEMES[theme], paper=size, orientation=lying, language=language, copy_no=1)
    assert clashes(page) == []
    edge = np.array([page.page.width, page.page.height])
    assert all((box[:2] >= 0).all() and (box[2:] <= edge).all() for _words, box in boxes(page))


@pytest.mark.parametrize("kind", ["village", "district", "unit"])
def test_no_words_of_a_near_map_lie_on_others(second, kind):
    keys = {"village": second.operation.stations["village_id"].iloc[0], "district": "Gempol"}
    key = keys.get(kind) or "polsek-pandaan"
    assert clashes(made(second, theme="gaps", area=Area(kind=kind, key=key))) == []


def test_the_heading_for_the_annex_stands_over_the_panel(evaluation):
    page = made(evaluation, theme="risk")
    (annex,) = [box for words, box in boxes(page) if words == "ANNEX"]
    assert annex[0] == pytest.approx(page.page.panel.x, abs=0.5)
    assert [
        words for words, _box in boxes(made(evaluation, theme="risk", paper="16:9")) if words == "ANNEX"
    ] == []


def test_many_gaps_are_told_by_the_worst_of_each_village_and_the_legend_says_so(evaluation, second):
    late = second.stations[~second.stations["covered"]]
    assert len(late) > 40
    said = [words for words, _box in boxes(made(second, theme="gaps")) if words.endswith("′")]
    worst = late.groupby("village")["travel_min"].max()
    assert len([it for it in said if "°" not in it]) == len(worst)
    assert {f"{it:.1f}′" for it in worst} <= set(said)
    label = f"{worst.max():.1f}′: the village's last TPS, in minutes"
    assert label in counts(made(second, theme="gaps"), "Polling stations (TPS)")
    few = made(evaluation, theme="gaps")
    assert "18.0′: minutes to the TPS" in counts(few, "Polling stations (TPS)")


def test_the_list_begins_words_at_the_left_and_ends_numbers_at_the_right(evaluation):
    found = dict(boxes(made(evaluation, theme="gaps")))
    head, units = found["Nearest unit"], [box for words, box in found.items() if words == "Polsek Nguling"]
    assert any(abs(box[0] - head[0]) < 0.3 for box in units)
    assert abs(found["Minutes"][2] - found["18.0"][2]) < 0.3


def test_a_neighbours_name_without_room_is_no_name_that_lacks(evaluation):
    page = made(evaluation, theme="risk")
    assert page.missed == ()
    assert not any(group.title == "Not on the map" for group in page.legend)
