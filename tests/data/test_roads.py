"""The schematic roads: one network, plausible classes, a lane to every polling station, always the same."""

from __future__ import annotations

import numpy as np
import pytest

from geo.travel.roads import loaded, share_on_road, snapper

OPERATIONS = ("pasuruan-kota-2022", "pasuruan-2023")


@pytest.fixture(params=OPERATIONS)
def roads(request, data_home):
    return loaded(data_home / "operations" / request.param / "roads.npz"), request.param


def _xy(frame):
    return np.column_stack([frame.geometry.x, frame.geometry.y])


def test_everything_reaches_everything_and_says_that_it_is_simulated(roads, shipped):
    graph, name = roads
    assert graph.core.all()
    assert graph.meta["simulated"] is True
    assert "roads" in shipped[name].meta["simulated"]


def test_every_station_and_unit_stands_near_a_road(roads, shipped):
    graph, name = roads
    assert share_on_road(graph, _xy(shipped[name].stations), off_road_m=100) == 1
    assert share_on_road(graph, _xy(shipped[name].units), off_road_m=600) == 1
    off = snapper(graph).snap(_xy(shipped[name].stations)).access_m
    assert off.mean() > 10


def test_the_national_road_runs_from_gempol_to_nguling_faster_than_any_other(roads, data_home):
    graph, _ = roads
    ends = np.array([[112.701, -7.553], [113.078, -7.714]])
    near = [int(np.hypot(graph.x - x, graph.y - y).argmin()) for x, y in ends]
    way = graph.path(*near)
    classes = [graph.meta["classes"][graph.road_class[edge >> 1]] for edge in graph.road_of_edge[way.edges]]
    assert classes.count("trunk") > 0.9 * len(classes)
    assert 42_000 < way.metres < 60_000
    assert 45 < way.minutes < 90


def test_speeds_are_those_of_the_table(roads):
    graph, _ = roads
    kmh = graph.edge_m / graph.edge_min * 0.06
    table = np.array(graph.meta["speeds_kmh"]["car"])
    wanted = table[graph.road_class[graph.road_of_edge >> 1]]
    long = graph.edge_m > 50
    np.testing.assert_allclose(kmh[long], wanted[long], rtol=0.01)


def test_links_join_neighbours_and_leave_nobody_alone(module):
    points = np.random.default_rng(3).uniform(0, 20_000, (60, 2))
    points = np.vstack([points, [[60_000, 0]]])
    pairs = module("roads").neighbours(points)
    assert set(pairs.ravel().tolist()) == set(range(61))
    long = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    assert (long > module("roads").LONGEST_LINK_M).sum() < 5
