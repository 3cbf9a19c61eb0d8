"""Pairs within a limit: one contract for every engine, held against all pairs one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import travel
from geo.scenario import Scenario
from geo.travel import arrivals, service
from geo.travel.reached import joined, of_table, ordered
from geo.travel.roads import RoadGraph, RoadTravel
from geo.travel.straight import StraightLine
from tests.geo.travel.networks import road_graphs
from tests.geo.travel.services import KINDS, routing, serving

FLAT = StraightLine(speed_kmh=60, circuity=1)
LIMITS = (0.0, 1.0, 2.5, 10.0, 45.0, np.inf)


def xy(*rows):
    return np.array(rows, float).reshape(-1, 2)


def every_pair(engine, units, stations, turnout_min):
    """Minutes of all pairs through `nearest`, (n_units, n_stations); infinite where there is no way."""
    table = np.full((len(units), len(stations)), np.inf)
    k = max(1, len(units))
    labels, _, minutes = engine.nearest(units, stations, turnout_min=turnout_min, k=k)
    station, rank = np.nonzero(labels >= 0)
    table[labels[station, rank], station] = minutes[station, rank]
    return table


def assert_contract(engine, units, stations, turnout_min, limits=LIMITS):
    table = every_pair(engine, units, stations, turnout_min)
    for limit in (*limits, *np.unique(table[np.isfinite(table)])[:3]):
        found = engine.within(units, stations, turnout_min=turnout_min, limit_min=limit)
        unit, station = np.nonzero((table <= limit) & np.isfinite(table))
        for ours, wanted in zip(found, (unit, station, table[unit, station]), strict=True):
            np.testing.assert_array_equal(ours, wanted)
        assert (found[0].dtype.kind, found[1].dtype.kind, found[2].dtype.kind) == ("i", "i", "f")
        if np.isfinite(limit):
            count = engine.covering(units, stations, turnout_min=turnout_min, threshold_min=limit)
            np.testing.assert_array_equal(count, np.bincount(station, minlength=len(stations)))


def places(low, high):
    coordinate = st.floats(low, high, allow_subnormal=False) | st.just(float(np.nan))
    return st.lists(st.tuples(st.floats(low, high, allow_subnormal=False), coordinate), max_size=6).map(
        lambda rows: xy(*rows)
    )


@settings(deadline=None, max_examples=100)
@given(units=places(-0.5, 0.5), stations=places(-0.5, 0.5))
def test_straight_lines_give_every_pair_with_the_minutes_of_the_nearest(units, stations):
    assert_contract(FLAT, units, stations, np.arange(len(units)) % 3.0)


@settings(deadline=None, max_examples=100)
@given(graph=road_graphs(), units=places(-0.02, 0.12), stations=places(-0.02, 0.12))
def test_roads_give_every_pair_with_the_minutes_of_the_nearest(graph, units, stations):
    assert_contract(RoadTravel(graph, FLAT), units, stations, np.arange(len(units)) % 3.0)


@settings(deadline=None, max_examples=30)
@given(graph=road_graphs(), units=places(-0.02, 0.12), stations=places(-0.02, 0.12))
def test_roads_give_the_same_pairs_in_small_blocks(graph, units, stations):
    engine, turnout_min = RoadTravel(graph, FLAT), np.arange(len(units)) % 3.0
    whole = engine.within(units, stations, turnout_min=turnout_min, limit_min=9.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivals, "BLOCK", 3)
        parts = engine.within(units, stations, turnout_min=turnout_min, limit_min=9.0)
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_gives_every_pair_with_the_minutes_of_the_nearest(kind):
    service.forget()
    rng = np.random.default_rng(3)
    units, stations = (rng.uniform((112, -0.4), (112.4, 0.4), (n, 2)).round(6) for n in (7, 11))
    units[1], units[2], units[3] = units[0], (112.2, -0.7), np.nan
    stations[1], stations[2], stations[3], stations[4] = stations[0], (112.1, -0.8), np.nan, (113.8, 0.1)
    with serving(kind) as fake:
        engine = travel.model(Scenario(engine="service"), routing=routing(fake), among=(units, stations))
        assert engine.faults == ()
        assert_contract(engine, units, stations, rng.integers(0, 4, 7) / 2)


def test_a_silent_service_hands_its_pairs_over_with_everything_else():
    units, stations = xy((112, 0), (112.2, 0)), xy((112.1, 0), (112.15, 0))
    engine = travel.model(Scenario(engine="service"), among=(units, stations))
    assert engine.faults
    assert_contract(engine, units, stations, np.zeros(2))


def test_three_pairs_worked_by_hand_are_ordered_by_unit_and_arrive_on_the_minute():
    # 60 km/h: a hundredth degree on the equator takes 1.113195 minutes. Units at 0 and 2, stations at 1, 3.
    step = FLAT.nearest(xy((0, 0)), xy((0.01, 0)), turnout_min=np.zeros(1), k=1)[2].item()
    units, stations = xy((0, 0), (0.02, 0)), xy((0.03, 0), (0.01, 0))
    found = FLAT.within(units, stations, turnout_min=np.array([0.0, 1.0]), limit_min=1 + step)
    assert found[0].tolist() == [0, 1, 1]
    assert found[1].tolist() == [1, 0, 1]
    np.testing.assert_allclose(found[2], [step, 1 + step, 1 + step], atol=1e-9)


@pytest.mark.parametrize("engine", [FLAT, RoadTravel(RoadGraph.from_edges([], [], [], [], []), FLAT)])
@pytest.mark.parametrize(("n_units", "n_stations"), [(0, 3), (3, 0), (0, 0)])
def test_nobody_or_nowhere_gives_three_empty_arrays(engine, n_units, n_stations):
    units, stations = np.zeros((n_units, 2)), np.zeros((n_stations, 2))
    found = engine.within(units, stations, turnout_min=np.zeros(n_units), limit_min=np.inf)
    assert [it.shape for it in found] == [(0,)] * 3
    assert [it.dtype.kind for it in found] == ["i", "i", "f"]


def test_a_unit_whose_turnout_is_the_limit_reaches_only_its_own_doorstep():
    found = FLAT.within(
        xy((0, 0), (0, 0)), xy((0, 0), (0.001, 0)), turnout_min=np.array([10.0, 10.5]), limit_min=10.0
    )
    assert [it.tolist() for it in found] == [[0], [0], [10.0]]


def test_parts_are_joined_and_ordered_and_infinity_is_never_within():
    pairs = joined([of_table(np.array([[3.0, np.inf], [1.0, 2.0]]), limit_min=np.inf), joined([])])
    assert [it.tolist() for it in pairs] == [[0, 1, 1], [0, 0, 1], [3.0, 1.0, 2.0]]
    turned = ordered(tuple(it[::-1] for it in pairs))
    assert [it.tolist() for it in turned] == [it.tolist() for it in pairs]
