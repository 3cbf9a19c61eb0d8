"""How many people can be there in time, and what is left of them when two places call at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import coverage, incidents, serving
from geo.errors import NotFoundError
from geo.evaluate import evaluate
from tests.operations import BY_HAND, scattered, small

POLICE = ("polri", "brimob")


def units_of(*rows):
    return pd.DataFrame(rows, columns=["force", "personnel"], index=[f"u{i}" for i in range(len(rows))])


def pairs_of(table):
    minutes = np.array(table, float)
    unit, station = np.nonzero(np.isfinite(minutes))
    return unit, station, minutes[unit, station]


def wanting(*people):
    return pd.DataFrame({"polri": people}, index=[f"s{i}" for i in range(len(people))])


SERVES = serving.servers(["polri"], POLICE, [("polri", "brimob")])


def test_people_are_counted_by_threshold_and_force_in_a_case_worked_by_hand():
    units = units_of(("polri", 4), ("brimob", 20), ("polri", 1))
    pairs = pairs_of([[10, 30], [12, np.inf], [9, 61]])
    table = coverage.force_within(pairs, units, wanting(5, 3), serves=SERVES)
    assert table["people_10"].tolist() == [5, 0]
    assert table[["polri_15", "brimob_15", "people_15"]].to_numpy().tolist() == [[5, 20, 25], [0, 0, 0]]
    assert table["people_60"].tolist() == [25, 4]
    assert table["enough_10"].tolist() == [True, False]
    assert table["enough_min"].tolist() == [10, 30]
    assert table["wanted"].tolist() == [5, 3]


def test_a_station_that_wants_nobody_has_enough_and_one_without_anybody_never():
    table = coverage.force_within(
        pairs_of([[np.inf] * 2]), units_of(("polri", 4)), wanting(0, 1), serves=SERVES
    )
    assert table["enough_min"].tolist()[0] == 10
    assert np.isnan(table["enough_min"].tolist()[1])
    nobody = coverage.force_within(pairs_of(np.empty((0, 2))), units_of(), wanting(0, 1), serves=SERVES)
    assert nobody["people_60"].tolist() == [0, 0]


def test_linmas_never_make_up_for_police_that_are_missing():
    wanted = wanting(3).assign(linmas=2)
    serves = serving.servers(["polri", "linmas"], ("linmas", "polri"), [])
    units = units_of(("linmas", 50), ("polri", 2))
    table = coverage.force_within(pairs_of([[1], [1]]), units, wanted, serves=serves, thresholds_min=[5])
    assert table[["people_5", "enough_5"]].to_numpy().tolist() == [[52, False]]


def test_an_evaluation_counts_who_responds_and_everybody_when_asked(evaluation):
    table = evaluation.force_within
    assert table.index.equals(evaluation.stations.index)
    assert table["people_10"].tolist() == [10, 10, 20, 20, 0, 0]
    everybody = evaluation.force_at(10, forces=("brimob", "linmas", "polri"))
    assert everybody["linmas_10"].tolist() == [0, 0, 0, 0, 0, 6]
    assert evaluation.force_at(10, people=15)["enough_10"].tolist() == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert evaluation.force_at()["people_60"].tolist() == table["people_60"].tolist() == [30] * 6


def test_the_second_of_two_gets_what_the_first_has_left_in_a_case_worked_by_hand():
    # u0 (4 people) reaches both, u1 (3) only the second. The first takes 3 of u0, so 1 + 3 are left.
    units = units_of(("polri", 4), ("polri", 3))
    found = incidents.second_incident(
        pairs_of([[5, 9], [np.inf, 2]]), units, wanting(3, 6), serves=SERVES, limit_min=10
    )
    assert found.alone.tolist() == [3, 6]
    assert found.second.tolist() == [[3, 4], [1, 6]]
    worst = found.worst(1).iloc[0]
    assert worst[["first_id", "second_id", "unserved", "lost"]].tolist() == ["s0", "s1", 2, 2]
    assert found.worst()["lost"].tolist() == [2, 2]
    assert found.by_station()[["pairs", "lost", "first_id"]].to_numpy().tolist() == [
        [1, 2, "s1"],
        [1, 2, "s0"],
    ]
    assert found.held_share == 0


def test_the_nearest_unit_goes_first_and_of_equals_the_first():
    units = units_of(("polri", 2), ("brimob", 2))
    by_minutes = incidents.second_incident(
        pairs_of([[7, np.inf], [6, 3]]), units, wanting(2, 2), serves=SERVES, limit_min=10
    )
    assert by_minutes.second.tolist() == [[2, 0], [2, 2]]
    tied = incidents.second_incident(
        pairs_of([[6, np.inf], [6, 3]]), units, wanting(2, 2), serves=SERVES, limit_min=10
    )
    assert tied.second.tolist() == [[2, 2], [2, 2]]


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_stations_make_no_pair(n):
    found = incidents.second_incident(
        pairs_of(np.zeros((1, n))), units_of(("polri", 1)), wanting(*[1] * n), serves=SERVES, limit_min=10
    )
    assert len(found.worst()) == 0
    assert np.isnan(found.held_share)
    assert found.by_station()["first_id"].tolist() == [None] * n


def one_by_one(minutes, units, wanted, limit):
    """People served at the second of two, pair by pair, person by person."""
    n = len(wanted)
    table = np.zeros((n, n), int)
    for a in range(n):
        for b in range(n):
            left, short = units["personnel"].tolist(), wanted["polri"].iloc[a] if a != b else 0
            for unit in sorted(range(len(units)), key=lambda u: (minutes[u, a], u)):
                while short and left[unit] and minutes[unit, a] <= limit:
                    left[unit], short = left[unit] - 1, short - 1
            near = sum(people for unit, people in enumerate(left) if minutes[unit, b] <= limit)
            table[a, b] = min(wanted["polri"].iloc[b], near)
    return table


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_every_pair_is_what_sending_people_one_by_one_gives(seed):
    rng = np.random.default_rng(seed)
    minutes = rng.choice([1.0, 2.0, 5.0, 10.0, 11.0, np.inf], (4, 6))
    units = units_of(
        *[(force, int(n)) for force, n in zip(rng.choice(POLICE, 4), rng.integers(0, 5, 4), strict=True)]
    )
    wanted = wanting(*rng.integers(0, 6, 6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(incidents, "CELLS", int(rng.integers(1, 40)))
        found = incidents.second_incident(pairs_of(minutes), units, wanted, serves=SERVES, limit_min=10)
    np.testing.assert_array_equal(found.second, one_by_one(minutes, units, wanted, 10))
    assert (found.second <= found.alone).all()
    assert found.worst()["lost"].is_monotonic_decreasing


def test_an_evaluation_pairs_all_stations_or_those_that_are_named(evaluation):
    found = evaluation.second_incident
    assert found.station_ids.tolist() == evaluation.stations.index.tolist()
    assert (found.of, found.limit_min, len(found.worst())) == (6, 10, 30)
    two = evaluation.incidents_among(["s2", "s1", "s2"], limit_min=30, people=25)
    assert two.station_ids.tolist() == ["s1", "s2"]
    assert two.second.tolist() == [[25, 5], [5, 25]]
    with pytest.raises(NotFoundError, match="nowhere"):
        evaluation.incidents_among(["s1", "nowhere"])


def test_of_many_stations_the_riskiest_are_paired():
    stations = pd.DataFrame(
        {"rank": [3, 4, 2, 3, 3], "registered_voters": [100, 50, 900, 300, np.nan]}, index=list("abcde")
    )
    assert incidents.paired(stations, high_rank=3).tolist() == list("abcde")
    assert incidents.paired(stations, high_rank=3, at_most=4).tolist() == list("abde")
    assert incidents.paired(stations, high_rank=3, at_most=2).tolist() == list("bd")


def test_neither_stations_nor_units_are_needed_for_an_answer():
    bare = small(units=small().units.iloc[:0])
    made = evaluate(bare, BY_HAND)
    assert made.force_within["people_60"].tolist() == [0] * 6
    assert made.second_incident.second.sum() == 0
    many = evaluate(scattered(stations=40, units=6), BY_HAND)
    assert (many.force_within.filter(like="people").diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
