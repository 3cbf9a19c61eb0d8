from __future__ import annotations

import pytest

from geo.assignment import assign, relaxations
from geo.errors import StoppedError
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.geo.test_posting import LINE, MINUTE, need, stations, units

FULL = {"u": (0.0, 2), "w": (9.0, 5)}


def relaxed(there, posts, wanted, **options):
    plan = Scenario.parse({key: value for key, value in options.items() if key in Scenario.model_fields})
    rest = {key: value for key, value in options.items() if key not in Scenario.model_fields}
    base = assign(there, posts, wanted, model=MINUTE, scenario=plan)
    return relaxations(base, there, posts, need=wanted, model=MINUTE, scenario=plan, **rest).set_index("kind")


def test_where_everything_is_served_there_is_nothing_to_relax():
    assert relaxed(stations(LINE), units(FULL), need(list(LINE), polri=1)).empty


def test_so_many_people_more_are_sent_to_where_they_have_the_least_way():
    table = relaxed(stations(LINE), units({"u": (0.0, 1), "w": (9.0, 0)}), need(list(LINE), polri=1))
    row = table.loc["people"]
    assert (row["amount"], row["force"], row["serves"], row["makes_whole"], row["proven"]) == (
        2,
        "polri",
        2,
        True,
        True,
    )
    assert row["detail"] == (("u", "polri", 1), ("w", "polri", 1))
    assert [(it["personnel"], it["lon"]) for it in row["changes"]["units_added"]] == [(1, 112.0), (1, 112.09)]
    assert table.index.tolist() == ["people"]


def test_the_people_sent_allow_for_the_reserve_kept_back_from_them():
    table = relaxed(stations({"a": 1.0}), units({"u": (0.0, 0)}), need(["a"], polri=3), reserve_share=0.25)
    assert table.loc["people", "amount"] == 4


def test_the_limit_is_raised_to_the_first_whole_minute_that_is_enough():
    table = relaxed(
        stations({"a": 1.0, "b": 12.5}),
        units({"u": (0.0, 9)}),
        need(["a", "b"], polri=1),
        posting_limit_min=5,
    )
    row = table.loc["time"]
    assert (row["amount"], row["makes_whole"], row["station_ids"]) == (13, True, ("b",))
    assert row["changes"] == {"posting_limit_min": 13}


def test_no_more_of_the_reserve_is_released_than_it_takes():
    table = relaxed(stations(LINE), units({"u": (0.0, 4)}), need(list(LINE), polri=1), reserve_share=0.5)
    row = table.loc["reserve_share"]
    assert (row["amount"], row["changes"], row["makes_whole"]) == (0.25, {"reserve_share": 0.25}, True)


def test_a_kind_that_is_kept_back_whole_may_be_released():
    posts = units(FULL, kind=["polsek", "standby"])
    row = relaxed(stations(LINE), posts, need(list(LINE), polri=1)).loc["reserve_kind"]
    assert (row["amount"], row["detail"], row["changes"]) == (5, ("standby",), {"reserve_kinds": ["patrol"]})


def test_sectors_locks_forbidden_pairs_and_slots_are_each_given_up_alone():
    wanted = need(list(LINE), polri=1)
    there = stations(LINE, sector="west")
    posts = units({"u": (0.0, 2), "w": (9.0, 5)}, sector=["west", "east"])
    row = relaxed(there, posts, wanted, sectors="keep").loc["sectors"]
    assert (row["changes"], row["makes_whole"]) == ({"sectors": "prefer"}, True)
    pairs = [{"unit_id": "w", "station_id": it} for it in ("a", "b", "c")]
    table = relaxed(stations(LINE), units(FULL), wanted, forbidden=pairs)
    assert table.loc[["forbidden"], "detail"].tolist() == ["a", "b", "c"]
    assert table.loc[["forbidden"], "serves"].tolist() == [1, 1, 1]
    row = relaxed(stations(LINE), units(FULL), wanted, max_stations=1).loc["max_stations"]
    assert (row["amount"], row["makes_whole"]) == (2, True)


def test_a_lock_that_takes_people_from_a_heavier_station_may_be_dropped():
    there = stations({"a": 1.0, "b": 2.0}, class_id=["low", "special"])
    lock = [{"unit_id": "u", "station_id": "a"}]
    row = relaxed(there, units({"u": (0.0, 1)}), need(["a", "b"], polri=1), locked=lock).loc["lock"]
    assert (row["unit_id"], row["detail"], row["serves"], row["station_ids"]) == ("u", "a", 0, ("b",))


def test_only_a_lawful_stand_in_is_proposed():
    posts = units({"b": (0.0, 5), "l": (0.0, 5)}, force=["brimob", "linmas"])
    table = relaxed(stations({"a": 1.0}), posts, need(["a"], polri=1), substitutes=[])
    assert table.loc[["stand_in"], "detail"].tolist() == ["brimob"]


def test_linmas_may_leave_their_village():
    posts = units({"l": (1.0, 5)}, force="linmas", kind="post", village_id="v2")
    row = relaxed(stations({"a": 1.0}), posts, need(["a"], linmas=2)).loc["home"]
    assert (row["changes"], row["makes_whole"]) == ({"linmas_at_home": False}, True)


def test_two_forces_that_both_lack_people_are_made_whole_only_together():
    table = relaxed(stations({"a": 1.0}), units({"u": (0.0, 0)}), need(["a"], polri=1, tni=2))
    rows = table.loc[["people"]]
    assert rows["force"].tolist() == [None]
    assert rows["amount"].tolist() == [3]
    assert rows["makes_whole"].tolist() == [True]


def test_whoever_stops_it_gets_an_error_and_progress_is_told():
    heard: list[tuple[int, int]] = []
    given = stations(LINE), units({"u": (0.0, 1)}), need(list(LINE), polri=1)
    relaxed(*given, progress=lambda done, total: heard.append((done, total)))
    assert [done for done, _ in heard] == list(range(heard[0][1]))
    with pytest.raises(StoppedError, match="stopped"):
        assert relaxed(*given, should_stop=lambda: True)


@pytest.mark.parametrize(
    ("name", "plan"),
    [("pasuruan-kota-2022", {"posting_limit_min": 15}), ("pasuruan-2023", {})],
    ids=["fifteen minutes", "as it is"],
)
def test_every_relaxation_serves_what_it_says_when_a_plan_applies_it(name, plan):
    operation, scenario = load(name), Scenario.parse(plan)
    evaluation = evaluate(operation, scenario)
    table = evaluation.relaxations
    assert len(table)
    for row in table.itertuples():
        if not row.proven:
            continue
        applied = evaluate(operation, Scenario.parse({**scenario.model_dump(), **row.changes})).posting
        assert applied.served == row.served
        assert applied.served - evaluation.posting.served == row.serves
        assert set(row.station_ids) <= set(applied.stations.index[applied.stations["served"]])
        assert (applied.served == len(operation.stations)) == row.makes_whole
