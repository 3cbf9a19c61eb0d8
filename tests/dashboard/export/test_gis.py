"""GIS files: what leaves is read back equal, by another reader, in every format."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from xml.etree import ElementTree as ET

import pyogrio
import pytest
import shapely
from PIL import Image

from dashboard import palette
from dashboard.export import drafts, gis, shapefile
from dashboard.export.features import held
from dashboard.export.gislayers import KEYS
from geo.errors import NotFoundError, ScenarioError
from geo.evaluate import evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from tests.dashboard.export.mapping import (
    CENTIMETRE,
    EXACT,
    options,
    read,
    same_shapes,
    same_values,
    unpacked,
    written,
)
from tests.operations import small, small_frames

KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"


@pytest.fixture(scope="module")
def layers(evaluation):
    return written(evaluation)[0]


@pytest.fixture(scope="module")
def by_road(demo):
    return evaluate(demo, Scenario(engine="roads"))


def made(evaluation, suffix, **given):
    layer = given.pop("layer", "")
    return gis.render(evaluation, options(**given), suffix=suffix, layer=layer)


def test_the_layers_hold_every_row_of_the_evaluation(evaluation, layers):
    assert tuple(layers) == KEYS
    total = evaluation.summary
    counts = {key: len(it.frame) for key, it in layers.items()}
    assert counts["villages"] == total["villages"]
    assert counts["stations"] == total["stations"] == counts["routes"]
    assert counts["gaps"] == total["gaps"]
    assert counts["units"] == total["units"]
    stations, units = layers["stations"].frame, layers["units"].frame
    assert stations["covered"].sum() == total["covered"]
    assert stations["class_id"].value_counts().to_dict() == total["class_counts"]
    assert units["personnel"].sum() == total["personnel"]
    people = [it for it in layers["posting"].columns if it.startswith("people_")]
    assert layers["posting"].frame[people].sum().sum() == units["posted"].sum()
    assert units["posted"].sum() == evaluation.posting.stations["posted"].sum()


def test_counts_stay_whole_and_measures_do_not(layers):
    frame = layers["stations"].frame
    assert str(frame["number"].dtype) == "Int64"
    assert frame["travel_min"].dtype == float
    assert held(frame["place"].str.cat(["\n\u202e"] * len(frame)))[0].isprintable()


def test_a_geopackage_is_read_back_equal(evaluation, layers, tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_bytes(made(evaluation, ".gpkg"))
    assert {name for name, _kind in pyogrio.list_layers(file)} == {*KEYS, "about", "layer_styles"}
    for key, layer in layers.items():
        found = read(file, key)
        assert found.crs.to_epsg() == 4326
        assert same_values(layer, found)
        assert same_shapes(layer, found, within=EXACT)


def test_a_geopackage_says_what_it_is_and_how_it_looks(evaluation, layers, tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_bytes(made(evaluation, ".gpkg", language="id"))
    about = read(file, "about").set_index("key")["value"]
    assert about["plan_digest"] == evaluation.digest
    assert about["headline"].startswith("TERBATAS · SIMULASI · GARIS LURUS · ")
    assert pyogrio.read_info(file, layer="gaps")["layer_metadata"]["plan_digest"] == evaluation.digest
    with sqlite3.connect(file) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = opened.execute("SELECT f_table_name, useAsDefault, styleQML FROM layer_styles").fetchall()
    opened.close()
    assert [(name, default) for name, default, _qml in rows] == [(key, 1) for key in layers]
    roots = {name: ET.fromstring(qml) for name, _default, qml in rows}
    renderer = roots["villages"].find("renderer-v2")
    drawn = {it.get("value"): it.get("symbol") for it in renderer.iter("category")}
    symbols = {it.get("name"): it for it in renderer.find("symbols")}
    red, green, blue = (int(palette.CLASS_LOOKS["high"]["fill"][i : i + 2], 16) for i in (1, 3, 5))
    fill = symbols[drawn["high"]].find("layer/Option/Option[@name='color']").get("value")
    assert fill == f"{red},{green},{blue},255"
    assert symbols[drawn["high"]].find("layer[@class='LinePatternFill']") is not None
    for name, root in roots.items():
        attr = root.find("renderer-v2").get("attr")
        assert attr is None or attr in layers[name].columns


@pytest.mark.parametrize("key", KEYS)
def test_geojson_is_read_back_equal(evaluation, layers, tmp_path, key):
    file = tmp_path / "a.geojson"
    file.write_bytes(made(evaluation, ".geojson", layer=key))
    found = read(file)
    assert same_values(layers[key], found)
    assert same_shapes(layers[key], found, within=CENTIMETRE)
    about = json.loads(file.read_bytes())["about"]
    assert about["plan_digest"] == evaluation.digest
    polygons = [it for it in found.geometry if it is not None and it.geom_type == "MultiPolygon"]
    assert all(ring.exterior.is_ccw for it in polygons for ring in it.geoms)


def test_a_geojson_holds_the_stations_unless_told_otherwise_and_a_zip_all(evaluation, tmp_path):
    assert json.loads(made(evaluation, ".geojson"))["name"] == "stations"
    with zipfile.ZipFile(io.BytesIO(made(evaluation, ".geojson.zip"))) as file:
        assert file.namelist() == [f"{key}.geojson" for key in KEYS]
        assert file.read("stations.geojson") == made(evaluation, ".geojson")


def test_kml_is_read_back_equal_by_gdal(evaluation, layers, tmp_path):
    file = tmp_path / "a.kml"
    file.write_bytes(made(evaluation, ".kml"))
    for layer in layers.values():
        found = read(file, layer.title)
        assert same_values(layer, found)
        assert same_shapes(layer, found, within=CENTIMETRE)


def test_kml_has_a_style_for_every_feature_and_kmz_its_pictures(evaluation, layers):
    with zipfile.ZipFile(io.BytesIO(made(evaluation, ".kmz"))) as file:
        root = ET.fromstring(file.read("doc.kml"))
        hrefs = {it.text for it in root.iter(f"{KML}href")}
        assert hrefs == set(file.namelist()) - {"doc.kml"}
        assert all(Image.open(io.BytesIO(file.read(it))).size == (64, 64) for it in hrefs)
    styles = {f"#{it.get('id')}" for it in root.iter(f"{KML}Style")}
    marks = list(root.iter(f"{KML}Placemark"))
    assert len(marks) == sum(len(it.frame) for it in layers.values())
    assert {it.find(f"{KML}styleUrl").text for it in marks} <= styles
    assert root.find(f"{KML}Document/{KML}name").text.endswith(evaluation.digest)
    alone = ET.fromstring(made(evaluation, ".kml"))
    assert list(alone.iter(f"{KML}href")) == []


def test_shapefiles_are_read_back_equal(evaluation, layers, tmp_path):
    folder = unpacked(made(evaluation, ".zip"), tmp_path)
    for key, layer in layers.items():
        short = shapefile.short_names(layer.columns)
        found = read(folder / f"{key}.shp")
        assert (folder / f"{key}.cpg").read_text() == "UTF-8"
        assert found.crs.to_epsg() == 4326
        assert list(found.columns) == [*short.values(), "geometry"]
        assert same_values(layer, found, names=short)
        assert same_shapes(layer, found, within=1e-12)
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "voters = registered_voters" in readme
    assert evaluation.digest in readme


def test_short_names_are_short_and_each_only_once():
    names = ["registered_voters", "unit_label_of_one", "unit_label_of_two", "UNIT_LABEL", "number"]
    assert shapefile.short_names(names) == {
        "registered_voters": "voters",
        "unit_label_of_one": "unit_label",
        "unit_label_of_two": "unit_labe1",
        "UNIT_LABEL": "UNIT_LABE2",
        "number": "number",
    }


def test_words_are_cut_between_letters():
    assert shapefile.cut("é" * 127) == "é" * 127
    assert shapefile.cut("a" + "é" * 127) == "a" + "é" * 126


def test_gpx_has_a_waypoint_for_each_station_and_a_track_for_each_way(by_road, tmp_path):
    layers = written(by_road)[0]
    file = tmp_path / "a.gpx"
    file.write_bytes(made(by_road, ".gpx"))
    points, tracks = read(file, "waypoints"), read(file, "tracks")
    assert same_values(layers["stations"], points.rename(columns=lambda it: it.removeprefix("p_")))
    assert same_shapes(layers["stations"], points, within=CENTIMETRE)
    assert same_values(layers["routes"], tracks.rename(columns=lambda it: it.removeprefix("p_")))
    lines = tracks.set_geometry([it.geoms[0] for it in tracks.geometry])
    assert same_shapes(layers["routes"], lines, within=CENTIMETRE)
    root = ET.fromstring(file.read_bytes())
    assert len(root.findall(f"{GPX}trk")) == len(layers["routes"].frame)
    assert by_road.digest in root.find(f"{GPX}metadata/{GPX}name").text


def test_by_road_the_layer_of_what_is_reached_is_one_of_all_units_together(by_road, tmp_path):
    layers = written(by_road)[0]
    file = tmp_path / "a.gpkg"
    file.write_bytes(made(by_road, ".gpkg"))
    found = read(file, "reach")
    assert list(found["threshold_min"]) == [by_road.scenario.threshold_min]
    assert same_shapes(layers["reach"], found, within=EXACT)
    assert read(file, "about").set_index("key")["value"]["means"] == "BY ROAD"


@pytest.mark.parametrize("suffix", gis.SUFFIXES)
def test_equal_plans_give_equal_files_and_leave_no_drafts(evaluation, suffix, tmp_path, monkeypatch):
    monkeypatch.setattr(drafts.tempfile, "tempdir", str(tmp_path))
    assert made(evaluation, suffix) == made(evaluation, suffix)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", gis.SUFFIXES)
@pytest.mark.parametrize("kind", ["stations", "units"])
def test_an_operation_without_stations_or_units_is_a_file_all_the_same(suffix, kind, tmp_path):
    empty = evaluate(small(**{kind: small_frames()[kind].iloc[:0]}), Scenario())
    data = made(empty, suffix)
    file = tmp_path / f"a{suffix}"
    file.write_bytes(data)
    assert len(data) > 100
    if suffix == ".gpkg":
        assert len(read(file, kind)) == 0
        assert len(read(file, "villages")) == 4


def test_what_has_no_place_stays_a_row_without_geometry(tmp_path):
    frames = small_frames()
    frames["stations"].loc[2, "geometry"] = None
    frames["villages"].loc[3, "geometry"] = shapely.Point(112.35, 0)
    frames["units"] = frames["units"].assign(geometry=[*frames["units"].geometry[:2], None])
    plan = evaluate(Operation.build(small().meta, frames), Scenario())
    layers = written(plan)[0]
    assert len(layers["villages"].frame) + len(layers["village_points"].frame) == 4
    for suffix, within in ((".gpkg", EXACT), (".kml", CENTIMETRE)):
        file = tmp_path / f"a{suffix}"
        file.write_bytes(made(plan, suffix))
        for key, layer in layers.items():
            found = read(file, key if suffix == ".gpkg" else layer.title)
            assert same_values(layer, found)
            assert same_shapes(layer, found, within=within)
    root = ET.fromstring(made(plan, ".gpx"))
    assert len(root.findall(f"{GPX}wpt")) == 5
    assert "TPS without a position: 1" in root.find(f"{GPX}metadata/{GPX}desc").text


def test_what_cannot_be_made_is_said(evaluation):
    with pytest.raises(NotFoundError, match="no layer hills"):
        made(evaluation, ".gpkg", layer="hills")
    with pytest.raises(NotFoundError, match=r"no form \.dwg"):
        made(evaluation, ".dwg")
    with pytest.raises(ScenarioError, match="part of the operation"):
        made(evaluation, ".kml", area={"kind": "district", "key": "Grati"})
