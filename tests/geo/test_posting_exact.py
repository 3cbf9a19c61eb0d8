from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.assignment import Posting, assign, greedy
from tests.geo.posting_by_hand import MODEL, Instance, Oracle, instance

SEEDS = st.integers(0, 1_000_000)
KINDS = {
    "a bit of everything": {},
    "one person of each force": {"single": True, "stations": 8},
    "so many stations for a unit": {"slots": True, "stations": 5},
    "few units": {"stations": 8, "units": 2},
}


def solved(it: Instance, **options) -> Posting:
    return assign(it.stations, it.units, it.need, model=MODEL, scenario=it.scenario, **options)


def cost(found: Posting, oracle: Oracle) -> float:
    """Return the cost of who is posted at stations served in full, beside locked pairs."""
    total = 0.0
    for row in found.rows[~found.rows["partial"]].itertuples():
        held = oracle.it.need.loc[row.station_id, row.force] - oracle.need[row.station_id, row.force]
        if not (held and (row.unit_id, row.station_id) in oracle.tied):
            total += row.people * oracle.cost(row.station_id, row.force, row.unit_id)
    return total


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(seed=SEEDS, neighbours=st.sampled_from([None, 1, 2]))
def test_no_possibility_serves_more_or_travels_less_for_it(kind, seed, neighbours):
    it = instance(seed, **kind)
    oracle, found = Oracle(it), solved(it, neighbours=neighbours)
    weighted, least = oracle.best()
    assert found.weighted == weighted
    assert cost(found, oracle) == pytest.approx(least, abs=1e-6)
    assert found.proven
    assert found.checks["ok"].all()


@given(seed=SEEDS, single=st.booleans(), slots=st.booleans())
def test_no_rule_is_broken_and_nobody_is_posted_twice(seed, single, slots):
    it = instance(seed, single=single, slots=slots)
    oracle, found = Oracle(it), solved(it)
    rows = found.rows[found.rows["reason"] != "locked"]
    assert all(np.isfinite(oracle.cost(row.station_id, row.force, row.unit_id)) for row in rows.itertuples())
    assert (found.load["people"] <= found.load["available"]).all()
    assert (found.load["stations"] <= (it.scenario.max_stations or 99)).all()
    assert not found.rows.duplicated(["station_id", "force", "unit_id"]).any()
    assert (found.rows["people"] > 0).all()
    assert not (found.rows["reason"] == "unproven").any()


@given(seed=SEEDS, slots=st.booleans())
def test_it_never_serves_less_than_the_nearest_only_or_any_greedy_order(seed, slots):
    it = instance(seed, stations=8, slots=slots)
    given_ = it.stations, it.units, it.need
    best = solved(it).weighted
    for order in ("id", "rank", "near", "far"):
        for nearest_only in (False, True):
            found = greedy(*given_, model=MODEL, scenario=it.scenario, order=order, nearest_only=nearest_only)
            assert found.weighted <= best


@given(seed=SEEDS, slots=st.booleans())
def test_the_order_of_rows_makes_no_difference(seed, slots):
    it, rng = instance(seed, slots=slots), np.random.default_rng(seed)
    mixed = Instance(
        *(frame.iloc[rng.permutation(len(frame))] for frame in (it.stations, it.units, it.need)), it.scenario
    )
    one, other = solved(it), solved(mixed)
    assert one.rows.equals(other.rows)
    assert one.stations.equals(other.stations)
    assert one.load.equals(other.load)


@given(seed=SEEDS, single=st.booleans())
def test_looking_at_one_unit_first_proves_the_same_as_looking_at_all(seed, single):
    it = instance(seed, single=single, stations=8, units=8)
    few, all_ = solved(it, neighbours=1), solved(it, neighbours=99)
    assert few.weighted == all_.weighted
    assert few.person_minutes == pytest.approx(all_.person_minutes) or it.scenario.sectors == "prefer"
    assert few.proven
    assert all_.proven
    full = [found.rows.loc[~found.rows["partial"], "people"].sum() for found in (few, all_)]
    assert full[0] == full[1] or few.served != all_.served


@given(seed=SEEDS)
def test_everybody_who_is_left_and_may_go_has_gone_to_an_incomplete_station(seed):
    it = instance(seed)
    oracle, found = Oracle(it), solved(it)
    left = {unit for unit, people in found.load["left"].items() if people}
    lacking = found.stations[~found.stations["served"]]
    for station, row in lacking.iterrows():
        for force in ("linmas", "polri", "tni"):
            idle = [unit for unit in left if np.isfinite(oracle.cost(station, force, unit))]
            assert not (row[f"missing_{force}"] and idle)


def test_a_group_with_needs_of_several_people_is_decided_by_a_program():
    methods = {solved(instance(seed)).method for seed in range(20)}
    assert methods == {"flow", "mixed"}


def test_time_that_is_up_returns_an_answer_that_says_it_is_not_proven_or_is():
    found = solved(instance(3, stations=8), time_limit_s=0)
    assert found.proven == (found.gap == 0)
    assert found.checks["ok"].all()
