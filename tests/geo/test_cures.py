from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cures, siting
from geo.candidates import candidates
from geo.errors import ScenarioError
from geo.evaluate import Evaluation, evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.operations import BY_HAND, scattered, small, small_frames

MIDDLE = (112.32, 0.0)


def plan(**changes: object) -> Scenario:
    return Scenario.parse({**BY_HAND.model_dump(), **changes})


def gap_ids(evaluation: Evaluation, gap: str) -> set[str]:
    return set((evaluation.gaps if gap == "response" else evaluation.unserved)["station_id"])


def promises_kept(evaluation: Evaluation, proposed: pd.DataFrame) -> list[bool]:
    """Return for each cure whether applying it closes and opens exactly what it says."""
    kept = []
    for cure in proposed.itertuples():
        after = evaluate(evaluation.operation, evaluation.scenario.model_copy(update=cure.changes))
        before, now = gap_ids(evaluation, cure.gap), gap_ids(after, cure.gap)
        kept.append(
            before - now == set(cure.station_ids)
            and now - before == set(cure.opened_ids)
            and (cure.closes, cure.opens) == (len(cure.station_ids), len(cure.opened_ids))
        )
    return kept


def response(proposed: pd.DataFrame) -> pd.DataFrame:
    return proposed[proposed["gap"].eq("response")]


def test_the_small_operation_is_cured_as_worked_by_hand(operation):
    evaluation = evaluate(operation, plan(drawn=[MIDDLE], units_off=["u1"]))
    found = response(cures.propose(evaluation))
    columns = ["kind", "unit_id", "closes", "opens", "amount"]
    assert found[columns].fillna(-1).to_numpy().tolist() == [
        ["switch_on", "u1", 2, 0, -1],
        ["add_post", "post-drawn-112.320000,0.000000", 2, 0, -1],
        ["add_post", "post-hall-s1", 2, 0, -1],
        ["move_unit", "u2", 1, 0, -1],
        ["raise_threshold", -1, 4, 0, 13],
        ["raise_threshold", -1, 2, 0, 9],
        ["raise_threshold", -1, 1, 0, 1],
    ]
    assert found["station_ids"].iloc[:3].tolist() == [("s1", "s2"), ("s5", "s6"), ("s1", "s2")]
    assert found["changes"].iloc[0] == {"units_off": ()}
    assert found["changes"].iloc[-1] == {"threshold_min": 11}
    assert all(promises_kept(evaluation, found))


def test_the_cheapest_cures_of_one_gap_come_first(operation):
    found = cures.propose(evaluate(operation, plan(drawn=[MIDDLE], units_off=["u1"])))
    assert cures.of_gap(found, "s2")[["kind", "amount"]].fillna(0).to_numpy().tolist() == [
        ["switch_on", 0],
        ["add_post", 0],
        ["raise_threshold", 9],
        ["raise_threshold", 13],
    ]
    assert cures.of_gap(found, "s3").query("gap == 'response'").empty


def test_a_unit_comes_back_from_where_the_plan_has_moved_it(operation):
    evaluation = evaluate(operation, plan(units_moved=[{"unit_id": "u2", "lon": 112.9, "lat": 0}]))
    found = response(cures.propose(evaluation))
    back = found[found["kind"].eq("move_back")]
    assert back[["unit_id", "name", "closes"]].to_numpy().tolist() == [["u2", "Brimob", 2]]
    assert all(promises_kept(evaluation, found))


def test_a_unit_is_moved_only_where_it_closes_more_than_it_opens(evaluation):
    moves = cures.propose(evaluation).query("kind == 'move_unit'")
    assert moves[["unit_id", "candidate_id", "closes", "opens"]].to_numpy().tolist() == [
        ["u2", "hall-s4", 1, 0]
    ]
    assert promises_kept(evaluation, moves) == [True]


def test_a_road_that_the_plan_closed_is_opened_again():
    roads = load("pasuruan-kota-2022")
    base = evaluate(roads, Scenario(threshold_min=8, engine="roads"))
    east, north = roads.station_xy[base.stations["covered"].to_numpy()][0].tolist()
    box = [[east - 0.02, north - 0.02], [east + 0.02, north - 0.02], [east + 0.02, north + 0.02]]
    ring = {"type": "Polygon", "coordinates": [*box, [east - 0.02, north + 0.02]], "reason": "Banjir"}
    far = {"type": "Point", "coordinates": [[112.0, -7.0]]}
    made = evaluate(roads, Scenario.parse({"threshold_min": 8, "engine": "roads", "closures": [far, ring]}))
    found = cures.propose(made, staffed=False).query("kind == 'open_road'")
    assert found[["name", "amount"]].to_numpy().tolist() == [["Banjir", 1]]
    assert found["closes"].item() >= 1
    assert len(found["changes"].item()["closures"]) == 1
    assert promises_kept(made, found) == [True]


