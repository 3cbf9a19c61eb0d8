"""Village cells cover the outline without gap or overlap, with areas close to the published ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely


def test_two_sites_of_equal_weight_share_a_square_in_halves(module):
    square = shapely.box(0, 0, 10, 10)
    sites = np.array([[2.0, 5.0], [8.0, 5.0]])
    area, pairs, border = module("power").clipped_areas(sites, np.zeros(2), square)
    assert area == pytest.approx([50, 50])
    assert pairs.tolist() == [[0, 1]]
    assert border == pytest.approx([10])


def test_a_heavier_site_moves_the_border_by_its_weight_over_twice_the_distance(module):
    square = shapely.box(0, 0, 10, 10)
    sites = np.array([[2.0, 5.0], [8.0, 5.0]])
    area, _, _ = module("power").clipped_areas(sites, np.array([12.0, 0.0]), square)
    assert area == pytest.approx([60, 40])


def test_solved_weights_give_the_wanted_areas_in_an_outline_with_a_bay(module):
    bay = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 60, 60, 100))
    rng = np.random.default_rng(3)
    sites = rng.uniform(5, 95, (40, 2))
    sites = sites[shapely.contains_xy(bay, sites)]
    wanted = rng.uniform(1, 3, len(sites))
    wanted *= bay.area / wanted.sum()
    power = module("power")
    weights = power.solve_weights(sites, wanted, bay)
    assert power.clipped_areas(sites, weights, bay)[0] == pytest.approx(wanted, rel=1e-5)


def test_all_399_cells_are_single_valid_polygons(cells):
    assert len(cells.polygons) == 399
    assert cells.villages["village_id"].is_unique
    assert set(shapely.get_type_id(cells.polygons)) == {shapely.GeometryType.POLYGON}
    assert shapely.is_valid(cells.polygons).all()


def test_neighbouring_cells_leave_no_gap_and_never_overlap(cells):
    assert shapely.coverage_is_valid(cells.polygons)
    whole = shapely.union_all(cells.polygons)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert shapely.area(cells.polygons).sum() == pytest.approx(whole.area, rel=1e-12)


def test_cell_areas_keep_the_promised_limits(cells):
    error = np.abs(cells.area_error)
    assert np.median(error) < 0.05
    assert error.max() < 0.25


def test_nearly_every_label_point_lies_inside_its_own_cell(cells):
    assert len(cells.label_outside) <= 5


def test_the_outline_has_the_area_of_all_villages_together(cells, data_home, module):
    areas_m2 = cells.villages["area_km2"].sum() * 1e6
    points = pd.read_csv(data_home / "facts" / "outline.csv")
    assert 60 <= len(points) <= 180
    assert module("outline").outline(points, area_m2=areas_m2).area == pytest.approx(areas_m2, rel=1e-9)
    metric = shapely.transform(cells.polygons, module("outline").to_metres)
    assert shapely.area(metric).sum() == pytest.approx(areas_m2, rel=1e-5)


def test_the_north_coast_is_no_convex_hull(cells):
    whole = shapely.union_all(cells.polygons)
    assert whole.area < 0.95 * whole.convex_hull.area


def test_the_villages_of_an_operation_are_its_part_of_the_cells(cells, shipped):
    by_id = dict(zip(cells.villages["village_id"], cells.polygons, strict=True))
    for operation in shipped.values():
        villages = operation.villages
        own = [by_id[village_id] for village_id in villages["village_id"]]
        assert shapely.equals(own, villages.geometry.to_numpy()).all()
        assert shapely.coverage_is_valid(villages.geometry.to_numpy())
        assert villages["geometry_quality"].eq("schematic").all()
        assert operation.meta["schematic"] is True
