"""Land out of shore lines: the land lies on a shore's left."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.basemap import coast

BOX = (0.0, 0.0, 4.0, 2.0)


def land(*shores):
    return coast.land(np.array([shapely.LineString(it) for it in shores], dtype=object), BOX)


def test_without_a_shore_all_is_land():
    assert land().equals(shapely.box(*BOX))
    assert land([(10, 10), (11, 11)]).equals(shapely.box(*BOX))


def test_a_shore_to_the_east_has_its_land_in_the_north():
    assert land([(-1, 1), (5, 1)]).equals(shapely.box(0, 1, 4, 2))
    assert land([(5, 1), (-1, 1)]).equals(shapely.box(0, 0, 4, 1))


def test_a_shore_in_pieces_is_one_shore():
    assert land([(-1, 1), (2, 1)], [(2, 1), (3, 1)], [(3, 1), (5, 1)]).area == pytest.approx(4)


def test_an_island_is_land_and_a_lagoon_is_not():
    island = [(1, 0.5), (2, 0.5), (2, 1.5), (1, 1.5), (1, 0.5)]
    assert land(island).equals(shapely.Polygon(island))
    assert land(island[::-1]).area == pytest.approx(8 - 1)


def test_a_wrong_piece_of_shore_does_not_flood_the_country():
    assert land([(-1, 1), (3, 1)], [(5, 1), (3, 1)]).area == pytest.approx(4)


def test_a_shore_that_ends_within_leaves_the_rest_of_the_map_standing():
    assert land([(-1, 1), (2, 1)]).area in (0, pytest.approx(8))
