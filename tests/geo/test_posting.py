from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.assignment import assign
from geo.errors import InputError, StoppedError
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from geo.travel.straight import StraightLine
from tests.operations import BY_HAND, CENTIDEGREE_M

MINUTE = StraightLine(speed_kmh=CENTIDEGREE_M * 0.06, circuity=1)
"""Drives 0.01 degrees along the equator in one minute."""


def stations(places: dict[str, float], **columns: object) -> gpd.GeoDataFrame:
    """Return stations on the equator, by id and minutes east of 112 degrees."""
    given = {"village_id": "v1", "class_id": "low", "district": "d", **columns}
    there = gpd.points_from_xy([112 + at / 100 for at in places.values()], [0.0] * len(places))
    return gpd.GeoDataFrame(given, index=list(places), geometry=there, crs=4326)


def units(places: dict[str, tuple[float, int]], **columns: object) -> gpd.GeoDataFrame:
    """Return units on the equator, by id, minutes east of 112 degrees and people."""
    given = {
        "kind": "polsek",
        "force": "polri",
        "sector": None,
        "village_id": None,
        "turnout_min": 0.0,
        "district": "d",
    }
    there = gpd.points_from_xy([112 + at / 100 for at, _ in places.values()], [0.0] * len(places))
    personnel = [float(people) for _, people in places.values()]
    return gpd.GeoDataFrame(
        {**given, "personnel": personnel, **columns}, index=list(places), geometry=there, crs=4326
    )


def need(index: list[str], **people: object) -> pd.DataFrame:
    table = pd.DataFrame({"polri": 0, "linmas": 0, "tni": 0, "group": index}, index=index)
    return table.assign(**people)


def posted(there, posts, wanted=None, **plan):
    wanted = need(list(there.index), polri=1) if wanted is None else wanted
    return assign(there, posts, wanted, model=MINUTE, scenario=Scenario.parse(plan))


def who(posting) -> list[tuple[str, str, int]]:
    return list(posting.rows[["station_id", "unit_id", "people"]].itertuples(index=False, name=None))


# Stations a, b, c lie 1, 2 and 5 minutes east; east of 112 the units u (0 minutes, 2 people) and w (9, 5).
# u is nearest to a and b, and to nobody else: w is 4 minutes from c.
LINE = {"a": 1.0, "b": 2.0, "c": 5.0}
PAIR = {"u": (0.0, 2), "w": (9.0, 5)}


def test_each_station_gets_its_nearest_unit_while_people_last():
    found = posted(stations(LINE), units(PAIR))
    assert who(found) == [("a", "u", 1), ("b", "u", 1), ("c", "w", 1)]
    assert found.rows["travel_min"].tolist() == pytest.approx([1, 2, 4])
    assert found.rows["reason"].tolist() == ["nearest"] * 3
    assert (found.served, found.share, found.method, found.proven, found.gap) == (3, 1, "flow", True, 0)
    assert found.person_minutes == pytest.approx(7)


def test_who_is_sent_elsewhere_is_whoever_loses_least_and_the_row_says_by_how_much():
    found = posted(stations(LINE), units({"u": (0.0, 1), "w": (9.0, 5)}))
    assert who(found) == [("a", "u", 1), ("b", "w", 1), ("c", "w", 1)]
    row = found.rows.set_index("station_id").loc["b"]
    assert (row["reason"], row["nearest_unit_id"], row["nearest_short"]) == ("nearest_full", "u", 1)
    assert (row["nearest_min"], row["travel_min"], row["extra_min"]) == pytest.approx((2, 7, 5))


def test_minutes_to_a_riskier_station_weigh_more():
    there = stations(LINE, class_id=["low", "special", "low"])
    found = posted(there, units({"u": (0.0, 1), "w": (9.0, 5)}))
    assert who(found) == [("a", "w", 1), ("b", "u", 1), ("c", "w", 1)]
    assert found.person_minutes == pytest.approx(8 + 4 * 2 + 4)


