"""Reading a layer of lines: joined where they cross, classes by their words, what lacks is reported."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import CrsError, InputError, NotFoundError
from geo.travel import lines

KM = 1.11319


def layer(**columns):
    """A cross: one line east, one line north through its middle, a multi-part line, and a point."""
    shapes = [
        shapely.LineString([(0, 0), (0.02, 0)]),
        shapely.LineString([(0.01, 0.01), (0.01, -0.01)]),
        shapely.MultiLineString([[(0.02, 0), (0.02, 0.01)], [(0, 0), (0, 0.01)]]),
        shapely.Point(0, 0),
    ]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def at(graph, x, y):
    (found,) = np.flatnonzero((abs(graph.x - x) < 1e-6) & (abs(graph.y - y) < 1e-6))
    return int(found)


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.geojson"])
def test_lines_are_joined_where_they_cross_in_every_format(tmp_path, name):
    layer(kelas=["Jalan Arteri", "lokal", "lokal", ""]).iloc[:3].to_file(tmp_path / name)
    graph = lines.read(tmp_path / name)
    assert len(graph.road_ends) == 6
    assert graph.core.all()
    way = graph.path(at(graph, 0.01, 0.01), at(graph, 0.02, 0))
    assert way.minutes == pytest.approx(1.10574 / 35 * 60 + KM / 50 * 60, abs=1e-2)
    assert graph.meta["source"] == name


def test_a_one_way_line_keeps_its_direction_through_the_cutting():
    graph = lines.graph(layer(REMARK=["Jalan Lokal"] * 4, oneway=["yes", "no", "-1", None]))
    west, middle, east = (at(graph, x, 0) for x in (0, 0.01, 0.02))
    assert graph.path(west, middle)
    assert graph.path(middle, east)
    assert not graph.path(east, middle)
    assert graph.path(at(graph, 0.02, 0.01), east)
    assert not graph.path(east, at(graph, 0.02, 0.01))


def test_what_lacks_is_reported_and_counts_as_a_village_road():
    report = lines.graph(
        layer(fungsi=["arteri", "jalan gajah", None, "x"], maxspeed=["60", "", "fast", ""])
    ).meta["report"]
    assert (report["lines"], report["not_lines"]) == (4, 1)
    assert (report["class_column"], report["class_missing"], report["class_unknown"]) == (
        "fungsi",
        1,
        {"jalan gajah": 1},
    )
    assert (report["oneway_column"], report["limit_column"], report["limit_missing"]) == ("", "maxspeed", 2)
    bare = lines.graph(layer())
    assert bare.meta["report"]["class_missing"] == 3
    assert bare.edge_min.sum() == pytest.approx(bare.edge_m.sum() * 0.06 / 28, rel=1e-5)


def test_lines_in_metres_come_out_in_degrees():
    graph = lines.graph(layer(highway=["primary"] * 4).to_crs(32631))
    assert len(graph.road_ends) == 6
    assert np.abs(graph.x).max() == pytest.approx(0.02, abs=1e-6)


def test_a_layer_without_crs_or_lines_or_usable_roads_is_refused(tmp_path):
    with pytest.raises(CrsError):
        lines.graph(layer().set_crs(None, allow_override=True))
    with pytest.raises(InputError, match="holds no roads"):
        lines.graph(layer().iloc[3:])
    with pytest.raises(InputError, match="holds no roads"):
        lines.graph(layer(highway=["path"] * 4))
    with pytest.raises(NotFoundError):
        lines.read(tmp_path / "none.gpkg")
    (tmp_path / "notes.geojson").write_text("{")
    with pytest.raises(InputError, match=r"notes\.geojson"):
        lines.read(tmp_path / "notes.geojson")


def test_bridges_are_taken_from_a_column_and_unknown_without_one():
    flagged = lines.graph(layer(highway=["primary"] * 4, Jembatan=["T", "tidak", None, "F"]))
    assert flagged.road_bridge.sum() == 2
    assert (flagged.y[flagged.road_ends[flagged.road_bridge]] == 0).all()
    assert lines.graph(layer(highway=["primary"] * 4)).road_bridge is None
