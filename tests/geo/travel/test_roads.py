"""Roads as a travel model: what a scenario's settings do, and where the straight line takes over."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.changes import Closure
from geo.errors import InputError
from geo.scenario import Scenario
from geo.travel import model
from geo.travel.roads import RoadGraph, RoadTravel, loaded, share_on_road
from geo.travel.straight import StraightLine
from geo.travel.way import ROAD, STRAIGHT
from tests.geo.travel.networks import road_graphs

FLAT = StraightLine(speed_kmh=60, circuity=1)
DEGREE_M = 111_319.49


def street(**meta):
    """Five junctions on the equator, 0.01 degrees apart, each stretch a minute; a loop in the north."""
    x = [0.0, 0.01, 0.02, 0.03, 0.04, 0.02]
    y = [0.0] * 5 + [0.01]
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (1, 5), (5, 3)]
    tail, head = np.array(pairs + [pair[::-1] for pair in pairs]).T
    return RoadGraph.from_edges(x, y, tail, head, np.array([1, 1, 1, 1, 3, 3] * 2, float), meta=meta)


def travel(graph=None, **settings_):
    return RoadTravel(**{"graph": street() if graph is None else graph, "straight": FLAT, **settings_})


def xy(*rows):
    return np.array(rows, float).reshape(-1, 2)


def test_minutes_are_turnout_drive_and_the_walk_to_the_door():
    off_m = 0.001 * 110_574
    labels, metres, minutes = travel().nearest(
        xy((0, 0)), xy((0.025, 0.001)), turnout_min=np.array([2.0]), k=1
    )
    assert labels.tolist() == [[0]]
    np.testing.assert_allclose(minutes, 2 + 2.5 + off_m * 0.06 / 5, atol=1e-3)
    np.testing.assert_allclose(metres, 0.025 * DEGREE_M + off_m, atol=0.5)


def test_a_unit_drives_to_the_road_at_the_speed_of_the_straight_line():
    minutes = travel().nearest(xy((0, -0.001)), xy((0.02, 0)), turnout_min=np.zeros(1), k=1)[2]
    np.testing.assert_allclose(minutes, 2 + 0.110574, atol=1e-3)


def test_a_place_far_from_every_road_is_reached_by_straight_line_and_says_so():
    units, stations = xy((0, 0), (0.02, -0.05)), xy((0.01, 0), (0.02, -0.04), (np.nan, 0))
    model_ = travel()
    labels, _, minutes = model_.nearest(units, stations, turnout_min=np.zeros(2), k=2)
    quality, access_m = model_.quality(units, stations, labels=labels)
    assert labels.tolist() == [[0, 1], [1, 0], [-1, -1]]
    assert quality.tolist() == [[ROAD, STRAIGHT], [STRAIGHT, STRAIGHT], [None, None]]
    straight = FLAT.nearest(units, stations, turnout_min=np.zeros(2), k=2)
    np.testing.assert_array_equal(minutes[1], straight[2][1])
    assert (access_m[0] < 1, access_m[1] > 4000, np.isnan(access_m[2])) == (True, True, True)


def test_a_closed_road_is_driven_round_and_a_cut_off_station_is_not_reached():
    units, stations = xy((0, 0)), xy((0.03, 0), (0.04, 0))
    line = Closure(type="LineString", coordinates=((0.015, 0.003), (0.015, -0.003)))
    detour = travel(closures=(line,)).nearest(units, stations, turnout_min=np.zeros(1), k=1)
    np.testing.assert_allclose(detour[2].ravel(), [7, 8], atol=1e-6)
    flood = Closure(type="Polygon", coordinates=((0.032, 1), (0.038, 1), (0.038, -1), (0.032, -1)))
    cut = travel(closures=(flood,)).nearest(units, stations, turnout_min=np.zeros(1), k=1)
    assert cut[0].tolist() == [[0], [0]]
    closer = travel(closures=(flood,), off_road_m=20_000).snap(stations)
    np.testing.assert_allclose(closer.access_m, [0, 1113.2], atol=0.1)
    both = (flood, Closure(type="Polygon", coordinates=((-1, -1), (0.03, -1), (0.03, 1), (-1, 1))))
    assert travel(closures=both).nearest(units, stations, turnout_min=np.zeros(1), k=1)[0].tolist() == [
        [0],
        [0],
    ]


def test_a_point_closes_the_road_it_lies_on_and_a_far_one_none():
    assert travel(closures=(Closure(type="Point", coordinates=((0.0351, 0.0001),)),)).closed.sum() == 1
    assert not travel(closures=(Closure(type="Point", coordinates=((0.0351, 0.01),)),)).closed.any()


@pytest.mark.parametrize(("period", "minutes"), [("day", 4), ("night", 4 / 0.9), ("market_day", 4 / 0.85)])
def test_the_time_of_day_changes_the_minutes_on_the_road(period, minutes):
    found = travel(period=period).nearest(xy((0, 0)), xy((0.04, 0)), turnout_min=np.zeros(1), k=1)[2]
    np.testing.assert_allclose(found, minutes, atol=1e-6)


def test_another_vehicle_has_its_own_speed_and_leaves_out_what_it_may_not_use():
    kmh = {"vehicle": "car", "speeds_kmh": {"car": [30.0], "motorcycle": [60.0]}}
    assert travel(street(**kmh), vehicle="motorcycle").nearest(
        xy((0, 0)), xy((0.04, 0)), turnout_min=np.zeros(1), k=1
    )[2] == pytest.approx(2)
    kmh["speeds_kmh"]["motorcycle"] = [0.0]
    toll = travel(street(**kmh), vehicle="motorcycle")
    assert toll.quality(xy((0, 0)), xy((0.04, 0)), labels=np.array([[0]]))[0].tolist() == [[STRAIGHT]]


places = st.lists(
    st.tuples(st.floats(-0.02, 0.12), st.floats(-0.02, 0.12) | st.just(np.nan)), max_size=6
).map(lambda rows: xy(*rows))


@settings(deadline=None, max_examples=100)
@given(graph=road_graphs(), units=places, stations=places, limit=st.floats(1, 30))
def test_figures_of_one_plan_agree_with_each_other(graph, units, stations, limit):
    model_ = travel(graph)
    turnout = np.arange(len(units)) % 2.0
    k = max(1, len(units))
    labels, _, minutes = model_.nearest(units, stations, turnout_min=turnout, k=k)
    covering = model_.covering(units, stations, turnout_min=turnout, threshold_min=limit)
    np.testing.assert_array_equal(covering, (minutes <= limit).sum(axis=1))
    assert (np.diff(minutes, axis=1)[labels[:, 1:] >= 0] >= 0).all()
    few = model_.nearest(units, stations, turnout_min=turnout, k=1)
    np.testing.assert_array_equal(few[0][:, 0], labels[:, 0])
    ways = model_.ways(units, stations, turnout_min=turnout, labels=labels[:, 0])
    for i, way in enumerate(ways):
        assert bool(way) == (labels[i, 0] >= 0)
        if way:
            assert way.minutes == pytest.approx(minutes[i, 0], abs=1e-6)
            assert (way.lonlat[[0, -1]] == [units[labels[i, 0]], stations[i]]).all()
            flown = FLAT.ways(units, stations, turnout_min=turnout, labels=labels[:, 0])[i]
            assert way.metres > flown.metres * 0.99 - 1


def test_a_way_runs_along_the_streets_from_door_to_door():
    way = travel().ways(xy((0.005, 0.0001)), xy((0.02, 0.009)), turnout_min=np.ones(1), labels=np.array([0]))[
        0
    ]
    assert way.quality == ROAD
    np.testing.assert_allclose(way.lonlat[:3], [[0.005, 0.0001], [0.005, 0.0], [0.01, 0.0]], atol=1e-9)
    assert way.lonlat[-1].tolist() == [0.02, 0.009]


def test_isochrones_are_nested_and_hold_every_point_they_reach():
    units = gpd.GeoSeries(gpd.points_from_xy([0.005, 0.02], [0, -0.1]), index=["a", "b"], crs=4326).to_crs(
        32631
    )
    shapes = [
        travel().reach(units, turnout_min=np.array([0.0, 5.0]), threshold_min=minutes)
        for minutes in (0.2, 1, 2.2, 9)
    ]
    for shorter, longer in pairwise(shapes):
        assert (longer.covers(shorter) | shorter.is_empty).all()
    assert (shapes[0].area > 0).tolist() == [True, False]
    back = shapes[2].to_crs(4326)["a"]
    assert back.covers(shapely.Point(0.025, 0))
    assert not back.covers(shapely.Point(0.032, 0))
    assert shapes[3]["b"].area == pytest.approx(np.pi * (4 * 1000) ** 2, rel=0.01)


def test_the_scenario_names_the_engine_and_a_missing_file_means_straight_line(tmp_path):
    street().save(tmp_path / "roads.npz")
    assert model(Scenario(engine="roads"), roads=tmp_path / "roads.npz").name == "roads"
    bare = model(Scenario(engine="roads"))
    units, stations = xy((0, 0), (0.02, -0.05)), xy((0.01, 0), (0.02, -0.04), (np.nan, 0))
    flat = model(Scenario()).nearest(units, stations, turnout_min=np.zeros(2), k=2)
    for ours, theirs in zip(bare.nearest(units, stations, turnout_min=np.zeros(2), k=2), flat, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert (bare.quality(units, stations, labels=flat[0])[0][:2] == STRAIGHT).all()
    assert model(Scenario(), roads=tmp_path / "roads.npz").name == "straight"
    assert loaded(tmp_path / "roads.npz") is loaded(tmp_path / "roads.npz")


def test_roads_of_another_place_are_refused():
    assert share_on_road(street(), xy((0, 0), (0.1, 0.1), (np.nan, 0))) == 0.5
    with pytest.raises(InputError, match="another place"):
        share_on_road(street(), xy((112, -7)))


def test_importing_the_roads_loads_neither_numba_nor_osmium():
    code = "import sys, geo.travel.roads; sys.exit(bool({'numba', 'osmium'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[3]).returncode
        == 0
    )


def test_a_response_on_the_minute_is_in_time_though_every_street_was_rounded():
    x = np.arange(0, 0.1005, 0.001)
    tail = np.arange(len(x) - 1)
    chain = RoadGraph.from_edges(x, np.zeros(len(x)), tail, tail + 1, np.full(len(tail), 0.1))
    back = RoadGraph.from_edges(
        x,
        np.zeros(len(x)),
        np.append(chain.tail, tail + 1),
        np.append(chain.head, tail),
        np.full(2 * len(tail), 0.1),
    )
    minutes = travel(back).nearest(xy((0, 0)), xy((0.1, 0)), turnout_min=np.zeros(1), k=1)[2]
    assert minutes.tolist() == [[10.0]]
    covering = travel(back).covering(xy((0, 0)), xy((0.1, 0)), turnout_min=np.zeros(1), threshold_min=10.0)
    assert covering.tolist() == [1]