def test_when_people_are_short_the_heavier_classes_are_served():
    there = stations(LINE, class_id=["low", "high", "unassessed"])
    found = posted(there, units({"u": (0.0, 2)}))
    assert who(found) == [("b", "u", 1), ("c", "u", 1)]
    assert (found.served, found.weighted, found.weighted_share) == (2, 5, pytest.approx(5 / 6))
    lost = found.stations.loc["a"]
    assert (lost["served"], lost["reason"], lost["missing_polri"], lost["short_force"]) == (
        False,
        "no_strength",
        1,
        "polri",
    )
    assert (lost["nearest_unit_id"], lost["nearest_min"]) == ("u", pytest.approx(1))


def test_two_lighter_stations_outweigh_one_heavier_that_needs_as_many():
    there = stations(LINE, class_id=["high", "elevated", "elevated"])
    wanted = need(["a", "b", "c"], polri=[2, 1, 1])
    found = posted(there, units({"u": (0.0, 2)}), wanted)
    assert found.stations["served"].tolist() == [False, True, True]
    assert (found.method, found.weighted) == ("mixed", 4)


def test_people_who_are_left_go_to_a_station_that_stays_incomplete():
    found = posted(stations({"a": 1.0}), units({"u": (0.0, 2)}), need(["a"], polri=3))
    row = found.rows.iloc[0]
    assert (row["people"], row["partial"]) == (2, True)
    assert found.stations.loc["a", ["needed", "posted", "missing", "served"]].tolist() == [3, 2, 1, False]


def test_stations_of_a_group_are_served_together_or_not_at_all():
    wanted = need(["a", "b", "c"], polri=[1, 1, 0], group=["g", "g", "g"])
    whole = posted(stations(LINE), units({"u": (0.0, 2)}), wanted)
    assert whole.stations["served"].all()
    short = posted(stations(LINE), units({"u": (0.0, 1)}), wanted)
    assert not short.stations["served"].any()
    assert short.stations["reason"].tolist() == ["group", "no_strength", "group"]


def test_the_reserve_is_kept_back_rounded_up_and_whole_for_its_kinds():
    posts = units({"u": (0.0, 10), "w": (9.0, 3), "x": (1.0, 4)}, kind=["polsek", "polsek", "standby"])
    table = posted(stations(LINE), posts, reserve_share=0.1).load
    assert table["reserve"].tolist() == [1, 1, 4]
    assert table["available"].tolist() == [9, 2, 0]
    row = posted(stations({"a": 1.0}), posts, reserve_share=0.1).rows.iloc[0]
    assert (row["unit_id"], row["reason"], row["nearest_unit_id"]) == ("u", "reserve", "x")


def test_load_tells_people_stations_minutes_and_kilometres_of_every_unit():
    wanted = need(["a", "b", "c"], polri=[2, 0, 1])
    table = posted(stations(LINE), units({**PAIR, "x": (50.0, 3)}), wanted).load
    assert table["people"].tolist() == [2, 1, 0]
    assert table["left"].tolist() == [0, 4, 3]
    assert table["stations"].tolist() == [1, 1, 0]
    assert table["person_minutes"].tolist() == pytest.approx([2, 4, 0])
    assert table["kilometres"].tolist() == pytest.approx([CENTIDEGREE_M / 1000, 4 * CENTIDEGREE_M / 1000, 0])


def test_a_locked_pair_holds_whatever_the_minutes_and_says_so():
    found = posted(
        stations(LINE), units(PAIR), locked=[{"unit_id": "w", "station_id": "a"}], posting_limit_min=5
    )
    assert who(found) == [("a", "w", 1), ("b", "u", 1), ("c", "w", 1)]
    assert found.rows["reason"].tolist()[0] == "locked"
    assert found.rows["travel_min"].tolist()[0] == pytest.approx(8)
    assert found.locks.values.tolist() == [["w", "a", 1, ""]]


