"""Rulings: every rule of the import doctor has words, and findings are said in full."""

from __future__ import annotations

import pytest

from dashboard import rulings, text
from geo.intake.finding import STATUSES
from geo.intake.rules import RULES
from tests.dashboard.showing import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_what_was_noticed_and_what_to_do(language):
    with text.speaking(language):
        told = rulings.rulings()
        assert list(told) == list(RULES)
        assert all(it.what and it.remedy.endswith(".") and not it.what.endswith(".") for it in told.values())
        assert list(rulings.statuses()) == list(STATUSES)


def test_no_two_rules_say_the_same():
    said = [it.what for it in rulings.rulings().values()]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [("1,5", "1.5", "1,5 → 1.5"), (None, "7", "→ 7"), ("x", None, "x"), (None, None, "")],
)
def test_a_change_is_told_with_as_much_of_it_as_there_is(before, after, said):
    assert rulings.change(before, after) == said


def test_numbers_of_findings_carry_their_units():
    assert rulings.amount("outside_village", 1234.4) == "1,234 m"
    assert rulings.amount("overlap", 20_000) == "20,000 m²"
    assert rulings.amount("self_crossing", 0.0123) == "area 1.23 %"
    assert rulings.amount("many_voters", 812) == "812 voters"
    assert rulings.amount("shared_point", 3) == "3 of them"
    assert rulings.amount("empty_row", None) == ""


def test_places_and_fields_have_names():
    assert rulings.place(0) == "the whole sheet"
    assert rulings.place(12) == "row 12"
    assert rulings.field("position") == "Place"
    assert rulings.field("registered_voters") == "Voters"
    assert rulings.field("") == ""
