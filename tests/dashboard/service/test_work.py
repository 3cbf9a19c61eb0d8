"""Work as text: what a person did outlasts the session, with the steps back and on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.service import work as works
from dashboard.service.editwork import EditWork
from dashboard.service.work import Work
from geo.editing import Added, Bent, Changed, Drawn, History, Moved, Removed, Together, Told
from geo.errors import InputError, ScenarioError
from geo.scenario import Scenario
from tests.dashboard.test_planbar import CHANGED

BASE, TEN, TWELVE, FULL = (
    Scenario(),
    Scenario(threshold_min=11),
    Scenario(threshold_min=12),
    Scenario.parse(CHANGED),
)
RING = ((112.0, -7.0), (112.1, -7.0), (112.1, -7.1))
EDITS = (
    Moved("stations", "a", (112.5, -7.5)),
    Moved("units", "b", None),
    Added(
        "villages", "c", (("name", "Desa <b>"), ("registered_voters", 300.0), ("electing", True)), None, RING
    ),
    Removed("units", "b"),
    Together((Changed("stations", "a", (("place", None),)), Drawn("c", RING), Bent("c", 1, (112.2, -7.0)))),
    Told((("election_day", "2026-03-23"),)),
)


def test_two_steps_lead_back_and_on_again():
    work = Work(BASE).then(TEN).then(TWELVE)
    back = work.back().back()
    assert (back.scenario, back.back(), back.again().again()) == (BASE, back, work)
    assert work.again() == work


def test_a_step_after_one_was_taken_back_forgets_what_was_taken_back():
    assert Work(BASE).then(TEN).back().then(TWELVE) == Work(TWELVE, (BASE,))


def test_no_change_is_no_step():
    assert Work(TEN).then(Scenario(threshold_min=11)) == Work(TEN)


def test_saved_versions_are_steps_before_the_first_and_equal_ones_are_one():
    assert Work(TWELVE).behind((BASE, TEN, TEN, TWELVE)).done == (BASE, TEN)
    assert Work(TWELVE, (TEN,)).behind((BASE, TEN)).done == (BASE, TEN)


def test_no_more_steps_are_kept_than_fifty():
    work = Work(BASE)
    for i in range(works.MOST_STEPS + 5):
        work = work.then(Scenario(speed_kmh=10 + i))
    assert len(work.done) == works.MOST_STEPS
    assert work.done[0] == Scenario(speed_kmh=14)


def test_work_is_read_back_as_it_was_written():
    work = Work(FULL, (BASE, TEN), (TWELVE,))
    assert Work.parse(work.dump()) == work


@given(st.lists(st.sampled_from(["then", "back", "again"]), max_size=12))
def test_whatever_was_done_is_read_back_and_its_steps_lead_the_same_ways(steps):
    work = Work(BASE)
    for i, step in enumerate(steps):
        work = work.then(Scenario(speed_kmh=20 + i)) if step == "then" else getattr(work, step)()
    read = Work.parse(work.dump())
    assert read == work
    assert read.back() == work.back()


def test_a_draft_that_is_too_long_loses_its_oldest_steps_first(monkeypatch):
    work = Work(FULL, tuple(Scenario(speed_kmh=20 + i) for i in range(8)))
    monkeypatch.setattr(works, "MOST_LETTERS", len(work.dump()) - 1)
    assert Work.parse(work.dump()) == Work(FULL, work.done[4:])


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"scenario": {}, "done": 1, "undone": []}'])
def test_what_is_no_draft_is_refused(text):
    with pytest.raises(InputError, match="cannot be read"):
        Work.parse(text)


def test_a_draft_with_a_setting_that_there_is_not_is_refused():
    with pytest.raises(ScenarioError, match="not a known setting"):
        Work.parse('{"scenario": {"colour": 1}, "done": [], "undone": []}')


def test_edits_of_data_are_read_back_as_they_were_written():
    work = EditWork("digest", History(EDITS, 4))
    assert EditWork.parse(work.dump()) == work


@pytest.mark.parametrize("text", ["", "{}", '{"base": "", "edits": [{"is": "Magic"}], "position": 0}'])
def test_what_are_no_edits_is_refused(text):
    with pytest.raises(InputError, match="cannot be read"):
        EditWork.parse(text)
