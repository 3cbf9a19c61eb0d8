from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import travel
from geo.errors import CrsError
from geo.scenario import Scenario
from geo.travel import cells, crow, geodesic
from geo.travel.straight import StraightLine

GEOD = Geod(ellps="WGS84")
CORNER = np.array([112.0, -8.0])
# A coarse grid, so that co-located units and equal distances really occur.
place = st.tuples(
    st.integers(0, 12).map(lambda i: 112 + i / 20), st.integers(0, 12).map(lambda i: -8 + i / 20)
)
nowhere = st.just((np.nan, np.nan))
turnouts = st.sampled_from([0.0, 1.0, 2.0, 5.0, 7.5, 30.0])
sites = st.lists(st.one_of(place, place, place, nowhere), min_size=1, max_size=12).map(np.array)


@st.composite
def deployments(draw):
    units = draw(sites)
    return units, np.array(draw(st.lists(turnouts, min_size=len(units), max_size=len(units))))


def minutes_of_every_pair(engine: StraightLine, units, stations, turnout_min):
    """(n_stations, n_units) minutes, pair by pair, infinite where a place is unknown."""
    table = np.full((len(stations), len(units)), np.inf)
    for i, (x, y) in enumerate(stations):
        for j, (lon, lat) in enumerate(units):
            if np.isfinite([x, y, lon, lat]).all():
                table[i, j] = np.round(turnout_min[j] + GEOD.inv(lon, lat, x, y)[2] * engine.min_per_m, 9)
    return table


def test_one_kilometre_at_thirty_km_per_hour_and_circuity_one_and_a_half_takes_three_minutes():
    assert StraightLine(speed_kmh=30, circuity=1.5).min_per_m * 1000 == pytest.approx(3)


def test_the_distance_of_a_hundredth_degree_on_the_equator_is_known():
    metres = geodesic.distance_m(np.array([[112.0, 0.0]]), np.array([[112.01, 0.0]]))
    assert metres[0] == pytest.approx(np.radians(0.01) * 6_378_137.0, abs=1e-6)


def test_the_radius_is_what_the_turnout_leaves_and_never_negative():
    radius = StraightLine(speed_kmh=60, circuity=1).radius_m(10, np.array([2.0, 10.0, 11.0]))
    assert radius.tolist() == pytest.approx([8000, 0, 0])


@given(deployments(), sites, st.integers(1, 6))
def test_the_k_nearest_equal_a_brute_force_geodesic_matrix_with_ties_by_order(deployment, stations, k):
    units, turnout_min = deployment
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    labels, _, minutes = engine.nearest(units, stations, turnout_min=turnout_min, k=k)
    brute = minutes_of_every_pair(engine, units, stations, turnout_min)
    for row, pairs in enumerate(brute):
        order = [j for j in np.lexsort((np.arange(len(units)), pairs)) if np.isfinite(pairs[j])][:k]
        assert labels[row].tolist() == order + [-1] * (k - len(order))
        assert minutes[row, : len(order)].tolist() == pairs[order].tolist()
        assert np.isnan(minutes[row, len(order) :]).all()


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_the_k_nearest_are_exact_among_many_units_with_turnouts_of_their_own(seed, k):
    rng = np.random.default_rng(seed)
    units = np.round(rng.uniform(0, 0.4, (40, 2)), 2) + CORNER
    stations = rng.uniform(0, 0.4, (15, 2)) + CORNER
    turnout_min = rng.choice([0.0, 5.0, 20.0, 60.0], 40)
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    labels, metres, minutes = engine.nearest(units, stations, turnout_min=turnout_min, k=k)
    brute = minutes_of_every_pair(engine, units, stations, turnout_min)
    assert labels.tolist() == [np.lexsort((np.arange(40), pairs))[:k].tolist() for pairs in brute]
    assert np.allclose(minutes, turnout_min[labels] + metres * engine.min_per_m)


@given(st.integers(0, 10_000), st.integers(1, 4), st.sampled_from([0.0, 30.0, 1e5]))
def test_the_k_nearest_are_exact_where_cells_name_the_candidates(seed, k, spread_min):
    rng = np.random.default_rng(seed)
    units, stations = (rng.uniform(0, 3, (n, 2)) + CORNER for n in (40, 90))
    turnout_min = np.round(rng.uniform(0, spread_min, 40))
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in ((crow, "TOO_MANY", -1), (cells, "SIZE", 4), (cells, "TOGETHER", 3)):
            patch.setattr(module, name, value)
        labels, _, minutes = engine.nearest(units, stations, turnout_min=turnout_min, k=k)
    brute = minutes_of_every_pair(engine, units, stations, turnout_min)
    assert labels.tolist() == [np.lexsort((np.arange(40), pairs))[:k].tolist() for pairs in brute]
    assert minutes.tolist() == np.take_along_axis(brute, labels, axis=1).tolist()


