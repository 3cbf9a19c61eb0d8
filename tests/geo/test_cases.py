"""Published operations, each taken through the whole pipeline: `tests/cases/*.toml`.

A case says in `name` what it is, in `source` what of it is published and what was worked by hand, and in `mark` how
well it is attested: "A" by two independent sources or an official document, "B" by one source with a named officer.
It is either a shipped `operation`, by its id, or `[[place]]`s with a `pattern` and, unless only guards are planned, a
plan of `roles`. Forces are polri, brimob, tni, linmas and satpol_pp; nobody stands in for anybody in a case.

`[[place]]`
    A district: `name`, `villages` that elect (one unless said; over them the stations are dealt out in turn),
    `stations` by class, and `guards`, the people of each force that its stations need. Of a shipped operation
    `villages` are names, and `stations` are left out.
`[strength]`
    People there are, by force. A force that is left out is not published and not compared.
`[total]`
    Sums that must come out to the last person, by the keys of `counted`: "stations", "guards.polri", "role.dalmas",
    "need.tni" (guards and roles), "need" (of all forces), "strength.polri", "shortfall.polri" and so on.
`[[bko]]`
    The reinforcement to ask for: `force`, `people`, the `roles` that lack them, and when it is `due`.
`[[possible]]`
    Where stations are not published: every number of `stations` by class of which the pattern makes the need.
`[[contradiction]]`
    Where the press contradicts itself: `what`, the `key` of the sum, what is `said`, what is `counted`, the `source`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from itertools import product
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import catalogue, coverage, doctrine
from geo.catalogue import UNASSESSED
from geo.evaluate import Evaluation, evaluate
from geo.operation import Operation, load
from geo.scenario import Scenario
from geo.strength import GUARDS
from tests.operations import DAY, meta, small_frames

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.toml"))
FIELDS = {
    "name",
    "mark",
    "source",
    "operation",
    "pattern",
    "roles",
    "day",
    "place",
    "strength",
    "total",
    "bko",
}
PLAN = Scenario.parse({"substitutes": ()})


def villages_of(place: dict) -> list[str]:
    return [f"{place['name']} {n}" for n in range(1, place.get("villages", 1) + 1)]


def station_rows(places: list[dict]) -> list[tuple[str, str, str]]:
    """Return village, class and id of every station; those of a place go to its villages in turn."""
    rows = []
    for place in places:
        classes = [class_id for class_id, count in place["stations"].items() for _ in range(count)]
        names = villages_of(place)
        rows += [(names[n % len(names)], c, f"{place['name']}/{n:03}") for n, c in enumerate(classes)]
    return rows


def built(case: dict, places: list[dict]) -> Operation:
    """Return an operation whose stations have the classes of the case, set by hand."""
    stations = pd.DataFrame(station_rows(places), columns=["village_id", "class_id", "station_id"])
    names = [(village, place["name"]) for place in places for village in villages_of(place)]
    at = {village: i for i, (village, _) in enumerate(names)}
    villages = {"village_id": list(at), "name": list(at), "district": [place for _, place in names]}
    units = small_frames()["units"].assign(village_id=None)
    if "strength" in case:
        own = [units.iloc[[0]].assign(unit_id=f, force=f, personnel=n) for f, n in case["strength"].items()]
        units = pd.concat(own, ignore_index=True)
    frames = {
        "villages": gpd.GeoDataFrame(
            {**villages, "regency": "r", "electing": True, "registered_voters": None},
            geometry=[shapely.box(112 + i / 10, 0, 112.1 + i / 10, 1) for i in at.values()],
            crs=4326,
        ),
        "stations": gpd.GeoDataFrame(
            stations.drop(columns="class_id").assign(
                number=range(1, len(stations) + 1),
                registered_voters=None,
                place="",
                location_quality="village point",
            ),
            geometry=[shapely.Point(112.05 + at[village] / 10, 0.5) for village in stations["village_id"]],
            crs=4326,
        ),
        "units": units,
    }
    by_hand = [
        {"village_id": row.village_id, "station_id": row.station_id, "class_id": row.class_id}
        | {"reason": "published class", "author": "source", "date": DAY}
        for row in stations[stations["class_id"] != UNASSESSED].itertuples()
    ]
    described = {"pattern": case["pattern"], "roles": case.get("roles", ""), "class_override": by_hand}
    return Operation.build(meta(election_day=case.get("day", DAY), **described), frames)


def evaluations(case: dict) -> list[Evaluation]:
    """Return the case evaluated, once for every number of stations that is possible."""
    if "operation" in case:
        return [evaluate(load(case["operation"]), PLAN)]
    unknown = [[{"name": "All", **it}] for it in case.get("possible", ())]
    plan = Scenario.parse({**PLAN.model_dump(), "weights": {"candidates": 1}})
    return [evaluate(built(case, places), plan) for places in unknown or [case["place"]]]


def counted(made: Evaluation) -> dict[str, int]:
    """Return every sum that a case may state, by its key."""
    total, classes = made.summary, made.stations["class_id"].value_counts()
    villages = made.operation.villages["district"]
    vulnerable = pd.Series(
        [villages[it.village_id] for it in made.operation.meta.class_override], dtype=object
    )
    return {
        **{key: total[key] for key in ("stations", "electing_villages", "districts", "personnel")},
        "need": sum(total["need"].values()),
        "class.high or worse": int((made.stations["rank"] >= coverage.HIGH_RANK).sum()),
        **{f"class.{class_id}": int(n) for class_id, n in classes.items()},
        **{f"vulnerable_in.{district}": int(n) for district, n in vulnerable.value_counts().items()},
        **{f"guards.{force}": n for force, n in total["need_guards"].items()},
        **{f"need.{force}": n for force, n in total["need"].items()},
        **{f"shortfall.{force}": n for force, n in total["shortfall"].items()},
        **{f"strength.{row.force}": row.strength for row in made.balance.itertuples()},
        **{f"role.{row.role_id}": row.need for row in made.balance_by_role.itertuples()},
    }


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def case(request) -> dict:
    return tomllib.loads(request.param.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def worked(case) -> list[Evaluation]:
    return evaluations(case)


def test_a_case_holds_nothing_that_its_format_does_not_know(case):
    assert set(case) <= FIELDS | {"possible", "contradiction"}
    assert case["mark"] in {"A", "B"}
    assert case["source"].startswith("Published: ")
    assert ("operation" in case) != ("pattern" in case)


def test_the_sums_of_a_case_come_out_to_the_last_person(case, worked):
    for made in worked:
        found = counted(made)
        assert {key: found[key] for key in case["total"]} == case["total"]
        assert made.checks["ok"].all()


def test_the_guards_of_every_place_of_a_case_come_out_to_the_last_person(case, worked):
    expected = {it["name"]: {"tni": 0, **it["guards"]} for it in case.get("place", ())}
    found = {}
    for made, place in product(worked, case.get("place", ())):
        villages = made.operation.villages
        names = place["villages"] if "operation" in case else villages_of(place)
        here = made.operation.stations["village_id"].isin(villages.index[villages["name"].isin(names)])
        found[place["name"]] = made.need.loc[here, list(GUARDS)].sum().to_dict()
    assert found == expected


def test_the_reinforcement_of_a_case_is_what_need_leaves_of_strength(case, worked):
    expected = [(it["force"], it["people"], tuple(it["roles"]), it["due"]) for it in case.get("bko", ())]
    compared = set(case.get("strength", ())) | {it["force"] for it in case.get("bko", ())}
    for made in worked:
        rows = made.bko[made.bko["force"].isin(compared)]
        found = list(rows[["force", "people", "roles", "due"]].itertuples(index=False, name=None))
        assert found == expected
        assert (rows["need"] - rows["strength"] == rows["people"]).all()


def test_a_contradiction_of_the_press_is_exactly_the_one_that_the_case_states(case, worked):
    for it in case.get("contradiction", ()):
        assert it["what"]
        assert it["source"].startswith("https://")
        assert it["said"] != it["counted"]
        assert [counted(made)[it["key"]] for made in worked] == [it["counted"]]


def test_no_other_number_of_stations_than_the_possible_ones_makes_the_need(case):
    if "possible" not in case:
        assert "place" in case or "operation" in case
        return
    need, pattern = case["total"]["need.polri"], catalogue.pattern(case["pattern"])
    low, elevated = (pattern.rule(class_id).polri for class_id in ("low", "elevated"))
    found = [
        {"low": a, "elevated": b}
        for a, b in product(range(need // low + 1), range(need // elevated + 1))
        if low * a + elevated * b == need
    ]
    assert found == [it["stations"] for it in case["possible"]]


def test_every_published_pattern_has_a_case():
    cases = [tomllib.loads(path.read_text(encoding="utf-8")) for path in CASES]
    used = {case["pattern"] for case in cases if "pattern" in case}
    used |= {load(case["operation"]).meta.pattern for case in cases if "operation" in case}
    assert used == set(catalogue.patterns())


def test_the_roles_of_mojokerto_kota_are_the_305_police_to_the_last_man():
    (made,) = evaluations(tomllib.loads((CASES[0].parent / "mojokerto-kota-2022.toml").read_text("utf-8")))
    police = made.balance_by_role[made.balance_by_role["force"] == "polri"]
    assert police.set_index("role_id")["need"].to_dict() == {
        "guards": 94, "standby-village": 80, "dalmas": 78, "operation-officers": 18, "supervision": 6,
        "task-units": 29,
    }  # fmt: skip
    assert police["need"].sum() == 305
    assert made.summary["need"] == {"polri": 305, "brimob": 30, "tni": 110, "linmas": 188, "satpol_pp": 10}
    assert made.bko.empty


@pytest.mark.parametrize("operation", ["pasuruan-kota-2022", "pasuruan-2023"])
def test_the_roles_of_the_demonstrations_are_simulated_and_say_so(operation):
    made = evaluate(load(operation), Scenario())
    assert doctrine.role_plan(made.operation, made.scenario).simulated
    assert made.checks["ok"].all()
    assert (made.checks["source"] != "data").any()
    asked = made.bko[["force", "people", "due"]].values.tolist()
    assert asked == ([] if operation.endswith("2022") else [["linmas", 52, dt.date(2023, 10, 9)]])
