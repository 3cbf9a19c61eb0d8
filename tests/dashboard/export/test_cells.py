from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.export import cells, csvfile, table
from dashboard.export.table import Column

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r=x",
    "  =HYPERLINK(1)",
    "＝1",
    "\n=1",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("words", FORMULAS)
def test_words_that_begin_like_a_formula_get_an_apostrophe(words):
    assert cells.guarded(words) == "'" + words


@pytest.mark.parametrize("words", ["", "Grati", "1-2", "a=b", "'quoted", "–", "x@y"])
def test_other_words_stay_as_they_are(words):
    assert cells.guarded(words) == words


@given(st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_cell_of_a_csv_can_be_taken_for_a_formula(words):
    made = table.of("t", ("t", "t"), [(Column("name"), [words]), (Column("=n", "whole"), [-3.0])])
    rows = list(csv.reader(io.StringIO(csvfile.table_csv(made).decode("utf-8-sig"))))
    assert not rows[1][0].lstrip().startswith(tuple(cells.STARTERS))
    assert rows[0] == ["name", "'=n"]
    assert rows[1][1] == "-3"


def test_a_frame_is_guarded_in_words_and_heads_and_keeps_its_numbers():
    frame = pd.DataFrame({"=a": ["=1", None, "x"], "n": [-1.5, 2, float("nan")]})
    made = cells.guarded_frame(frame)
    assert list(made.columns) == ["'=a", "n"]
    assert made["'=a"].tolist()[::2] == ["'=1", "x"]
    assert made["n"].tolist()[:2] == [-1.5, 2]
    assert frame["=a"][0] == "=1"


def test_controls_and_marks_of_direction_become_blanks_and_long_words_are_cut_where_one_sees_it():
    assert cells.printable("a\u202eb\x00c\r\nd\ufffe") == "a b c  d\N{WHITE SQUARE}"
    assert cells.printable("漢字 é") == "漢字 é"
    long = cells.printable("x" * 40_000)
    assert len(long.encode("utf-16-le")) / 2 < 32_767
    assert long.endswith("…")


def test_values_of_frames_become_plain_ones():
    assert table.column(pd.Series([1.5, float("nan"), float("inf")])) == [1.5, None, None]
    assert table.column(pd.Series([pd.NaT, pd.NA, None, "a\tb", True], dtype=object)) == [None] * 3 + [
        "a b",
        True,
    ]
    assert table.whole(pd.Series([3.0, float("nan")])) == [3, None]


def test_a_table_leaves_out_what_a_copy_hides():
    pairs = [(Column("a"), ["x"]), (Column("b", tells="classes"), ["y"])]
    made = table.of("t", ("t", "t"), pairs)
    assert made.without(frozenset()).height == 1
    assert [it.name for it in made.without(frozenset({"classes"})).columns] == ["a"]
    assert table.of("t", ("t", "t"), pairs, tells="reasons").without(frozenset({"reasons"})) is None
