from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import catalogue, phases
from geo.errors import InputError, ScenarioError
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from geo.stage import PLACES, Day
from tests.operations import BY_HAND, small

FORCES = ("polri", "brimob", "tni", "linmas", "satpol_pp")
KINDS = ("polres", "polsek", "post", "standby", "patrol", "koramil")
people = st.integers(0, 60)
unit_rows = st.lists(st.tuples(st.sampled_from(FORCES), st.sampled_from(KINDS), people), max_size=12)
shares = st.sampled_from([0, 0.1, 1 / 6, 0.25, 1 / 3, 0.5, 0.7, 1])


def units(*rows: tuple[str, str, int]) -> pd.DataFrame:
    index = pd.Index([f"u{i}" for i in range(len(rows))], dtype=object)
    return pd.DataFrame(rows, columns=["force", "kind", "personnel"], index=index)


def day(**guards: float) -> dict[str, Day]:
    posture = [
        {"who": "guards", **guards},
        {"who": "others", "standby": 0.5},
        {"who": "reserve", "reserve": 1},
    ]
    made = Day.parse({"id": "d", "name": {"en": "D"}, "offset": 0, "source": "s", "posture": posture})
    return {"d": made}


def test_of_300_polri_and_100_brimob_voting_takes_200_and_67_at_least():
    table = phases.strength(
        units(("polri", "polres", 100), ("brimob", "standby", 100), ("polri", "polsek", 200)),
        catalogue.stages(),
    )
    voting = table[table["stage_id"] == "voting"].set_index("force")
    assert voting["people"].to_dict() == {"brimob": 67, "polri": 200}
    assert voting["left"].to_dict() == {"brimob": 33, "polri": 100}
    assert table["stage_id"].drop_duplicates().tolist() == list(catalogue.stages())


def test_a_third_of_three_hundred_is_a_hundred_and_a_tenth_of_thirty_is_three():
    stages = catalogue.stages()
    force = units(("polri", "polres", 30))
    assert (
        phases.strength(force, stages, shares={"quiet": 0.1}).set_index("stage_id").loc["quiet", "people"]
        == 3
    )
    thirds = phases.strength(units(("polri", "polres", 300)), stages).set_index("stage_id")["people"]
    assert thirds["registration"] == thirds["inauguration"] == 100


@given(rows=unit_rows, share=shares)
def test_people_and_those_left_are_always_the_strength_and_no_force_falls_below_its_share(rows, share):
    table = phases.strength(units(*rows), catalogue.stages(), shares={"voting": share})
    assert (table["people"] + table["left"]).equals(table["strength"])
    voting = table[table["stage_id"] == "voting"]
    assert (voting["people"] >= voting["strength"] * share - 1e-9).all()
    assert (voting["people"] < voting["strength"] * share + 1).all()


def test_a_share_of_a_stage_that_is_not_there_is_refused_by_name():
    with pytest.raises(ScenarioError, match="stages or days that are not there: runoff"):
        phases.strength(units(), catalogue.stages(), shares={"runoff": 0.5})


def test_a_share_of_a_day_that_is_not_there_is_refused_by_name():
    days = catalogue.days()
    planned = phases.planned_days(days, {"h+1/guards:linmas/standby": 0.5})
    assert planned["h+1"].of("guards", "linmas").standby == 0.5
    assert planned["h+1"].of("guards", "polri") == days["h+1"].of("guards", "polri")
    for key in ("h+9/guards/standby", "h+1/guards/withdrawn", "h+1/guards:tni/standby", "x"):
        with pytest.raises(ScenarioError, match="not there: "):
            phases.planned_days(days, {key: 0.5})


def test_the_reserve_is_a_whole_unit_or_a_share_rounded_up():
    force = units(("polri", "polsek", 11), ("brimob", "standby", 7), ("tni", "koramil", 0))
    kept = phases.held_back(force, share=0.1, kinds=("standby", "patrol"))
    assert kept.tolist() == [2, 7, 0]


def test_guards_are_counted_by_the_force_of_their_own_unit():
    force = units(("polri", "polsek", 9), ("brimob", "post", 9))
    rows = pd.DataFrame({"unit_id": ["u0", "u1", None], "force": ["polri"] * 3, "people": [2, 3, 4]})
    assert phases.guards(rows, force).to_dict() == {"brimob": 3, "polri": 2}
    assert phases.guards(rows.iloc[:0], force).to_dict() == {"brimob": 0, "polri": 0}


