"""Real extracts, where the machine has them: exactness against NetworkX, and the awkward cases of a plan."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from geo.travel import osm
from geo.travel.engines import ENGINES
from geo.travel.graph import RoadGraph
from geo.travel.roads import RoadTravel
from geo.travel.straight import StraightLine
from geo.travel.way import ROAD, STRAIGHT
from tests.geo.travel.networks import nearest_of_table, networkx_of

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "roads"
EXTRACTS = [
    path
    for path in (FOLDER / f"{name}.osm.pbf" for name in ("heidelberg", "liechtenstein"))
    if path.is_file()
]
FLAT = StraightLine(speed_kmh=40, circuity=1.3)


@pytest.fixture(scope="module", params=EXTRACTS, ids=lambda path: path.name)
def city(request):
    graph = osm.read(request.param)
    units = np.random.default_rng(7).choice(np.flatnonzero(graph.core), 12, replace=False)
    other = networkx_of(graph)
    table = np.full((len(units), graph.n_nodes), np.inf)
    for row, unit in enumerate(units):
        found = nx.single_source_dijkstra_path_length(other, int(unit), weight="minutes")
        table[row, list(found)] = list(found.values())
    return graph, units, table


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_minutes_on_a_real_city_are_those_of_networkx(city, name):
    graph, units, table = city
    found = graph.minutes(units, np.arange(graph.n_nodes), engine_name=name)
    np.testing.assert_allclose(found, table, atol=1e-6)
    labels, minutes = graph.nearest(units, k=3, engine_name=name)
    wanted = nearest_of_table(table, 3)
    np.testing.assert_array_equal(labels, wanted[0])
    np.testing.assert_allclose(minutes, wanted[1], atol=1e-6)


def test_every_junction_of_the_core_is_reached_from_every_other(city):
    graph, _, table = city
    assert np.isfinite(table[:, graph.core]).all()


def test_units_on_an_island_are_told_apart_from_those_on_the_road():
    # a mainland loop, and 0.1 degrees off an island with a road of its own
    x, y = [0.0, 0.01, 0.02, 0.1, 0.11], [0.0, 0.01, 0.0, 0.0, 0.0]
    pairs = np.array([(0, 1), (1, 2), (2, 0), (3, 4)])
    tail, head = np.vstack([pairs, pairs[:, ::-1]]).T
    graph = RoadGraph.from_edges(x, y, tail, head, np.ones(8))
    model = RoadTravel(graph, FLAT)
    units, stations = np.array([[0.1, 0.0], [0.11, 0.0]]), np.array([[0.01, 0.0]])
    labels, _, minutes = model.nearest(units, stations, turnout_min=np.zeros(2), k=2)
    assert labels.tolist() == [[0, 1]]
    assert model.quality(units, stations, labels=labels)[0].tolist() == [[STRAIGHT, STRAIGHT]]
    np.testing.assert_array_equal(minutes, FLAT.nearest(units, stations, turnout_min=np.zeros(2), k=2)[2])
    mixed = np.vstack([units, [[0.0, 0.0]]])
    labels = model.nearest(mixed, stations, turnout_min=np.zeros(3), k=3)[0]
    assert sorted(model.quality(mixed, stations, labels=labels)[0][0]) == [ROAD, STRAIGHT, STRAIGHT]


def test_no_units_and_no_coordinates_are_answered_with_nobody():
    graph = RoadGraph.from_edges([0.0, 0.01], [0.0, 0.0], [0, 1], [1, 0], [1.0, 1.0])
    model = RoadTravel(graph, FLAT)
    nobody, stations = np.empty((0, 2)), np.array([[0.0, 0.0], [np.nan, np.nan]])
    labels, metres, minutes = model.nearest(nobody, stations, turnout_min=np.empty(0), k=1)
    assert labels.tolist() == [[-1], [-1]]
    assert np.isnan([metres, minutes]).all()
    assert model.quality(nobody, stations, labels=labels)[0].tolist() == [[None], [None]]
    assert model.covering(nobody, stations, turnout_min=np.empty(0), threshold_min=10).tolist() == [0, 0]
    lost = np.array([[np.nan, 0.0]])
    assert model.nearest(lost, stations, turnout_min=np.zeros(1), k=1)[0].tolist() == [[-1], [-1]]
