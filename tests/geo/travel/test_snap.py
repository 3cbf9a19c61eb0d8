"""Snapping to the nearest point of a road, and minutes between places along roads."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.travel import arrivals
from geo.travel.arrivals import Depart
from geo.travel.edges import on_grid
from geo.travel.engines import ENGINES
from geo.travel.graph import RoadGraph
from geo.travel.route import road_line
from geo.travel.snap import Snap, Snapper
from geo.travel.variants import without
from tests.geo.travel.networks import nearest_of_table, road_graphs

every_engine = pytest.mark.parametrize("name", sorted(ENGINES))
SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.5, 1.0])
METRES = Transformer.from_crs(4326, "+proj=aeqd +lat_0=0.005 +lon_0=0.005", always_xy=True)


@st.composite
def snaps(draw, roads, max_size):
    road = st.integers(-1, roads - 1)
    rows = draw(st.lists(st.tuples(road, SHARES), max_size=max_size))
    road, share = np.array(rows, float).reshape(-1, 2).T
    n = len(road)
    return Snap(road.astype(int), share, np.zeros(n), np.full((n, 2), np.nan))


@st.composite
def placements(draw):
    """A graph, units and stations along its roads, and when the units leave."""
    graph = draw(road_graphs())
    units, stations = (draw(snaps(len(graph.road_ends), size)) for size in (5, 4))
    start = draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=len(units.road), max_size=len(units.road)))
    return graph, Depart(units, np.array(start, float), np.zeros(len(start))), stations


def table_with_places_as_nodes(graph, units, stations):
    """Minutes from each unit to each station where NetworkX sees every place as a node of its own."""
    other = nx.MultiDiGraph()
    other.add_nodes_from(range(graph.n_nodes))
    for road, (ends, edges) in enumerate(zip(graph.road_ends, graph.road_edges, strict=True)):
        stops = [(0.0, int(ends[0])), (1.0, int(ends[1]))]
        for kind, snap in (("unit", units.snap), ("station", stations)):
            stops += [(snap.share[i], (kind, int(i))) for i in np.flatnonzero(snap.road == road)]
        stops.sort(key=lambda stop: stop[0])
        for (low, a), (high, b) in pairwise(stops):
            there = [(a, b, edges[0]), (b, a, edges[1])]
            for tail, head, edge in there:
                if low == high:
                    other.add_edge(tail, head, minutes=0.0)
                elif edge >= 0:
                    other.add_edge(tail, head, minutes=float((high - low) * graph.edge_min[edge]))
    table = np.full((len(units.minutes), len(stations.road)), np.inf)
    for i, start in enumerate(units.minutes):
        if units.snap.road[i] < 0:
            continue
        found = nx.single_source_dijkstra_path_length(other, ("unit", i), weight="minutes")
        for j in np.flatnonzero(stations.road >= 0):
            table[i, j] = found.get(("station", int(j)), np.inf) + start
    return table


@every_engine
@settings(deadline=None, max_examples=200)
@given(case=placements(), k=st.integers(1, 4))
def test_units_along_roads_reach_stations_along_roads_as_networkx_says(name, case, k):
    graph, units, stations = case
    wanted = table_with_places_as_nodes(graph, units, stations)
    blocks = [
        block for _, block in arrivals.tables(graph, units, stations, limit_min=np.inf, engine_name=name)
    ]
    none = np.full((len(units.minutes), len(stations.road)), np.inf)
    found = np.vstack(blocks) if blocks else none
    np.testing.assert_allclose(found, wanted, atol=1e-7)
    ranked = arrivals.nearest(graph, units, stations, k=k, engine_name=name)
    labels, minutes = nearest_of_table(on_grid(found), k)
    np.testing.assert_array_equal(ranked.minutes, minutes)
    np.testing.assert_array_equal(ranked.labels, labels)


def brute_snap(graph, points, usable):
    """Metres to the nearest usable road, in a plane."""
    lines = [
        shapely.LineString(np.column_stack(METRES.transform(*road_line(graph, road).T))) for road in usable
    ]
    places = shapely.points(np.column_stack(METRES.transform(*points.T)))
    return np.array([min((line.distance(place) for line in lines), default=np.nan) for place in places])


@settings(deadline=None, max_examples=100)
@given(graph=road_graphs(), seed=st.integers(0, 99), closing=st.booleans())
def test_a_place_meets_the_nearest_point_of_the_nearest_open_road_of_the_core(graph, seed, closing):
    rng = np.random.default_rng(seed)
    small = RoadGraph.from_edges(graph.x / 10, graph.y / 10, graph.tail, graph.head, graph.edge_min)
    points = rng.uniform(-0.01, 0.02, (5, 2))
    shut = rng.random(len(small.road_ends)) < (0.3 if closing else 0)
    usable = np.flatnonzero(small.core[small.road_ends].all(axis=1) & ~shut)
    snap = Snapper(small).snap(points, shut=shut)
    np.testing.assert_allclose(snap.access_m, brute_snap(small, points, usable), atol=0.05)
    assert np.isin(snap.road[snap.road >= 0], usable).all()
    for i in np.flatnonzero(snap.road >= 0):
        line = shapely.LineString(road_line(small, snap.road[i]))
        assert line.distance(shapely.Point(snap.lonlat[i])) < 1e-9


def test_a_place_beside_a_bent_road_gets_its_share_by_length():
    # 0 -> 1 over a right angle: 3 parts east, then 1 part north
    graph = RoadGraph.from_edges([0, 0.003], [0, 0.001], [0, 1], [1, 0], [4.0, 4.0])
    bent = RoadGraph(**{**vars(graph), "bend_ptr": np.array([0, 1]), "bends": np.array([[0.003, 0.0]])})
    snap = Snapper(bent).snap(np.array([[0.0015, 0.0005], [0.003, 0.0005], [np.nan, 0.0], [0.004, 0.001]]))
    np.testing.assert_allclose(snap.share, [0.375, 0.875, np.nan, 1], atol=2e-3)
    np.testing.assert_allclose(snap.access_m, [55.3, 0, np.nan, 111.3], atol=0.1)
    assert snap.road.tolist() == [0, 0, -1, 0]
    assert snap.within(60).road.tolist() == [0, 0, -1, -1]


def test_a_station_on_a_one_way_street_is_met_in_the_street_s_direction_only():
    # a block: 0 -> 1 -> 2 -> 0, each a minute; the unit stands behind the station on one street
    graph = RoadGraph.from_edges([0, 0.01, 0.005], [0, 0, 0.01], [0, 1, 2], [1, 2, 0], [1.0, 1.0, 1.0])
    places = Snapper(graph).snap(np.array([[0.008, 0.0], [0.002, 0.0]]))
    units = Depart(places.at(np.array([0])), np.zeros(1), np.zeros(1))
    (_, table), *_ = arrivals.tables(graph, units, places, limit_min=np.inf)
    np.testing.assert_allclose(table, [[0, 2.4]], atol=1e-6)


def test_a_closed_street_is_left_to_the_next_open_one():
    graph = RoadGraph.from_edges(
        [0, 0.01, 0, 0.01], [0, 0, 0.001, 0.001], [0, 1, 2, 3, 0, 2], [1, 0, 3, 2, 2, 0], [1.0] * 6
    )
    shut = (graph.road_ends == [0, 1]).all(axis=1)
    before, after = (Snapper(graph).snap(np.array([[0.005, 0.0]]), shut=it) for it in (None, shut))
    assert before.access_m[0] < 0.05
    assert abs(after.access_m[0] - 110.6) < 0.1
    assert not shut[after.road[0]]
    closed = without(graph, shut)
    assert (closed.road_edges[after.road[0]] >= 0).any()


def test_a_network_without_roads_meets_nobody():
    graph = RoadGraph.from_edges([0.0, 1.0], [0.0, 0.0], [], [], [])
    snap = Snapper(graph).snap(np.array([[0.0, 0.0]]))
    assert snap.road.tolist() == [-1]
    units = Depart(snap, np.zeros(1), np.zeros(1))
    assert arrivals.nearest(graph, units, snap, k=2).labels.tolist() == [[-1, -1]]


@settings(deadline=None, max_examples=60)
@given(graph=road_graphs(), seed=st.integers(0, 99))
def test_strips_of_a_large_network_give_what_the_whole_gives(graph, seed):
    points = np.random.default_rng(seed).uniform(-0.2, 0.3, (12, 2))
    points[::5] += 3.0
    whole = Snapper(graph).snap(points)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.travel.snap.STRIP", 3)
        patch.setattr("geo.travel.snap.STRIPS_KEPT", 0)
        strips = Snapper(graph).snap(points)
    for ours, theirs in zip(strips, whole, strict=True):
        np.testing.assert_array_equal(ours, theirs)
