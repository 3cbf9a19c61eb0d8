"""Answers: decisions made of them are few, name what they mean, and can be taken back one by one."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import import_answers, import_columns, import_findings, import_rows
from dashboard.import_answers import decided, findings, groups, held_rows, owned, totals
from dashboard.import_desk import Outcome
from dashboard.import_picture import near, off_frame, picture
from geo.intake import header
from geo.intake.consultation import Wish, consult, key
from geo.intake.decision import Decision, own
from geo.intake.recognition import recognise
from tests.geo.intake.sheets import station, stations, villages

SWAPPED = [station(n, lat="112.825", lon=f"-7.77{n}") for n in (1, 2, 3)]
SHEET = stations(*SWAPPED, station(4, lat="", lon=""), station(5, code="99.99.99.9999"))
KEY = key(SHEET)


def consulted(*decisions: Decision):
    return consult([SHEET], villages=villages(), wishes={KEY: Wish(decisions=tuple(decisions))})


def group(consultation, rule):
    (found,) = [it for it in groups(consultation) if it.rule == rule]
    return found


def answered(consultation, rule, action, *, rows=None, old=()):
    """Return the decisions that an answer makes."""
    of = group(consultation, rule)
    every = consultation.examinations[0].findings
    rows = findings(consultation.examinations[0], of)["row"].tolist() if rows is None else rows
    return decided(old, of, action, every=every, rows=rows)


def test_groups_count_all_findings_and_begin_with_the_gravest():
    found = groups(consulted())
    assert sum(it.number for it in found) == len(consulted().examinations[0].findings)
    swapped = group(consulted(), "swapped_coordinates")
    assert (swapped.number, swapped.rows, swapped.status) == (3, (2, 3, 4), "repaired")
    assert (swapped.proposed, swapped.held, swapped.decided) == (True, False, "")


def test_an_answer_for_all_rows_is_one_decision():
    assert answered(consulted(), "swapped_coordinates", "reject") == (
        Decision("reject", "swapped_coordinates", None, "position"),
    )


def test_an_answer_for_one_row_leaves_the_others_open_and_taken_back_leaves_nothing():
    one = answered(consulted(), "swapped_coordinates", "accept", rows=[3])
    assert one == (Decision("accept", "swapped_coordinates", 3, "position"),)
    after = consulted(*one)
    every = after.examinations[0].findings
    assert decided(one, group(consulted(), "swapped_coordinates"), None, every=every, rows=[3]) == ()


def test_one_row_taken_out_of_an_answer_for_all_keeps_it_for_the_others():
    whole = answered(consulted(), "swapped_coordinates", "accept")
    after = consulted(*whole)
    left = answered(after, "swapped_coordinates", None, rows=[3], old=whole)
    assert {it.row for it in left} == {2, 4}
    assert all(it.action == "accept" for it in left)


def test_answers_about_other_rules_and_own_values_stay():
    old = (Decision("accept", "many_voters"), own(2, "position", "-7.7, 112.8"))
    assert answered(consulted(), "swapped_coordinates", "accept", old=old)[:2] == old


def test_an_own_value_takes_the_place_of_the_one_before_and_is_taken_back():
    first = owned((), "position", {5: "-7.7, 112.8"})
    second = owned(first, "position", {5: "-7.8, 112.9"})
    assert second == (own(5, "position", "-7.8, 112.9"),)
    assert owned(second, "position", {5: None}) == ()


def test_rows_that_are_answered_differently_at_once_become_their_own_decisions():
    consultation = consulted()
    of, every = group(consultation, "swapped_coordinates"), consultation.examinations[0].findings
    changed = [(2, "accept", None), (3, "reject", None), (4, "", "-7.775, 112.825")]
    made = import_rows.taken((), of, changed, every=every)
    assert set(made) == {
        Decision("accept", "swapped_coordinates", 2, "position"),
        Decision("reject", "swapped_coordinates", 3, "position"),
        own(4, "position", "-7.775, 112.825"),
    }


def test_only_rows_that_changed_in_the_table_are_answers():
    outcome = Outcome(consulted(), villages())
    of = group(outcome.consultation, "swapped_coordinates")
    start = import_rows.frame(outcome, of, findings(outcome.consultation.examinations[0], of))
    edited = start.copy()
    edited.loc[0, "answer"] = "accept"
    edited.loc[1, "own"] = "  "
    edited.loc[2, "own"] = " -7.7, 112.8 "
    edited.loc[1, "answer"] = None
    assert list(import_rows.answers(start, edited)) == [(2, "accept", None), (4, "", "-7.7, 112.8")]


@pytest.mark.parametrize("wanted", [{"answer": "accept"}, {"own": "35.14.23.2001"}])
def test_what_was_decided_settles_the_row_and_nothing_is_lost(wanted):
    outcome = Outcome(consulted(), villages())
    of = next(it for it in outcome.groups if it.rows == (6,) and it.status == "questioned")
    every = outcome.consultation.examinations[0].findings
    changed = [(6, wanted.get("answer", ""), wanted.get("own"))]
    after = consulted(*import_rows.taken((), of, changed, every=every))
    assert totals(after)["rows"] == 5
    assert totals(after)["questioned"] < totals(outcome.consultation)["questioned"]


def test_rows_that_wait_are_listed_with_their_reasons():
    waiting = held_rows(consulted())
    assert waiting["row"].tolist() == sorted(waiting["row"])
    assert len(waiting) == totals(consulted())["held"]
    assert all(waiting["rules"].map(len))


def test_offers_fit_the_status():
    found = group(consulted(), "swapped_coordinates")
    assert [it[2] for it in import_findings.offers(found)] == ["reject"]
    after = consulted(*answered(consulted(), "swapped_coordinates", "reject"))
    assert [it[2] for it in import_findings.offers(group(after, "swapped_coordinates"))] == [None]


def test_a_village_is_chosen_from_the_known_ones_and_a_number_is_typed():
    outcome = Outcome(consulted(), villages())
    assert len(import_rows.choices(outcome, "village_id")) == 6
    assert import_rows.choices(outcome, "number") == {}


def test_changed_columns_are_told_by_name_and_an_emptied_cell_takes_none():
    start = import_columns.frame(recognise(header.find(SHEET)))
    edited = start.copy()
    edited.loc[0, "field"] = None
    assert import_columns.changes(start, edited) == {"Kode Desa": ""}
    assert import_columns.changes(start, start.copy()) == {}


def test_moves_that_began_on_the_map_are_told_from_those_that_did_not():
    misplaced = stations(station(1), station(2, lat="7.775"), station(3, lat="112.825", lon="-7.775"))
    shown = picture(Outcome(consult([misplaced], villages=villages()), villages()))
    assert len(shown.moves) == 2
    assert near(shown).tolist() == [False, False]
    assert (len(shown.points), shown.unplaced, off_frame(shown)) == (3, 0, 0)


def test_nothing_makes_an_empty_picture():
    shown = picture(Outcome(consult([])))
    assert shown.bounds is None
    assert off_frame(shown) == 0
    assert isinstance(import_answers.held_rows(consult([])), pd.DataFrame)
