from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from dashboard.export import fonts, frame, labels, options, paper
from dashboard.export.ink import Pen, grey
from dashboard.export.labels import Wish
from dashboard.export.marks import spread

PAGE = paper.layout(options.SheetOptions())
FRAME = frame.fitted(PAGE.map, (0.0, 0.0, 10_000.0, 8_000.0))


@pytest.fixture
def pen():
    return Pen.on(Figure(figsize=PAGE.inches), PAGE, mono=False)


def overlap(a, b) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.top and b.y < a.top


points = st.tuples(st.floats(-2_000, 12_000), st.floats(-2_000, 10_000))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(points, st.booleans(), st.integers(1, 9)), max_size=60))
def test_no_name_lies_on_another_and_every_name_is_placed_or_told(wanted):
    pen = Pen.on(Figure(figsize=PAGE.inches), PAGE, mono=False)
    wishes = [
        Wish((f"Desa {i}",), at, weight, gap=1.5 if marked else None)
        for i, (at, marked, weight) in enumerate(wanted)
    ]
    done, missed = labels.placed(wishes, pen, FRAME, hard=np.empty((0, 4)), soft=np.empty((0, 4)))
    assert sorted(it.lines for it in missed) == sorted(
        it.lines for it in wishes if it.lines not in {d.wish.lines for d in done}
    )
    boxes = [it.box for it in done]
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])
    for box in boxes:
        assert FRAME.box.x < box.x
        assert box.right < FRAME.box.right
        assert FRAME.box.y < box.y
        assert box.top < FRAME.box.top


def test_of_two_names_for_one_place_the_heavier_one_gets_it(pen):
    middle = (5_000.0, 4_000.0)
    wishes = [Wish(("light",), middle, 1), Wish(("heavy",), middle, 2)]
    done, _missed = labels.placed(wishes, pen, FRAME, hard=np.empty((0, 4)), soft=np.empty((0, 4)))
    assert [it.wish.lines for it in done] == [("heavy",), ("light",)]
    at = FRAME.on_paper(np.array([middle]))[0]
    assert done[0].box.x < at[0] < done[0].box.right


def test_a_name_keeps_off_what_is_taken_and_is_led_back_to_its_mark(pen):
    at = FRAME.on_paper(np.array([[5_000.0, 4_000.0]]))
    hard = np.concatenate([at - 3, at + 3], axis=1)
    wish = Wish(("Polsek",), (5_000.0, 4_000.0), 1, gap=1.0, led=True)
    (name,), missed = labels.placed([wish], pen, FRAME, hard=hard, soft=np.empty((0, 4)))
    assert missed == []
    assert name.home == pytest.approx(tuple(at[0]))
    assert (
        name.box.x >= hard[0, 2]
        or name.box.right <= hard[0, 0]
        or name.box.y >= hard[0, 3]
        or (name.box.top <= hard[0, 1])
    )


def test_a_name_without_any_room_is_told_not_drawn(pen):
    everything = np.array([[0.0, 0.0, 1_000.0, 1_000.0]])
    done, missed = labels.placed(
        [Wish(("Desa",), (5_000.0, 4_000.0), 1)], pen, FRAME, hard=everything, soft=np.empty((0, 4))
    )
    assert done == []
    assert [it.lines for it in missed] == [("Desa",)]


@settings(max_examples=40, deadline=None)
@given(st.lists(points, min_size=1, max_size=25), st.floats(0.5, 3))
def test_crowded_marks_stand_side_by_side_and_the_first_one_stays(places, radius):
    xy = np.array(places) / 200
    found = spread(xy, np.full(len(xy), radius))
    np.testing.assert_array_equal(found[0], xy[0])
    for i in range(1, len(found)):
        assert np.hypot(*(found[:i] - found[i]).T).min() >= 2 * radius * 0.98 - 1e-9


@pytest.mark.parametrize("words", ["Kecamatan Gondangwetan", "W" * 400, "$\\frac{a}{b}$ <b>", ""])
def test_words_are_cut_to_their_width_and_only_then(words):
    whole = fonts.width_mm(words, size=8)
    assert fonts.fitted(words, width=whole + 1, size=8) == words
    cut = fonts.fitted(words, width=20, size=8)
    assert fonts.width_mm(cut, size=8) <= 20
    assert cut == words or cut.endswith(fonts.ELLIPSIS)


def test_wrapped_words_lose_nothing_until_the_last_line():
    rows = fonts.wrapped("satu dua tiga empat lima enam", width=18, size=8, lines=9)
    assert " ".join(rows) == "satu dua tiga empat lima enam"
    assert max(fonts.width_mm(row, size=8) for row in rows) <= 18
    assert len(fonts.wrapped("satu dua tiga empat lima enam", width=18, size=8, lines=2)) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [("a\nb\tc", "a b c"), ("a\u202eb", "a b"), ("x\x00y", "x y"), ("é ′ ²", "é ′ ²"), ("漢", "□")],
)
def test_what_cannot_be_printed_is_replaced(words, expected):
    assert fonts.plain(words) == expected


def test_a_grey_is_as_light_as_its_colour():
    assert grey("#ffffff") == "#ffffff"
    assert grey("#000000") == "#000000"
    red, green, blue = (int(grey("#dd5a3c")[i : i + 2], 16) for i in (1, 3, 5))
    assert red == green == blue
    assert 0x70 < red < 0xA0


def test_a_name_of_an_area_may_lie_elsewhere_inside_it_and_a_spare_one_is_not_missed(pen):
    middle, aside = (5_000.0, 4_000.0), (8_000.0, 6_000.0)
    at = FRAME.on_paper(np.array([middle]))
    hard = np.concatenate([at - 30, at + 30], axis=1)
    wishes = [Wish(("AREA",), middle, 2, room=(aside,)), Wish(("beside",), middle, 1, spare=True)]
    done, missed = labels.placed(wishes, pen, FRAME, hard=hard, soft=np.empty((0, 4)))
    assert [it.wish.lines for it in done] == [("AREA",)]
    box, there = done[0].box, FRAME.on_paper(np.array([aside]))[0]
    assert box.x < there[0] < box.right
    assert missed == []