@pytest.mark.parametrize(
    ("pair", "plan", "reason"),
    [
        (("nobody", "a"), {}, "unknown"),
        (("u", "nowhere"), {}, "unknown"),
        (("u", "a"), {"forbidden": [{"unit_id": "u", "station_id": "a"}]}, "forbidden"),
        (("l", "a"), {}, "not_needed"),
        (("s", "a"), {}, "no_strength"),
        (("u", "b"), {"locked": [{"unit_id": "u", "station_id": "a"}], "max_stations": 1}, "max_stations"),
        (("u", "c"), {}, "short"),
    ],
    ids=[
        "no such unit",
        "no such station",
        "forbidden too",
        "not its force",
        "kept back",
        "too many",
        "too few",
    ],
)
def test_a_lock_that_cannot_hold_is_told_and_the_rest_is_posted_all_the_same(pair, plan, reason):
    posts = units(
        {"l": (1.0, 5), "s": (1.0, 5), "u": (0.0, 2), "w": (9.0, 9)},
        kind=["post", "standby", "polsek", "polsek"],
        force=["linmas", "polri", "polri", "polri"],
    )
    locks = [*plan.pop("locked", []), {"unit_id": pair[0], "station_id": pair[1]}]
    found = posted(stations(LINE), posts, need(["a", "b", "c"], polri=[1, 1, 3]), locked=locks, **plan)
    told = found.locks.set_index(["unit_id", "station_id"]).loc[pair, "reason"]
    assert told == reason
    assert found.checks["ok"].all()


def test_a_forbidden_pair_sends_the_next_and_says_why():
    found = posted(stations({"a": 1.0}), units(PAIR), forbidden=[{"unit_id": "u", "station_id": "a"}])
    row = found.rows.iloc[0]
    assert (row["unit_id"], row["reason"], row["extra_min"]) == ("w", "forbidden", pytest.approx(7))


def test_who_keeps_to_his_sector_leaves_the_nearer_station_of_another():
    posts = units(PAIR, sector=["west", "east"])
    there = stations({"a": 1.0}, sector="east")
    assert posted(there, posts).rows["unit_id"].tolist() == ["u"]
    kept = posted(there, posts, sectors="keep").rows.iloc[0]
    assert (kept["unit_id"], kept["reason"]) == ("w", "sector")
    for extra, unit in ((6, "u"), (8, "w")):
        assert posted(there, posts, sectors="prefer", sector_extra_min=extra).rows["unit_id"].tolist() == [
            unit
        ]


def test_a_station_is_of_the_sector_of_its_districts_polsek_else_of_the_nearest_one():
    posts = units(PAIR, sector=["west", "east"], district=["d1", "d2"])
    for district, unit in (("d2", "w"), ("d1", "u"), ("elsewhere", "u")):
        found = posted(stations({"a": 1.0}, district=district), posts, sectors="keep")
        assert found.rows["unit_id"].tolist() == [unit]


def test_a_unit_without_a_sector_is_bound_by_none():
    posts = units(PAIR, sector=[None, "east"], kind=["polres", "polsek"])
    assert posted(stations({"a": 1.0}), posts, sectors="keep").rows["unit_id"].tolist() == ["u"]


def test_linmas_stay_in_their_village_unless_they_may_leave_it():
    posts = units({"l": (1.0, 5)}, force="linmas", kind="post", village_id="v2")
    wanted = need(["a"], linmas=2)
    stay = posted(stations({"a": 1.0}), posts, wanted)
    assert stay.stations.loc["a", "reason"] == "not_at_home"
    assert posted(stations({"a": 1.0}), posts, wanted, linmas_at_home=False).served == 1


def test_who_stands_in_is_named_with_his_own_force():
    posts = units({"b": (0.0, 5), "u": (9.0, 1)}, force=["brimob", "polri"])
    wanted = need(["a"], polri=2)
    found = posted(stations({"a": 1.0}), posts, wanted, substitutes=[("polri", "brimob")])
    row = found.rows.iloc[0]
    assert (row["force"], row["unit_force"], row["reason"], row["people"]) == (
        "polri",
        "brimob",
        "stand_in",
        2,
    )
    assert posted(stations({"a": 1.0}), posts, wanted, substitutes=[]).served == 0


def test_a_unit_guards_no_more_stations_than_it_may():
    found = posted(stations(LINE), units(PAIR), max_stations=1)
    assert found.load["stations"].tolist() == [1, 1]
    assert found.served == 2
    assert found.stations["reason"].value_counts().to_dict() == {"": 2, "max_stations": 1}


