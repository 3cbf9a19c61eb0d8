"""One contract for every engine: what NetworkX says on the same network, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError, NotFoundError
from geo.travel.engines import ENGINES, engine
from geo.travel.graph import RoadGraph
from tests.geo.travel.networks import deployments, nearest_of_table, table_by_networkx, ways_by_networkx

every_engine = pytest.mark.parametrize("name", sorted(ENGINES))


@every_engine
@settings(deadline=None, max_examples=300)
@given(case=deployments(), k=st.integers(1, 5))
def test_the_k_nearest_units_are_those_of_networkx(name, case, k):
    graph, units, turnout = case
    labels, minutes = graph.nearest(units, k, turnout, engine_name=name)
    wanted = nearest_of_table(table_by_networkx(graph, units) + turnout[:, None], k)
    np.testing.assert_array_equal(minutes, wanted[1])
    np.testing.assert_array_equal(labels, wanted[0])


@every_engine
@settings(deadline=None, max_examples=100)
@given(case=deployments(max_nodes=7, max_edges=14), k=st.integers(1, 4))
def test_metres_are_those_of_a_way_that_takes_the_minutes(name, case, k):
    graph, units, turnout = case
    seeds = graph.seeds(units, turnout)
    labels, minutes, metres = engine(name).nearest(graph.network, seeds, k=k)
    for node, rank in zip(*np.nonzero(labels >= 0), strict=True):
        ways = ways_by_networkx(graph, units[labels[node, rank]], node)
        wanted = minutes[node, rank] - turnout[labels[node, rank]]
        assert any(
            took == wanted and np.isclose(metres[node, rank], long, rtol=1e-5, atol=0.01)
            for took, long in ways
        )


@every_engine
@settings(deadline=None, max_examples=100)
@given(case=deployments(), limit=st.floats(0, 10))
def test_a_table_is_that_of_networkx_within_its_limit(name, case, limit):
    graph, units, _ = case
    wanted = table_by_networkx(graph, units)
    nodes = np.arange(graph.n_nodes)[::-1]
    np.testing.assert_array_equal(graph.minutes(units, nodes, engine_name=name), wanted[:, ::-1])
    near = graph.minutes(units, nodes, limit_min=limit, engine_name=name)
    np.testing.assert_array_equal(near, np.where(wanted <= limit, wanted, np.inf)[:, ::-1])


@every_engine
@settings(deadline=None, max_examples=50)
@given(case=deployments(), limit=st.floats(0, 10))
def test_reach_lists_the_nodes_within_the_minutes(name, case, limit):
    graph, units, _ = case
    for unit in units:
        row = table_by_networkx(graph, [unit])[0]
        nodes, minutes = graph.reach(int(unit), limit, engine_name=name)
        np.testing.assert_array_equal(nodes, np.flatnonzero(row <= limit))
        np.testing.assert_array_equal(minutes, row[nodes])


@every_engine
def test_a_street_worked_by_hand(name):
    # 0 -1-> 1 -2-> 2, back only from 1 to 0; node 3 is an island. Units at 0, 2 and again 0.
    graph = RoadGraph.from_edges([0, 1, 2, 3], [0, 0, 0, 0], [0, 1, 1], [1, 2, 0], [1.0, 2.0, 1.0])
    labels, minutes = graph.nearest([0, 2, 0], k=3, engine_name=name)
    assert labels.tolist() == [[0, 2, -1], [0, 2, -1], [1, 0, 2], [-1, -1, -1]]
    assert minutes.tolist() == [[0, 0, np.inf], [1, 1, np.inf], [0, 3, 3], [np.inf] * 3]
    assert graph.minutes([0, 2], [2, 0], engine_name=name).tolist() == [[3, 0], [0, np.inf]]


@every_engine
def test_no_units_no_nodes_and_no_edges_are_answered_not_refused(name):
    empty = RoadGraph.from_edges([], [], [], [], [])
    assert empty.nearest([], k=2, engine_name=name)[0].shape == (0, 2)
    lone = RoadGraph.from_edges([0.0], [0.0], [], [], [])
    labels, minutes = lone.nearest([], k=2, engine_name=name)
    assert labels.tolist() == [[-1, -1]]
    assert np.isinf(minutes).all()
    assert lone.minutes([0], [0], engine_name=name).tolist() == [[0]]
    assert lone.minutes([], [0], engine_name=name).shape == (0, 1)


@every_engine
def test_a_turnout_far_longer_than_any_edge_is_waited_for(name):
    graph = RoadGraph.from_edges([0, 1], [0, 0], [0, 1], [1, 0], [0.001, 0.001])
    labels, minutes = graph.nearest([0, 1], k=2, turnout_min=[200.0, 0.0], engine_name=name)
    assert labels.tolist() == [[1, 0], [1, 0]]
    np.testing.assert_allclose(minutes, [[0.001, 200], [0, 200.001]], atol=1e-8)


def test_engines_agree_on_a_city_sized_network_with_many_ties():
    rng = np.random.default_rng(5)
    side = 60
    node = np.arange(side * side).reshape(side, side)
    pairs = np.vstack(
        [
            np.column_stack([a.ravel(), b.ravel()])
            for a, b in ((node[1:], node[:-1]), (node[:, 1:], node[:, :-1]))
        ]
    )
    one_way = rng.random(len(pairs)) < 0.3
    tail, head = np.vstack([pairs, pairs[~one_way][:, ::-1]]).T
    minutes = rng.integers(0, 4, len(tail)) / 4
    y, x = np.divmod(np.arange(side * side), side)
    graph = RoadGraph.from_edges(x / 1000, y / 1000, tail, head, minutes)
    units = rng.integers(0, side * side, 40)
    turnout = rng.integers(0, 5, 40).astype(float)
    ours = [graph.nearest(units, 4, turnout, engine_name=name) for name in sorted(ENGINES)]
    wanted = nearest_of_table(graph.minutes(units, np.arange(side * side)) + turnout[:, None], 4)
    for labels, found in ours:
        np.testing.assert_array_equal(found, wanted[1])
        np.testing.assert_array_equal(labels, wanted[0])


def test_minutes_stay_within_a_millionth_of_what_was_given_along_a_long_way():
    given_min = np.random.default_rng(1).uniform(0, 1, 2000)
    n = len(given_min) + 1
    graph = RoadGraph.from_edges(np.zeros(n), np.zeros(n), np.arange(n - 1), np.arange(1, n), given_min)
    assert abs(graph.minutes([0], [n - 1])[0, 0] - given_min.sum()) < 1e-6


def test_an_unknown_engine_is_named_with_those_there_are():
    graph = RoadGraph.from_edges([0.0], [0.0], [], [], [])
    with pytest.raises(NotFoundError, match=r"no road engine fastest.*scipy"):
        graph.nearest([0], engine_name="fastest")


def test_a_unit_on_no_node_and_a_turnout_that_is_no_time_are_refused():
    graph = RoadGraph.from_edges([0.0, 1.0], [0.0, 0.0], [0], [1], [1.0])
    with pytest.raises(NotFoundError, match="Nodes that the graph does not have: 7"):
        graph.nearest([0, 7])
    with pytest.raises(InputError, match=r"turnout.*: 1"):
        graph.nearest([0, 1], turnout_min=[1.0, np.nan])
