from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo import serving
from geo.pattern import Rule

RULES = (
    Rule(label={}, rank=1, classes=("low", "elevated"), polri=2, linmas=8, stations=4),
    Rule(label={}, rank=2, classes=("high", "special"), polri=3, linmas=2, tni=1),
)
FORCES = ("brimob", "linmas", "polri", "tni")
people = st.integers(0, 4)


def most_one_by_one(wanted, there, serves):
    """Fill every order of needs with every order of forces; the most that any of them serves."""
    best = 0
    for needs in permutations(wanted):
        for forces in permutations(there):
            left, done = dict(there), 0
            for need in needs:
                short = wanted[need]
                for force in forces:
                    if force in serves[need]:
                        taken = min(short, left[force])
                        left[force], short, done = left[force] - taken, short - taken, done + taken
            best = max(best, done)
    return best


def test_an_incident_wants_the_whole_rule_of_its_class_from_those_who_respond():
    classes = pd.Series(["low", "special", "unassessed"], index=["s1", "s2", "s3"])
    wanted = serving.required(classes, RULES, forces=("polri", "brimob"), unassessed_class="high")
    assert wanted.to_dict("list") == {"polri": [2, 3, 3]}
    whole = serving.required(classes, RULES, forces=FORCES, unassessed_class="high")
    assert whole.to_dict("list") == {"polri": [2, 3, 3], "linmas": [8, 2, 2], "tni": [0, 1, 1]}


def test_brimob_stands_in_for_polri_only_where_the_plan_says_so():
    assert serving.servers(["polri", "tni"], FORCES, [("polri", "brimob")]) == {
        "polri": ("brimob", "polri"),
        "tni": ("tni",),
    }
    assert serving.servers(["polri"], FORCES, []) == {"polri": ("polri",)}
    assert serving.servers([serving.ANY], FORCES, []) == {serving.ANY: FORCES}


def test_nobody_serves_twice_in_a_case_worked_by_hand():
    # Three police for two needs of two: one need of the four stays open, whoever goes where.
    wanted, serves = {"polri": 2, "linmas": 2}, {"polri": ("polri",), "linmas": ("linmas", "polri")}
    assert serving.served(wanted, {"polri": 3, "linmas": 0}, serves).tolist() == 3
    assert serving.served(wanted, {"polri": 1, "linmas": 9}, serves).tolist() == 3
    assert serving.served({}, {"polri": 1}, {}).tolist() == 0


@given(
    st.fixed_dictionaries(dict.fromkeys(serving.WANTED, people)),
    st.fixed_dictionaries(dict.fromkeys(FORCES, people)),
    st.lists(st.sampled_from([("polri", "brimob"), ("linmas", "polri")]), max_size=2, unique=True),
)
def test_the_least_cut_is_the_most_that_any_order_serves(wanted, there, substitutes):
    serves = serving.servers(wanted, FORCES, substitutes)
    found = serving.served(wanted, there, serves)
    assert int(found) == most_one_by_one(wanted, there, serves)


def test_arrays_are_served_place_by_place():
    wanted, there = {"polri": np.array([2, 2, 0])}, {"polri": np.array([[1], [5]])}
    assert serving.served(wanted, there, {"polri": ("polri",)}).tolist() == [[1, 1, 0], [2, 2, 0]]
