from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import crs, reach
from geo.errors import CrsError
from geo.evaluate import evaluate
from geo.scenario import Scenario
from geo.travel.straight import StraightLine
from tests.operations import BY_HAND, CENTIDEGREE_M, scattered, small_frames

TOLERANCE = 0.003
"""Share of the radius by which a circle on the projected plane may be off: scale error and its corners."""


def points(lons, lats):
    return gpd.GeoSeries(gpd.points_from_xy(lons, lats), crs=4326)


def test_the_radius_of_ten_minutes_less_two_of_turnout_is_eight_hundredths_of_a_degree(evaluation):
    first = evaluation.reach.set_index("unit_id")
    radius = CENTIDEGREE_M * 8 / 1e3
    assert first.loc["u1", "area_km2"] == pytest.approx(np.pi * radius**2, rel=0.005)
    assert first.loc["u2", "area_km2"] == pytest.approx(np.pi * (radius * 5 / 8) ** 2, rel=0.005)


def test_only_units_that_respond_have_a_radius(evaluation):
    assert evaluation.reach["unit_id"].tolist() == ["u1", "u2"]


def test_radii_are_in_metres_with_the_longest_threshold_first(operation):
    units = operation.units
    made = reach.radii(
        units,
        StraightLine(speed_kmh=40, circuity=1.3),
        thresholds_min=[5, 15, 10],
        turnout_min=np.array([2.0, 6.0, 2.0]),
    )
    assert made["threshold_min"].tolist() == [15.0] * 3 + [10.0] * 3 + [5.0] * 3
    assert made.crs.axis_info[0].unit_name == "metre"
    assert made.geometry.is_empty.tolist() == [False] * 7 + [True, False]


def test_no_units_give_no_radii(operation):
    made = reach.radii(
        operation.units.iloc[:0],
        StraightLine(speed_kmh=40, circuity=1.3),
        thresholds_min=[10],
        turnout_min=np.zeros(0),
    )
    assert made.empty
    assert {"unit_id", "threshold_min", "area_km2"} <= set(made.columns)


@given(st.integers(0, 10_000), st.sampled_from([5.0, 10.0, 25.0]))
def test_a_radius_contains_exactly_the_stations_that_are_covered_within_tolerance(seed, threshold_min):
    made = evaluate(
        scattered(stations=60, units=6, seed=seed, spread_deg=(0.4, 0.3)),
        Scenario(threshold_min=threshold_min),
    )
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    places = made.operation.stations.geometry.to_crs(made.reach.crs)
    turnout = made.units["turnout_min"].fillna(2.0)
    for unit_id, circle in zip(made.reach["unit_id"], made.reach.geometry, strict=True):
        home, radius = made.units.geometry[unit_id], engine.radius_m(threshold_min, turnout[unit_id])
        lon, lat = made.operation.station_xy.T
        metres = Geod(ellps="WGS84").inv(np.full(60, home.x), np.full(60, home.y), lon, lat)[2]
        inside = places.within(circle).to_numpy()
        assert inside[metres < radius * (1 - TOLERANCE)].all()
        assert not inside[metres > radius * (1 + TOLERANCE)].any()


@pytest.mark.parametrize("west", [111.2, 113.6, 119.9, 95.0])
def test_a_regency_anywhere_is_measured_to_within_fifteen_hundredths_of_a_percent(west):
    span = points([west, west + 0.9], [-7.4, -7.4])
    plane = span.to_crs(crs.metric(span))
    true = Geod(ellps="WGS84").inv(west, -7.4, west + 0.9, -7.4)[2]
    assert plane.iloc[0].distance(plane.iloc[1]) == pytest.approx(true, rel=0.0015)


def test_a_regency_inside_one_zone_uses_utm():
    assert crs.metric(points([112.6, 113.1], [-7.9, -7.5])).to_epsg() == 32749


@pytest.mark.parametrize("span", [(113.3, 114.7), (95.0, 141.0)], ids=["across two zones", "wide"])
def test_a_frame_that_no_zone_holds_is_projected_on_its_own_centre(span):
    chosen = crs.metric(points(span, [-7.5, -7.5]))
    assert "Azimuthal Equidistant" in chosen.to_wkt()
    assert chosen.axis_info[0].unit_name == "metre"


def test_a_frame_without_crs_is_refused_with_its_name():
    bare = small_frames()["stations"].set_crs(None, allow_override=True)
    with pytest.raises(CrsError, match=r"^stations has no coordinate reference system\. Save it again with"):
        crs.require_geographic(bare, what="stations")


def test_a_frame_in_metres_comes_back_in_degrees(operation):
    metres = operation.stations.to_crs(32749)
    back = crs.require_geographic(metres, what="stations")
    assert back.crs == crs.GEOGRAPHIC
    np.testing.assert_allclose(back.geometry.x, operation.stations.geometry.x, atol=1e-8)


@pytest.mark.parametrize("bad", [4326, 2263, None], ids=["degrees", "feet", "unknown"])
def test_only_metres_count_as_metric(bad):
    frame = points([0.0], [0.0]).set_crs(bad, allow_override=True)
    with pytest.raises(CrsError, match=r"Distances need a metric CRS"):
        crs.require_metric(frame)


def test_a_longer_threshold_contains_the_shorter_one(operation):
    short = evaluate(operation, BY_HAND.model_copy(update={"threshold_min": 8.0})).reach.geometry
    long = evaluate(operation, BY_HAND).reach.geometry
    assert long.reset_index(drop=True).contains(short.reset_index(drop=True)).all()
