"""Published and hand-worked cases of `cases/`, each taken through the whole pipeline."""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.catalogue import UNASSESSED
from geo.evaluate import Evaluation, evaluate
from geo.operation import Operation, load
from geo.scenario import Scenario
from tests.operations import DAY, meta, small_frames

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
FORCES = ("polri", "linmas", "tni")


def operation_of(case: dict) -> Operation:
    """Return an operation whose stations have the classes of the case, set by hand."""
    rows = [
        (place["name"], class_id, f"{place['name']}/{class_id}/{n}")
        for place in case["place"]
        for class_id, count in place["stations"].items()
        for n in range(count)
    ]
    stations = pd.DataFrame(rows, columns=["village_id", "class_id", "station_id"])
    names = [place["name"] for place in case["place"]]
    frames = {
        "villages": gpd.GeoDataFrame(
            {"village_id": names, "name": names, "district": names, "regency": "r", "electing": True}
            | {"registered_voters": None},
            geometry=[shapely.box(112 + i, 0, 113 + i, 1) for i in range(len(names))],
            crs=4326,
        ),
        "stations": gpd.GeoDataFrame(
            stations.drop(columns="class_id").assign(
                number=range(1, len(rows) + 1),
                registered_voters=None,
                place="",
                location_quality="village point",
            ),
            geometry=[shapely.Point(112.5 + names.index(village), 0.5) for village, _, _ in rows],
            crs=4326,
        ),
        "units": small_frames()["units"].assign(village_id=None),
    }
    by_hand = [
        {"village_id": row.village_id, "station_id": row.station_id, "class_id": row.class_id}
        | {"reason": "published class", "author": "source", "date": DAY}
        for row in stations[stations["class_id"] != UNASSESSED].itertuples()
    ]
    return Operation.build(meta(pattern=case["pattern"], class_override=by_hand), frames)


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request) -> dict:
    return tomllib.loads(request.param.read_text(encoding="utf-8"))


@pytest.fixture
def worked(case) -> Evaluation:
    return evaluate(operation_of(case), Scenario.parse({"weights": {"candidates": 1}}))


def test_the_need_of_a_case_comes_out_to_the_last_person(case, worked):
    assert {"stations": worked.summary["stations"], **worked.summary["need"]} == case["total"]
    assert worked.checks["ok"].all()


def test_the_need_of_every_place_of_a_case_comes_out_to_the_last_person(case, worked):
    by_place = worked.need.groupby(worked.operation.stations["village_id"])[list(FORCES)].sum()
    expected = {place["name"]: {"tni": 0, **place["need"]} for place in case["place"]}
    assert by_place.to_dict("index") == expected


def test_the_parts_of_a_case_sum_to_its_total(case):
    for force in FORCES:
        assert sum(place["need"].get(force, 0) for place in case["place"]) == case["total"][force]
    assert sum(sum(place["stations"].values()) for place in case["place"]) == case["total"]["stations"]


def test_the_shipped_operation_of_2022_reconciles_with_what_was_published():
    made = evaluate(load("pasuruan-kota-2022"), Scenario())
    assert made.summary["stations"] == 152
    assert made.summary["electing_villages"] == 21
    assert made.summary["districts"] == 7
    assert made.summary["need"] == {"polri": 152, "linmas": 304, "tni": 0}
    assert made.summary["personnel_by_force"] == {"polri": 300, "brimob": 100, "tni": 100, "linmas": 450}
    assert made.checks["ok"].all()
    assert (made.checks["source"] != "data").any()


def test_the_shipped_operation_of_2023_reconciles_with_what_was_published():
    made = evaluate(load("pasuruan-2023"), Scenario())
    assert made.summary["electing_villages"] == 31
    assert made.summary["districts"] == 13
    assert made.checks["ok"].all()