def test_before_anybody_is_posted_the_need_counts_as_far_as_people_are_free():
    force = units(("polri", "polsek", 10), ("polri", "patrol", 5), ("linmas", "post", 8))
    kept = phases.held_back(force, share=0, kinds=("patrol",))
    asked = phases.expected_guards(force, {"polri": 12, "linmas": 4, "tni": 3}, reserve=kept)
    assert asked.to_dict() == {"linmas": 4, "polri": 10}


def test_a_day_worked_by_hand():
    force = units(("polri", "polsek", 21), ("polri", "patrol", 5))
    kept = phases.held_back(force, share=0, kinds=("patrol",))
    table = phases.by_day(
        force, day(station=0.5, standby=0.3), guards=pd.Series({"polri": 12}), reserve=kept
    ).set_index("force")
    # 12 guards: 6 at stations, ceil(3.6) = 4 stand by, 2 go home; 9 others: ceil(4.5) = 5 and 4; 5 in reserve
    assert table.loc["polri", list(PLACES)].tolist() == [6, 4 + 5, 5, 2 + 4]


@given(rows=unit_rows, share=shares, station=shares, standby=shares, posted=st.floats(0, 1))
def test_the_places_of_a_day_always_sum_to_the_strength(rows, share, station, standby, posted):
    force = units(*rows)
    by_force = force.groupby("force")["personnel"].sum()
    guards = (by_force * posted).map(math.floor).astype(int)
    kept = phases.held_back(force, share=share, kinds=("standby",))
    changed = phases.planned_days(
        catalogue.days(), {"h+1/guards/station": station, "h+1/guards/standby": standby}
    )
    table = phases.by_day(force, changed, guards=guards, reserve=kept)
    assert table[list(PLACES)].sum(axis=1).astype(int).equals(table["strength"].astype(int))
    assert (table[list(PLACES)] >= 0).all(axis=None)
    assert len(table) == len(changed) * force["force"].nunique()


def test_more_guards_than_people_are_refused_and_the_reserve_gives_way_to_guards():
    force = units(("polri", "patrol", 5))
    kept = phases.held_back(force, share=0, kinds=("patrol",))
    with pytest.raises(InputError, match="More people guard stations than the units have: polri"):
        phases.by_day(force, day(station=1), guards=pd.Series({"polri": 6}), reserve=kept)
    table = phases.by_day(force, day(station=1), guards=pd.Series({"polri": 3}), reserve=kept)
    assert table[list(PLACES)].iloc[0].tolist() == [3, 0, 2, 0]


def test_nobody_at_all_is_an_empty_table():
    assert phases.strength(units(), catalogue.stages()).empty
    none = phases.held_back(units(), share=0.5, kinds=())
    assert phases.by_day(units(), catalogue.days(), guards=pd.Series(dtype=int), reserve=none).empty


@pytest.mark.parametrize("operation_id", ["pasuruan-kota-2022", "pasuruan-2023"])
def test_every_day_of_a_shipped_operation_adds_up_to_its_personnel(operation_id):
    made = evaluate(load(operation_id), Scenario())
    sums = made.phases.by_day.groupby("day_id")[["strength", *PLACES]].sum()
    assert sums["strength"].eq(made.summary["personnel"]).all()
    assert sums[list(PLACES)].sum(axis=1).eq(made.summary["personnel"]).all()


def test_a_scenario_changes_the_stages_and_days_and_comes_back_from_toml(tmp_path):
    plan = Scenario.parse(
        {
            **BY_HAND.model_dump(),
            "stage_shares": {"voting": 1},
            "day_shares": {"h-count/reserve/standby": 0.2},
        }
    )
    (tmp_path / "plan.toml").write_text(plan.to_toml(), encoding="utf-8")
    assert Scenario.from_toml(tmp_path / "plan.toml") == plan
    before, after = evaluate(small(), BY_HAND), evaluate(small(), plan)
    voting = after.phases.by_stage[after.phases.by_stage["stage_id"] == "voting"]
    assert voting["people"].tolist() == [20, 6, 10]
    count = [
        made.phases.by_day.set_index(["day_id", "force"]).loc[("h-count", "brimob")]
        for made in (before, after)
    ]
    assert [day["standby"] for day in count] == [10, 4]
    assert [day["reserve"] for day in count] == [10, 10]
    assert [day["withdrawn"] for day in count] == [0, 6]
