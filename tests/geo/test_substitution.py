from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.force import FORCES
from geo.scenario import MAY_STAND_IN
from geo.substitution import cover

LAWFUL = [(wanted, helper) for wanted, helpers in MAY_STAND_IN.items() for helper in helpers]
PAIRS = [pair for pair in product(FORCES, FORCES) if pair[0] != pair[1]]

small = st.fixed_dictionaries({force: st.integers(0, 4) for force in FORCES})
counted = st.fixed_dictionaries({force: st.integers(0, 500) for force in FORCES})


def covered(need, strength, pairs) -> dict[tuple[str, str], int]:
    table = cover(need, strength, pairs)
    assert table.columns.tolist() == ["wanted", "stand_in", "people"]
    return {(row.wanted, row.stand_in): row.people for row in table.itertuples()}


def test_brimob_stand_in_with_what_they_have_left_after_their_own_need():
    found = covered({"polri": 100, "brimob": 30}, {"polri": 60, "brimob": 50}, LAWFUL)
    assert found == {("polri", "brimob"): 20}


def test_who_alone_can_help_one_force_is_not_used_up_by_another():
    need, strength = {"polri": 10, "brimob": 0, "satpol_pp": 10}, {"brimob": 10, "tni": 10}
    pairs = [("polri", "brimob"), ("polri", "tni"), ("satpol_pp", "brimob")]
    assert covered(need, strength, pairs) == {("polri", "tni"): 10, ("satpol_pp", "brimob"): 10}


def test_where_answers_are_equally_good_the_first_force_in_order_is_helped_first():
    strength = {"polri": 5}
    need = {"brimob": 4, "linmas": 4, "satpol_pp": 4}
    found = covered(need, strength, reversed(LAWFUL))
    assert found == {("brimob", "polri"): 4, ("linmas", "polri"): 1}


def test_where_answers_are_equally_good_the_first_helper_in_order_is_sent_first():
    found = covered({"linmas": 6}, {"polri": 4, "satpol_pp": 4}, LAWFUL)
    assert found == {("linmas", "polri"): 4, ("linmas", "satpol_pp"): 2}


@pytest.mark.parametrize("pairs", [[], LAWFUL])
def test_linmas_never_stand_in_for_anybody_and_nobody_for_the_army(pairs):
    need = {"polri": 5, "brimob": 5, "tni": 5, "satpol_pp": 5}
    assert covered(need, {"linmas": 100}, pairs) == {}
    assert covered({"tni": 5}, dict.fromkeys(set(FORCES) - {"tni"}, 100), pairs) == {}


def test_without_need_or_without_strength_nobody_stands_in():
    assert covered({}, {}, LAWFUL) == {}
    assert covered({"polri": 3}, {}, LAWFUL) == {}
    assert covered({}, {"polri": 3}, LAWFUL) == {}


@given(counted, counted, st.sets(st.sampled_from(PAIRS)))
def test_nobody_stands_in_twice_against_the_rules_or_while_his_own_force_lacks_him(need, strength, pairs):
    found = covered(need, strength, pairs)
    assert set(found) <= pairs
    assert all(people > 0 for people in found.values())
    for force in FORCES:
        received = sum(n for (wanted, _), n in found.items() if wanted == force)
        given_away = sum(n for (_, helper), n in found.items() if helper == force)
        assert received <= max(need[force] - strength[force], 0)
        assert given_away <= max(strength[force] - need[force], 0)


@given(counted, counted, st.sets(st.sampled_from(PAIRS)))
def test_no_further_person_could_help_directly(need, strength, pairs):
    found = covered(need, strength, pairs)
    for wanted, helper in pairs:
        still = need[wanted] - strength[wanted] - sum(n for (w, _), n in found.items() if w == wanted)
        left = strength[helper] - need[helper] - sum(n for (_, h), n in found.items() if h == helper)
        assert still <= 0 or left <= 0


@given(small, small, st.lists(st.sampled_from(PAIRS), unique=True, max_size=4))
def test_the_answer_is_the_best_of_all_answers_and_the_first_among_equals(need, strength, pairs):
    ordered = [pair for pair in PAIRS if pair in pairs]
    lack = {f: max(need[f] - strength[f], 0) for f in FORCES}
    spare = {f: max(strength[f] - need[f], 0) for f in FORCES}
    possible = [
        sent
        for sent in product(*(range(min(lack[w], spare[h]) + 1) for w, h in ordered))
        if all(sum(n for n, (w, _) in zip(sent, ordered, strict=True) if w == f) <= lack[f] for f in FORCES)
        and all(sum(n for n, (_, h) in zip(sent, ordered, strict=True) if h == f) <= spare[f] for f in FORCES)
    ]
    best = max(possible, key=lambda sent: (sum(sent), sent))
    assert covered(need, strength, pairs) == {p: n for p, n in zip(ordered, best, strict=True) if n}