@pytest.mark.parametrize(
    ("there", "posts", "plan", "reason"),
    [
        ({"a": np.nan}, PAIR, {}, "no_place"),
        ({"a": 1.0}, {"u": (0.0, 0)}, {}, "no_strength"),
        ({"a": 1.0}, {"u": (np.nan, 5)}, {}, "no_road"),
        ({"a": 20.0}, PAIR, {"posting_limit_min": 10}, "out_of_time"),
        ({"a": 1.0}, {"u": (0.0, 2)}, {"forbidden": [{"unit_id": "u", "station_id": "a"}]}, "forbidden"),
    ],
    ids=["no place", "nobody", "no way", "too far", "forbidden"],
)
def test_a_station_that_cannot_be_served_is_listed_with_its_cause(there, posts, plan, reason):
    frame = stations(there)
    frame = frame.set_geometry(
        [None if np.isnan(at) else point for at, point in zip(there.values(), frame.geometry, strict=True)],
        crs=4326,
    )
    homes = units(posts)
    homes = homes.set_geometry(
        [
            None if np.isnan(at) else point
            for (at, _), point in zip(posts.values(), homes.geometry, strict=True)
        ],
        crs=4326,
    )
    found = posted(frame, homes, **plan)
    assert found.stations["reason"].tolist() == [reason]
    assert (found.served, len(found.rows)) == (0, 0)


def test_a_station_whose_sector_nobody_else_may_enter_says_so():
    found = posted(stations({"a": 1.0}, sector="north"), units(PAIR, sector=["west", "east"]), sectors="keep")
    assert found.stations["reason"].tolist() == ["sector"]


def test_no_stations_and_no_units_are_no_error():
    empty = posted(stations({}), units(PAIR))
    assert (empty.served, len(empty.rows), len(empty.load)) == (0, 0, 2)
    assert np.isnan(empty.share)
    alone = posted(stations(LINE), units({}))
    assert alone.stations["reason"].tolist() == ["no_strength"] * 3


def test_a_station_that_needs_nobody_is_served():
    found = posted(stations({"a": 1.0}), units({}), need(["a"]))
    assert (found.served, found.stations.loc["a", "reason"]) == (1, "")


def test_equal_units_give_way_to_the_smaller_id():
    found = posted(stations({"a": 1.0}), units({"y": (0.0, 5), "x": (0.0, 5)}))
    assert found.rows["reason"].tolist() == ["nearest"]
    assert found.rows["nearest_unit_id"].tolist() == ["x"]


def test_a_station_without_a_need_is_refused_by_name():
    with pytest.raises(InputError, match="no need"):
        assert posted(stations(LINE), units(PAIR), need(["a", "b"]))


def test_whoever_stops_it_gets_an_error_and_no_half_answer():
    with pytest.raises(StoppedError, match="stopped"):
        assert assign(
            stations(LINE),
            units(PAIR),
            need(list(LINE), polri=1),
            model=MINUTE,
            scenario=Scenario(),
            should_stop=lambda: True,
        )


def test_no_argument_is_changed():
    there, posts, wanted = stations(LINE), units(PAIR), need(list(LINE), polri=1)
    before = there.copy(), posts.copy(), wanted.copy()
    posted(there, posts, wanted, locked=[{"unit_id": "w", "station_id": "a"}])
    assert there.equals(before[0])
    assert posts.equals(before[1])
    assert wanted.equals(before[2])


def test_an_evaluation_posts_when_asked_and_its_sums_agree(operation):
    evaluation = evaluate(operation, BY_HAND)
    assert "posting" not in evaluation.__dict__
    found = evaluation.posting
    assert found is evaluation.posting
    assert found.checks["ok"].all()
    assert found.stations.index.tolist() == operation.stations.index.tolist()


@pytest.mark.parametrize("name", ["pasuruan-kota-2022", "pasuruan-2023"])
def test_the_demonstrations_are_posted_with_proof_and_sums_that_agree(name):
    found = evaluate(load(name), Scenario()).posting
    assert found.proven
    assert found.checks["ok"].all()
    assert not (found.rows["reason"] == "unproven").any()
