"""The editor's table: what was typed becomes edits, and wrong cells keep the others from nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard import drafts, edit_table
from dashboard.drafts import Draft
from dashboard.edit_rows import Typed, columns, fresh_id, table
from geo.editing import Added, Changed, History, Moved, Removed, apply
from tests.operations import scattered, small, small_frames


def began(kind, search=""):
    return Typed(kind, table(small(), kind, search=search))


@pytest.mark.parametrize("kind", ["villages", "stations", "units"])
def test_a_table_as_it_began_holds_no_edit(kind):
    typed = began(kind)
    assert list(typed.edits(typed.start, small())) == []
    again = typed.start.copy()
    again = again.astype(object).where(again.notna(), "")
    assert list(typed.edits(again, small())) == []


def test_the_columns_of_the_user_are_shown_and_what_must_not_be_held_cannot_be_there():
    operation = small(units=small_frames()["units"].assign(note="x", seen=pd.Timestamp("2022-01-01")))
    assert columns(operation, "units") == [
        *("name", "kind", "force", "personnel", "sector", "turnout_min", "village_id"),
        *("note", "lon", "lat", "unit_id"),
    ]
    assert "candidates" in columns(small(), "villages")


def test_typed_cells_are_changes_and_typed_degrees_a_move():
    typed = began("stations")
    edited = typed.start.copy()
    edited.loc[1, "registered_voters"] = 450
    edited.loc[1, "place"] = "Pasar"
    edited.loc[2, "lon"] = 112.17
    assert list(typed.edits(edited, small())) == [
        Changed("stations", "s2", (("place", "Pasar"), ("registered_voters", 450.0))),
        Moved("stations", "s3", (112.17, 0.0)),
    ]
    done = apply(small(), *typed.edits(edited, small()))
    assert list(typed.edits(edited, done)) == []


def test_a_point_that_is_told_by_half_is_no_point():
    typed = began("stations")
    edited = typed.start.copy()
    edited.loc[0, "lat"] = np.nan
    assert list(typed.edits(edited, small())) == [Moved("stations", "s1", None)]


def test_rows_are_removed_and_added_and_keep_their_id_while_they_are_typed_on():
    typed = began("stations")
    new = {"village_id": "v2", "number": 7, "location_quality": "surveyed", "lon": 112.15, "lat": 0.0}
    edited = pd.concat([typed.start.drop(index=[0]), pd.DataFrame([new, new], index=[6, 7])])
    edits = list(typed.edits(edited, small()))
    cells = (("village_id", "v2"), ("number", 7.0), ("location_quality", "surveyed"))
    assert edits[0] == Removed("stations", "s1")
    assert [it.id for it in edits[1:]] == ["v2-07", "v2-07-2"]
    assert edits[1] == Added("stations", "v2-07", cells, at=(112.15, 0.0))
    done = apply(small(), *edits)
    edited.loc[7, "number"] = 8
    assert list(typed.edits(edited, done)) == [Changed("stations", "v2-07-2", (("number", 8.0),))]
    assert list(typed.edits(edited.drop(index=[7]), done)) == [Removed("stations", "v2-07-2")]


def test_a_search_finds_rows_by_all_of_its_words_and_removes_none():
    typed = began("stations", search="satu 2")
    assert typed.start["station_id"].tolist() == ["s2"]
    assert list(typed.edits(typed.start, small())) == []
    assert table(small(), "units", search="POLSEK").shape[0] == 1
    assert table(small(), "units", search="nowhere").empty


def test_an_id_that_is_made_is_one_that_nobody_has():
    assert fresh_id(small(), "units", {"name": "Pos Ünru / 1"}) == "pos-nru-1"
    assert fresh_id(small(), "stations", {"village_id": None, "number": None}) == "tps-00"
    assert fresh_id(small(), "villages", {"name": ""}) == "village"
    assert fresh_id(small(), "units", {"name": "U1"}) == "u1-2"


@pytest.fixture
def kept(monkeypatch):
    """Keep drafts of a session that is not there."""
    session = {}
    monkeypatch.setattr(drafts.state.st, "session_state", session)
    return session


def test_wrong_cells_are_told_and_all_others_are_taken_over_at_once(kept):
    draft = Draft("x", small(), History(), small())
    edits = [
        Changed("stations", "s1", (("place", "Pasar"),)),
        Changed("stations", "s2", (("number", -1.0),)),
        Changed("stations", "s3", (("village_id", "v9"),)),
        Changed("stations", "s4", (("place", "0812 3456 7890"),)),
        Moved("stations", "s5", (112.25, 0.0)),
    ]
    made, faults = edit_table._take(draft, edits)
    after = kept["drafts"]["x"]
    assert made
    assert {row for fault in faults for row in fault.ids} == {"s2", "s3", "s4"}
    assert len(after.history.done) == 1
    assert after.turn == draft.turn
    assert after.now.digest == apply(small(), edits[0], edits[4]).digest
    told = [edit_table.sentence(it) for it in faults]
    assert any("TPS number breaks the rule" in it and "s2" in it for it in told)


def test_only_wrong_cells_change_nothing(kept):
    draft = Draft("x", small(), History(), small())
    made, faults = edit_table._take(draft, [Changed("stations", "s1", (("number", None),))])
    assert (made, len(faults), kept) == (False, 1, {})
    assert edit_table._take(draft, []) == (False, [])


def test_thousands_of_rows_are_compared_and_one_edit_is_found():
    operation = scattered(stations=3000, units=5)
    typed = Typed("stations", table(operation, "stations"))
    edited = typed.start.copy()
    edited.loc[1234, "place"] = "x"
    assert list(typed.edits(edited, operation)) == [Changed("stations", "s001234", (("place", "x"),))]
