"""Isochrones: nothing reached lies outside, a longer time holds a shorter one."""

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geo.travel import isochrone
from geo.travel.arrivals import Depart
from geo.travel.graph import RoadGraph
from geo.travel.snap import Snap, Snapper
from tests.geo.travel.networks import road_graphs

UTM = CRS.from_epsg(32631)
METRES = Transformer.from_crs(4326, UTM, always_xy=True)


@settings(deadline=None, max_examples=100)
@given(graph=road_graphs(), data=st.data())
def test_every_reached_junction_lies_inside_and_longer_holds_shorter(graph, data):
    if not len(graph.road_ends):
        return
    road = data.draw(st.integers(0, len(graph.road_ends) - 1))
    share = data.draw(st.sampled_from([0.0, 0.3, 1.0]))
    snap = Snap(np.array([road]), np.array([share]), np.zeros(1), np.zeros((1, 2)))
    unit = Depart(snap, np.array([0.5]), np.zeros(1))
    points = isochrone.field(graph, Snapper(graph), UTM)
    at_node = np.full(graph.n_nodes, np.inf)
    seeds = unit.seeds(graph)
    for node, minutes in zip(seeds.node, seeds.minutes, strict=True):
        at_node = np.minimum(at_node, minutes + graph.minutes([node], np.arange(graph.n_nodes))[0])
    limits = [0.1, 1.0, 2.5, 4.0, 40.0]
    found = isochrone.arrival(graph, points, unit, limit_min=40.0)
    shapes = isochrone.polygons(points, found, limits)
    x, y = METRES.transform(graph.x, graph.y)
    for limit, shape in zip(limits, shapes, strict=True):
        assert shape.is_valid
        assert shapely.intersects_xy(shape, x[at_node <= limit], y[at_node <= limit]).all()
    for shorter, longer in pairwise(shapes):
        assert shorter.is_empty or longer.covers(shorter)
    assert shapes[0].is_empty
    assert not shapes[1].is_empty


def test_cells_that_touch_at_a_corner_hang_together_and_small_holes_are_filled():
    corner = isochrone.outline(np.array([[0, 0], [3, 3]]))
    assert (corner.geom_type, corner.is_valid) == ("Polygon", True)
    ring = [(x, y) for x in range(6) for y in range(6) if x in {0, 5} or y in {0, 5}]
    assert not isochrone.outline(np.array(ring)).interiors
    wide = [(x, y) for x in range(12) for y in range(12) if x in {0, 11} or y in {0, 11}]
    assert len(isochrone.outline(np.array(wide)).interiors) == 1
    assert isochrone.outline(np.empty((0, 2), int)).is_empty


def test_a_one_way_street_is_reached_ahead_of_the_unit_only():
    graph = RoadGraph.from_edges([0, 0.1], [0, 0], [0], [1], [10.0])
    unit = Depart(
        Snap(np.zeros(1, int), np.array([0.5]), np.zeros(1), np.zeros((1, 2))), np.zeros(1), np.zeros(1)
    )
    points = isochrone.field(graph, Snapper(graph), UTM)
    minutes = isochrone.arrival(graph, points, unit, limit_min=60)
    assert np.isinf(minutes[points.share < 0.5]).all()
    np.testing.assert_allclose(minutes[points.share >= 0.5], (points.share[points.share >= 0.5] - 0.5) * 10)
