"""A road graph: its file, its ways, its variants, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError, NotFoundError
from geo.travel import graphfile
from geo.travel.graph import RoadGraph
from geo.travel.variants import paced, without
from tests.geo.travel.networks import road_graphs, table_by_networkx


def ring():
    """Four nodes in a square, one-way 0 -> 1 -> 2 -> 3 -> 0, and both ways between 0 and 2."""
    x, y = [0.0, 0.01, 0.01, 0.0], [0.0, 0.0, 0.01, 0.01]
    return RoadGraph.from_edges(x, y, [0, 1, 2, 3, 0, 2], [1, 2, 3, 0, 2, 0], [1, 1, 1, 1, 5, 1.5])


@given(graph=road_graphs())
def test_a_saved_graph_reads_back_equal_and_saves_to_the_same_bytes(graph, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graph")
    graph.save(folder / "a.npz")
    again = RoadGraph.load(folder / "a.npz")
    again.save(folder / "b.npz")
    for name in graphfile.ARRAYS:
        np.testing.assert_array_equal(getattr(again, name), getattr(graph, name))
    assert again.meta == graph.meta
    assert (folder / "a.npz").read_bytes() == (folder / "b.npz").read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["a.npz", "b.npz"]


def test_bridges_are_kept_in_the_file_and_must_be_one_for_each_road(tmp_path):
    assert RoadGraph.load(_saved(ring(), tmp_path)).road_bridge is None
    flags = np.arange(len(ring().road_ends)) == 1
    again = RoadGraph.load(_saved(replace(ring(), road_bridge=flags), tmp_path))
    assert again.road_bridge.tolist() == flags.tolist()
    assert without(again, flags).road_bridge.tolist() == flags.tolist()
    with pytest.raises(InputError, match="not a whole road graph"):
        RoadGraph.load(_saved(replace(ring(), road_bridge=flags[1:]), tmp_path))


def _saved(graph, folder):
    graph.save(folder / "roads.npz")
    return folder / "roads.npz"


def test_a_save_that_fails_leaves_the_former_file_and_nothing_else(tmp_path, monkeypatch):
    ring().save(tmp_path / "roads.npz")
    before = (tmp_path / "roads.npz").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(graphfile.np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        ring().save(tmp_path / "roads.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["roads.npz"]
    assert (tmp_path / "roads.npz").read_bytes() == before


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_file_cut_short_is_not_a_graph(tmp_path, share):
    ring().save(tmp_path / "roads.npz")
    whole = (tmp_path / "roads.npz").read_bytes()
    (tmp_path / "roads.npz").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match=r"roads.npz is not a whole road graph"):
        RoadGraph.load(tmp_path / "roads.npz")


def test_a_missing_file_and_another_kind_of_file_are_named(tmp_path):
    with pytest.raises(NotFoundError, match="There is no road graph"):
        RoadGraph.load(tmp_path / "none.npz")
    np.savez(tmp_path / "other.npz", a=np.arange(3))
    with pytest.raises(InputError, match="not a whole road graph"):
        RoadGraph.load(tmp_path / "other.npz")


@given(graph=road_graphs(), data=st.data())
def test_a_path_takes_the_least_minutes_and_its_edges_hang_together(graph, data):
    node = st.integers(0, graph.n_nodes - 1)
    a, b = data.draw(node), data.draw(node)
    wanted = table_by_networkx(graph, [a])[0, b]
    found = graph.path(a, b)
    assert bool(found) == np.isfinite(wanted)
    if found:
        assert found.minutes == wanted == graph.edge_min[found.edges].sum()
        assert (found.nodes[0], found.nodes[-1]) == (a, b)
        np.testing.assert_array_equal(graph.tail[found.edges], found.nodes[:-1])
        np.testing.assert_array_equal(graph.head[found.edges], found.nodes[1:])


def test_a_path_by_hand_with_its_metres_and_its_line():
    graph = ring()
    found = graph.path(2, 1)
    assert (found.nodes.tolist(), found.minutes) == ([2, 0, 1], 2.5)
    assert abs(found.metres - (1111.95 * 2**0.5 + 1113.19)) < 15
    assert found.lonlat.tolist() == [[0.01, 0.01], [0, 0], [0.01, 0]]


def test_a_closed_road_is_closed_both_ways_and_nothing_else_is():
    graph = ring()
    diagonal = (np.sort(graph.road_ends, axis=1) == [0, 2]).all(axis=1)
    closed = without(graph, diagonal)
    assert closed.path(0, 2).minutes == 2
    assert closed.path(2, 0).minutes == 2
    assert graph.path(2, 0).minutes == 1.5
    np.testing.assert_array_equal(closed.core, graph.core)
    assert not without(graph, np.ones(len(graph.road_ends), bool)).path(0, 1)


def test_another_pace_multiplies_every_minute():
    slow, shut = paced(ring(), np.array([2.0]))
    assert slow.path(2, 1).minutes == 5
    assert not shut.any()


def test_a_class_that_the_vehicle_does_not_use_is_closed():
    graph, shut = paced(ring(), np.array([np.inf]))
    assert shut.all()
    assert not graph.path(0, 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"x": [0.0, np.nan]}, r"Nodes without a coordinate: 1"),
        ({"head": [2]}, r"Edges that name a node that is not there: 0"),
        ({"minutes": [-1.0]}, r"Edges without minutes or with negative ones: 0"),
        ({"minutes": [1.0, 2.0]}, r"differ in length"),
    ],
)
def test_what_is_no_graph_is_refused(change, problem):
    given_values = {"x": [0.0, 1.0], "y": [0.0, 0.0], "tail": [0], "head": [1], "minutes": [1.0], **change}
    with pytest.raises(InputError, match=problem):
        RoadGraph.from_edges(**given_values)
