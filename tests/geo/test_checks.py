from __future__ import annotations

import pytest

from geo.checks import COLUMNS, reconcile
from geo.evaluate import evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from tests.operations import BY_HAND, meta, small, small_frames

HEADCOUNT = ("need", "need_by_role", "balance", "balance_by_role", "balance_by_district", "bko")
TABLES = ("units", "by_village", "by_district", *HEADCOUNT)


def failing(evaluation, summary=(), **tables) -> dict[str, tuple[float, float]]:
    """Return (expected, actual) of the checks that fail once these sums or tables are put in."""
    given = {name: getattr(evaluation, name) for name in TABLES} | tables
    found = reconcile(evaluation.operation, given, evaluation.summary | dict(summary))
    return {row.check: (row.expected, row.actual) for row in found[~found["ok"]].itertuples()}


def test_every_sum_of_the_small_operation_agrees(evaluation):
    assert evaluation.checks.columns.tolist() == list(COLUMNS)
    assert evaluation.checks["ok"].all()
    assert evaluation.checks["check"].is_unique
    assert set(evaluation.checks["source"]) == {"data"}


def test_each_sum_that_is_off_is_found_by_its_own_check(evaluation):
    short = {name: getattr(evaluation, name).iloc[1:] for name in ("by_village", "by_district", "balance")}
    assert failing(evaluation) == {}
    assert failing(evaluation, by_district=short["by_district"]) == {"stations_per_district": (6, 3)}
    assert failing(evaluation, by_village=short["by_village"]) == {
        "stations_per_village": (6, 4),
        "electing_without_station": (0, 1),
    }
    assert failing(evaluation, balance=short["balance"]) == {"personnel_once": (36, 26), "stand_ins": (3, 0)}
    assert failing(evaluation, need=evaluation.need.assign(polri=1)) == {"need_by_village.polri": (13, 6)}
    assert failing(evaluation, {"covered": 5}) == {"covered_and_gaps": (6, 7)}
    assert failing(evaluation, {"personnel_by_force": {"polri": 10}}) == {"personnel_by_force": (36, 10)}


def test_need_that_is_lost_between_force_role_district_and_request_is_found():
    made = evaluate(small(), Scenario.parse({**BY_HAND.model_dump(), "roles": "mojokerto-kota-2022"}))
    by_role, by_district = made.balance_by_role, made.balance_by_district
    assert failing(made) == {}
    assert failing(made, balance_by_role=by_role[by_role["role_id"] != "dalmas"]) == {
        "need_by_role.polri": (184, 106),
        "shortfall_by_role": (324, 246),
    }
    assert failing(made, balance_by_district=by_district[by_district["place"] != "Timur"]) == {
        "need_by_district.polri": (184, 158),
        "need_by_district.linmas": (26, 14),
    }
    assert failing(made, bko=made.bko.iloc[:0]) == {"shortfall_asked_for": (324, 0)}
    assert failing(made, need_by_role=made.need_by_role.iloc[1:]) == {"roles_by_place": (321, 311)}


def test_a_unit_that_is_listed_twice_is_found(evaluation):
    twice = evaluation.units.loc[["u1", "u1", "u2", "u3"]]
    assert failing(evaluation, units=twice) == {"personnel_by_force": (46, 36)}


def test_an_electing_village_without_a_station_is_found():
    made = evaluate(small(stations=small_frames()["stations"].iloc[:5]), BY_HAND)
    assert made.checks.set_index("check").loc["electing_without_station", ["actual", "ok"]].tolist() == [
        1,
        False,
    ]


def test_stations_of_a_village_that_does_not_elect_are_found():
    villages = small_frames()["villages"].assign(electing=[False, True, True, True])
    made = evaluate(small(villages=villages), BY_HAND)
    assert made.checks.set_index("check").loc["station_outside_electing", ["actual", "ok"]].tolist() == [
        2,
        False,
    ]


@pytest.mark.parametrize(
    ("key", "counted"),
    [("stations", 6), ("electing_villages", 4), ("districts", 2), ("personnel", 36), ("personnel.polri", 10), ("personnel.tni", 0), ("need.linmas", 26)],
)  # fmt: skip
def test_a_published_number_is_held_against_what_is_counted_and_names_its_source(key, counted):
    for value in (counted, counted + 1):
        published = ({"key": key, "value": value, "source": "the press"},)
        made = evaluate(Operation.build(meta(published=published), small_frames()), BY_HAND)
        row = made.checks.iloc[-1]
        assert (row["check"], row["expected"], row["actual"], row["source"]) == (
            key,
            value,
            counted,
            "the press",
        )
        assert row["ok"] == (value == counted)
