"""Reading what a basemap shows: what tags are drawn as, what lies within the bounds, what is told of bad files."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import extract
from geo.basemap import coast, kinds
from geo.basemap.read import read
from geo.errors import InputError, NotFoundError
from tests.geo.extracts import Extract, town

REAL = sorted((Path(__file__).parents[4] / "shared" / "data" / "roads").glob("*.osm.pbf"))


@pytest.mark.parametrize(
    ("tags", "layer", "kind"),
    [
        ({"landuse": "forest"}, "land", "forest"),
        ({"natural": "wood"}, "land", "forest"),
        ({"landuse": "farmland", "natural": "water"}, "water", "water"),
        ({"landuse": "residential"}, "land", "built"),
        ({"landuse": "aquaculture"}, "land", "wetland"),
        ({"landuse": "reservoir"}, "water", "water"),
    ],
)
def test_an_area_is_drawn_as_its_tags_say_and_water_before_land(tags, layer, kind):
    assert kinds.of_area(tags)[:2] == (layer, kind)


@pytest.mark.parametrize(
    ("tags", "layer", "kind"),
    [
        ({"highway": "motorway_link"}, "highways", "motorway"),
        ({"highway": "tertiary"}, "roads", "tertiary"),
        ({"highway": "primary", "tunnel": "yes"}, "highways", "primary"),
        ({"highway": "living_street"}, "streets", "street"),
        ({"highway": "footway"}, "lanes", "path"),
        ({"railway": "rail"}, "rails", "rail"),
        ({"waterway": "canal"}, "rivers", "canal"),
        ({"natural": "coastline"}, "coast", "coast"),
    ],
)
def test_a_line_is_drawn_as_its_tags_say(tags, layer, kind):
    assert kinds.of_line(tags)[:2] == (layer, kind)


@pytest.mark.parametrize(
    "tags",
    [{}, {"highway": "proposed"}, {"highway": "pedestrian", "area": "yes"}, {"power": "line"},
     {"waterway": "stream", "tunnel": "culvert"}, {"railway": "rail", "tunnel": "yes"}],
)  # fmt: skip
def test_a_line_that_is_not_named_or_lies_under_ground_is_not_drawn(tags):
    assert kinds.of_line(tags) is None


def test_a_place_without_a_name_is_not_drawn():
    assert kinds.of_point({"place": "city"}) is None
    assert kinds.of_point({"place": "city", "name": "X"}) == ("towns", "city", 1)
    assert kinds.of_point({"place": "state", "name": "X"}) is None


def test_every_kind_has_a_layer_and_every_layer_but_sea_and_earth_a_kind():
    tables = (kinds._AREAS, kinds._HIGHWAYS, kinds._WATERWAYS, kinds._PLACES)
    used = {kind.layer for table in tables for kind in table.values()} | {"rails"}
    small = {layer for layer, _limit in kinds.SMALL.values()}
    assert used | small | {"sea", "earth"} == set(kinds.LAYERS)


def test_a_small_extract_gives_the_layers_that_are_in_it(tmp_path):
    drawn = read(town().save(tmp_path / "town.osm"))
    counts = {name: len(frame) for name, frame in drawn.layers.items()}
    assert counts == {"earth": 1, "land": 1, "plots": 1, "water": 1, "rivers": 1, "streets": 1, "lanes": 1,
                      "rails": 1, "highways": 1, "towns": 1, "hamlets": 1}  # fmt: skip
    assert drawn.bounds == (112.0, -0.05, 112.4, 0.05)
    (lake,) = drawn.layers["water"].geometry
    assert lake.area == pytest.approx(0.1 * 0.04 - 0.02 * 0.01)
    assert drawn.layers["towns"]["name"].tolist() == ["Kota & <b>Tua</b>"]
    assert list(drawn.layers) == [name for name in kinds.LAYERS if name in drawn.layers]


def test_only_what_lies_within_the_bounds_is_kept_and_cut_there(tmp_path):
    bounds = (112.15, -0.03, 112.27, 0.03)
    drawn = read(town().save(tmp_path / "town.osm"), bounds=bounds)
    assert "land" not in drawn.layers
    assert "hamlets" not in drawn.layers
    assert drawn.bounds == pytest.approx(bounds)
    for frame in drawn.layers.values():
        west, south, east, north = frame.total_bounds
        assert (west >= 112.15, south >= -0.03, east <= 112.27, north <= 0.03) == (True,) * 4


def test_a_shore_parts_land_from_sea_within_what_was_read(tmp_path):
    it = town()
    it.way([(111.9, 0.0), (112.5, 0.0)], natural="coastline")
    drawn = read(it.save(tmp_path / "town.osm"), bounds=(112.0, -0.05, 112.4, 0.05))
    assert drawn.layers["earth"].total_bounds == pytest.approx((112.0, 0.0, 112.4, 0.05))
    assert drawn.layers["sea"].total_bounds == pytest.approx((112.0, -0.05, 112.4, 0.0))
    assert "coast" not in drawn.layers


def test_a_margin_is_as_wide_as_high_on_the_ground():
    west, south, east, north = coast.around((10, 59, 11, 61), margin_km=11.132)
    assert (59 - south, north - 61) == pytest.approx((0.1, 0.1))
    assert (10 - west, east - 11) == pytest.approx((0.2, 0.2))


def test_an_extract_of_another_place_is_refused(tmp_path):
    with pytest.raises(InputError, match="shows another place"):
        read(town().save(tmp_path / "town.osm"), bounds=(8, 49, 9, 50))


def test_an_extract_without_anything_to_draw_is_refused(tmp_path):
    it = Extract()
    it.way([(0, 0), (1, 1)], power="line")
    with pytest.raises(InputError, match="holds nothing to draw"):
        read(it.save(tmp_path / "lines.osm"))


def test_broken_shapes_and_ways_without_their_points_are_left_out(tmp_path):
    it = town()
    it.way_of([1, 999], highway="primary")
    it.way_of([999, 998, 997, 999], landuse="forest")
    it.way([(112.1, 0.0), (112.2, 0.1), (112.1, 0.1), (112.2, 0.0), (112.1, 0.0)], natural="water")
    it.relation({4242: "outer"}, natural="water")
    drawn = read(it.save(tmp_path / "town.osm"))
    assert len(drawn.layers["highways"]) == 1
    assert len(drawn.layers["land"]) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is not an OSM file|cannot be read"), (b"PK\x03\x04 no map", "is not an OSM file|cannot be read")],
    ids=["empty", "another kind"],
)
def test_a_file_that_is_no_extract_is_refused(tmp_path, content, said):
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read(path)


def test_a_missing_file_and_a_missing_pyosmium_are_said(tmp_path, monkeypatch):
    with pytest.raises(NotFoundError, match="There is no file"):
        read(tmp_path / "none.osm.pbf")
    path = town().save(tmp_path / "town.osm")
    monkeypatch.setattr(extract, "find_spec", lambda name: None)
    with pytest.raises(NotFoundError, match="pyosmium is not installed"):
        read(path)


def test_progress_is_told_and_may_stop_the_reading(tmp_path):
    def stop(step, done, total):
        raise KeyboardInterrupt

    path = town().save(tmp_path / "town.osm")
    with pytest.raises(KeyboardInterrupt):
        read(path, progress=stop)
    seen = []
    read(path, progress=lambda *told: seen.append(told))
    assert seen[0] == ("things", 0, None)
    assert seen[-1][1] > 10


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_extract_gives_roads_on_land_and_a_cut_one_is_refused(path, tmp_path):
    drawn = read(path)
    assert {"earth", "highways", "roads", "streets", "lanes"} <= set(drawn.layers)
    assert drawn.date[:2] == "20"
    cut = tmp_path / path.name
    cut.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match="cut short"):
        read(cut)
