from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import assignment
from geo.travel.straight import StraightLine
from tests.operations import CENTIDEGREE_M, scattered, small, small_frames

MINUTE = StraightLine(speed_kmh=CENTIDEGREE_M * 0.06, circuity=1)
"""Drives 0.01 degrees along the equator in one minute."""


def nearest(operation, *, k=3, units=None):
    able = operation.units if units is None else units
    return assignment.nearest(operation.stations, able, MINUTE, k=k, turnout_min=2)


def test_the_nearest_units_of_every_station_are_those_read_off_the_map(operation):
    table = nearest(operation, k=2, units=operation.units.loc[["u1", "u2"]])
    assert table.columns.tolist() == list(assignment.COLUMNS)
    assert table["station_id"].tolist() == [f"s{n}" for n in (1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6)]
    assert table["rank"].tolist() == [1, 2] * 6
    assert table["unit_id"].tolist() == ["u1", "u2"] * 2 + ["u2", "u1"] * 4
    assert table["travel_min"].tolist() == pytest.approx([5, 23, 3, 19, 9, 13, 6, 18, 11, 23, 23, 35])
    assert table["distance_m"].iloc[0] == pytest.approx(3 * CENTIDEGREE_M)


def test_a_unit_with_its_own_turnout_keeps_it_and_the_others_take_the_default(operation):
    assert assignment.turnout(operation.units, default_min=2).tolist() == [2, 5, 2]


@pytest.mark.parametrize(
    ("change", "able"),
    [
        ({}, ["u1", "u2"]),
        ({"personnel": [0, 20, 6]}, ["u2"]),
        ({"force": ["tni", "satpol_pp", "linmas"]}, []),
        ({"force": "polri"}, ["u1", "u2", "u3"]),
    ],
    ids=["as it is", "nobody there", "other forces", "one force"],
)
def test_only_a_unit_of_the_forces_with_people_responds(change, able):
    units = small(units=small_frames()["units"].assign(**change)).units
    assert assignment.responding(units, forces=("polri", "brimob")).index.tolist() == able


def test_a_unit_whose_place_is_unknown_does_not_respond():
    frame = small_frames()["units"]
    places = frame.geometry.copy()
    places.iloc[0] = None
    units = small(units=frame.set_geometry(places)).units
    assert assignment.responding(units, forces=("polri", "brimob")).index.tolist() == ["u2"]


def test_of_units_equally_near_the_smaller_id_comes_first_however_they_are_ordered(operation):
    together = operation.units.assign(geometry=operation.units.geometry["u1"], turnout_min=2.0)
    table = nearest(operation, units=together.iloc[[2, 0, 1]])
    assert table["unit_id"].tolist() == ["u1", "u2", "u3"] * 6


def test_fewer_units_than_asked_for_give_fewer_rows(operation):
    table = nearest(operation, k=20)
    assert len(table) == 18
    assert table.groupby("station_id")["rank"].agg(list).tolist() == [[1, 2, 3]] * 6


def test_a_station_that_nobody_reaches_keeps_one_row_without_a_unit(operation):
    table = nearest(operation, units=operation.units.iloc[:0])
    assert table["station_id"].tolist() == operation.stations.index.tolist()
    assert table["unit_id"].tolist() == [None] * 6
    assert table[["distance_m", "travel_min"]].isna().all(axis=None)


def test_a_station_without_a_place_keeps_one_row_beside_those_that_have_one():
    frame = small_frames()["stations"]
    places = frame.geometry.copy()
    places.iloc[1] = None
    table = nearest(small(stations=frame.set_geometry(places)), k=2)
    assert table.groupby("station_id").size().tolist() == [2, 1, 2, 2, 2, 2]
    lost = table[table["station_id"] == "s2"].iloc[0]
    assert (lost["rank"], lost["unit_id"]) == (1, None)
    assert np.isnan(lost["travel_min"])


def test_no_stations_give_no_rows(operation):
    empty = assignment.nearest(operation.stations.iloc[:0], operation.units, MINUTE, k=3, turnout_min=2)
    assert empty.empty
    assert empty.columns.tolist() == list(assignment.COLUMNS)


def test_one_station_and_one_unit_at_the_same_place_are_a_turnout_apart(operation):
    unit = operation.units.loc[["u1"]]
    station = gpd.GeoDataFrame({"station_id": ["s"]}, geometry=unit.geometry.tolist(), index=["s"], crs=4326)
    row = assignment.nearest(station, unit, MINUTE, k=3, turnout_min=2).iloc[0]
    assert (row["unit_id"], row["distance_m"], row["travel_min"]) == ("u1", 0, 2)


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_ranks_run_from_one_and_minutes_never_fall(seed, k):
    operation = scattered(stations=12, units=8, seed=seed)
    for _, rows in nearest(operation, k=k).groupby("station_id"):
        assert rows["rank"].tolist() == list(range(1, k + 1))
        assert rows["travel_min"].is_monotonic_increasing
        assert rows["unit_id"].is_unique