def test_a_response_on_the_minute_is_in_time_and_not_a_rounding_error_late():
    engine = StraightLine(speed_kmh=6378.137 * np.radians(60), circuity=1)
    units, stations = np.array([[112.0, 0.0]]), np.array([[112.0 + it, 0.0] for it in (0.3, 0.7, 1.1, 2.3)])
    for station, minutes in zip(stations, (0.3, 0.7, 1.1, 2.3), strict=True):
        count = engine.covering(units, station[None], turnout_min=np.zeros(1), threshold_min=minutes)
        found = engine.nearest(units, station[None], turnout_min=np.zeros(1), k=1)[2]
        assert count.tolist() == [1]
        assert found[0, 0] == pytest.approx(minutes, abs=1e-9)


def test_answers_do_not_depend_on_how_the_stations_are_divided_into_blocks(monkeypatch):
    rng = np.random.default_rng(3)
    units, stations = rng.uniform(0, 1, (30, 2)), rng.uniform(0, 1, (50, 2))
    stations[::9] = np.nan
    turnout_min = rng.uniform(0, 20, 30)
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    whole = engine.nearest(units, stations, turnout_min=turnout_min, k=3)
    for module in (crow, cells):
        monkeypatch.setattr(module, "BLOCK", 90)
    for one, other in zip(whole, engine.nearest(units, stations, turnout_min=turnout_min, k=3), strict=True):
        np.testing.assert_array_equal(one, other)


@given(deployments(), sites, place, turnouts)
def test_adding_a_unit_never_lengthens_any_response(deployment, stations, newcomer, newcomer_turnout):
    units, turnout_min = deployment
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    before = engine.nearest(units, stations, turnout_min=turnout_min, k=1)[2]
    after = engine.nearest(
        np.vstack([units, newcomer]), stations, turnout_min=np.append(turnout_min, newcomer_turnout), k=1
    )[2]
    assert (np.nan_to_num(after, nan=np.inf) <= np.nan_to_num(before, nan=np.inf)).all()


@given(deployments(), sites, st.sampled_from([1.0, 5.0, 7.5, 10.0, 30.0, 120.0]))
def test_covering_equals_brute_force(deployment, stations, threshold_min):
    units, turnout_min = deployment
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    count = engine.covering(units, stations, turnout_min=turnout_min, threshold_min=threshold_min)
    brute = minutes_of_every_pair(engine, units, stations, turnout_min) <= threshold_min
    assert count.tolist() == brute.sum(axis=1).tolist()


@given(st.integers(0, 10_000), st.floats(-7, -2))
def test_arriving_exactly_on_the_minute_is_in_time_at_any_distance(seed, power):
    rng = np.random.default_rng(seed)
    unit = rng.uniform(-8, 8, (1, 2))
    station = unit + rng.uniform(-1, 1, (1, 2)) * 10**power
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    turnout_min = np.zeros(1)
    exactly = engine.nearest(unit, station, turnout_min=turnout_min, k=1)[2].item()
    assert engine.covering(unit, station, turnout_min=turnout_min, threshold_min=exactly).tolist() == [1]


def test_a_unit_whose_turnout_eats_the_threshold_covers_only_its_own_doorstep():
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    unit, doors = np.array([[112.0, -7.0]]), np.array([[112.0, -7.0], [112.001, -7.0]])
    at = {t: engine.covering(unit, doors, turnout_min=np.array([t]), threshold_min=10) for t in (10.0, 10.5)}
    assert at[10.0].tolist() == [1, 0]
    assert at[10.5].tolist() == [0, 0]


@pytest.mark.parametrize("east", [102.0, 140.0], ids=["220 km", "4,450 km"])
def test_a_chord_through_the_earth_is_not_taken_for_the_way_over_it(east):
    engine = StraightLine(speed_kmh=60, circuity=1)
    unit, far = np.array([[100.0, 0.0]]), np.array([[east, 0.0]])
    exactly = engine.nearest(unit, far, turnout_min=np.zeros(1), k=1)[2].item()
    short = engine.covering(unit, far, turnout_min=np.zeros(1), threshold_min=exactly - 0.001)
    assert short.tolist() == [0]
    assert engine.covering(unit, far, turnout_min=np.zeros(1), threshold_min=exactly).tolist() == [1]


@pytest.mark.parametrize(("n_units", "n_stations"), [(0, 3), (3, 0), (0, 0)])
def test_nobody_or_nowhere_gives_empty_answers(n_units, n_stations):
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    units, stations = np.zeros((n_units, 2)), np.zeros((n_stations, 2))
    labels, _, minutes = engine.nearest(units, stations, turnout_min=np.zeros(n_units), k=2)
    count = engine.covering(units, stations, turnout_min=np.zeros(n_units), threshold_min=10)
    assert labels.shape == minutes.shape == (n_stations, 2)
    assert (labels == -1).all()
    assert count.tolist() == [0] * n_stations


def test_reach_refuses_degrees_and_says_what_to_do():
    degrees = gpd.GeoSeries(gpd.points_from_xy([112.0], [-7.0]), crs=4326)
    engine = travel.model(Scenario())
    with pytest.raises(CrsError, match=r"Distances need a metric CRS, not EPSG:4326\. Use geo\.crs\.metric"):
        engine.reach(degrees, turnout_min=np.zeros(1), threshold_min=10)


@pytest.mark.parametrize("engine_id", sorted(travel.ENGINES))
def test_every_engine_answers_by_the_name_that_a_scenario_uses(engine_id):
    assert travel.ENGINES[engine_id](Scenario()).name == engine_id