@pytest.fixture(scope="module")
def regency():
    base = load("pasuruan-kota-2022")
    units = base.units[base.units["force"].eq("polri")].index
    moved = {"unit_id": units[3], "lon": 112.95, "lat": -7.7}
    changes = {"threshold_min": 6, "engine": "roads", "reserve_share": 0.5}
    return evaluate(
        base, Scenario.parse({**changes, "units_off": units[:2].tolist(), "units_moved": [moved]})
    )


def test_every_cure_of_a_regency_closes_and_opens_exactly_what_it_says(regency):
    told = []
    proposed = cures.propose(regency, most=3, progress=told.append)
    assert {"move_unit", "add_post", "raise_threshold"} <= set(proposed["kind"])
    assert all(promises_kept(regency, proposed))
    assert told[-1] == 1
    net = proposed["closes"] - proposed["opens"]
    for kinds in (proposed["kind"].eq("raise_threshold"), proposed["kind"].ne("raise_threshold")):
        assert net[kinds].is_monotonic_decreasing


def test_stations_without_strength_are_served_from_the_reserve_or_by_more_people():
    units = small_frames()["units"]
    units["personnel"] = [10, 20, 60]
    evaluation = evaluate(small(units=units), plan(threshold_min=60, reserve_share=0.2, linmas_at_home=False))
    unserved = evaluation.unserved
    assert unserved[["short_force", "cause"]].drop_duplicates().to_numpy().tolist() == [
        ["polri", "no_strength"]
    ]
    assert unserved["missing"].sum() == 5
    found = cures.propose(evaluation)
    assert set(found["gap"]) == {"strength"}
    assert all(promises_kept(evaluation, found))
    freed = found[found["kind"].eq("release_reserve")]
    assert {"reserve_kinds": ("patrol",)} in freed["changes"].tolist()
    more = found[found["kind"].eq("more_people")].iloc[0]
    assert (more["force"], more["amount"]) == ("polri", 7)
    assert more["closes"] == len(unserved)


@settings(max_examples=3)
@given(seed=st.integers(0, 100), share=st.sampled_from([0.0, 0.6]))
def test_cures_of_scattered_operations_keep_their_promises(seed, share):
    made = scattered(stations=25, units=8, villages=5, seed=seed)
    changes = {"threshold_min": 40, "reserve_share": share, "units_off": (made.units.index[0],)}
    evaluation = evaluate(made, Scenario(**changes))
    assert all(promises_kept(evaluation, cures.propose(evaluation, most=2)))


def test_a_plan_without_gaps_needs_no_cure():
    made = evaluate(small(), plan(threshold_min=60, linmas_at_home=False))
    assert response(cures.propose(made)).empty
    assert cures.propose(made).columns.tolist() == list(cures.COLUMNS)


@pytest.mark.parametrize("missing", ["stations", "units"])
def test_an_operation_that_lacks_rows_has_cures_that_keep_their_promise(missing):
    made = evaluate(small(**{missing: small_frames()[missing].iloc[:0]}), BY_HAND)
    found = cures.propose(made)
    assert len(found) == {"stations": 0, "units": 3}[missing]
    assert all(promises_kept(made, found))


def test_work_can_be_called_off_and_posts_that_do_not_respond_are_refused(operation):
    made = evaluate(operation, plan(drawn=[MIDDLE]))
    assert cures.propose(made, stop=lambda: True).empty
    with pytest.raises(ScenarioError, match="does not respond"):
        cures.propose(made, post=siting.Post(force="tni"))


def test_every_strength_cure_of_the_larger_demonstration_serves_exactly_what_it_says():
    evaluation = evaluate(load("pasuruan-2023"), Scenario())
    found = cures.propose(evaluation, candidates(evaluation).iloc[:2], most=1).query("gap == 'strength'")
    unserved = set(evaluation.unserved["station_id"])
    assert len(unserved) > 0
    assert len(found) > 0
    assert found["closes"].gt(0).all()
    assert {"more_people", "stand_in"} & set(found["kind"])
    assert {it for ids in found["station_ids"] for it in ids} <= unserved
    assert all(promises_kept(evaluation, found))
    best = found.iloc[0]
    after = evaluate(evaluation.operation, evaluation.scenario.model_copy(update=best["changes"]))
    served = evaluation.posting.served + best["closes"] - best["opens"]
    assert after.posting.served >= served
