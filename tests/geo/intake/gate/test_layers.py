"""Layers: every feature arrives with its fields as text and its shape as WKB, also where the shape is broken."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from geo.intake import gate
from tests.geo.intake.gate import seeds


@pytest.fixture(autouse=True, scope="module")
def _clean():
    yield
    gate.close()


def layer(name: str, body: bytes | None = None):
    return gate.read(seeds.good()[name] if body is None else body, name=name)[0]


def shapes(sheet) -> list[str | None]:
    return [None if it is None else shapely.from_wkb(it).wkt for it in sheet.shapes]


@pytest.mark.parametrize("name", ["desa.gpkg", "desa.zip", "desa.fgb", "desa.parquet"])
def test_a_layer_is_the_same_in_every_format(name):
    sheet = layer(name)
    assert sheet.is_layer
    assert sheet.crs == "EPSG:4326"
    rows = sheet.cells[["kode", "nama", "pemilih"]].to_numpy().tolist()
    assert sorted(rows) == [[kode, nama, str(n)] for kode, nama, n in seeds.VILLAGES]
    assert dict(zip(sheet.cells["nama"], shapes(sheet), strict=True))["Wonokitri"] == "POINT (112.91 -7.91)"
    assert sheet.rows.tolist() == [1, 2, 3]


def test_geojson_keeps_every_feature_and_says_which_has_no_shape():
    features = seeds.geojson()["features"]
    broken = [
        {"type": "Feature", "properties": {"kode": "4", "x": {"a": [1]}}, "geometry": {"type": "Point", "coordinates": ["a", 1]}},
        {"type": "Feature", "properties": None, "geometry": {"type": "Kurva", "coordinates": []}, "id": 7},
        None,
    ]  # fmt: skip
    sheet = layer(
        "desa.geojson", json.dumps({"type": "FeatureCollection", "features": features + broken}).encode()
    )
    assert len(sheet) == 6
    assert [it is None for it in sheet.shapes] == [False, False, True, True, True, True]
    assert sheet.cells.loc[3, "x"] == '{"a": [1]}'
    assert sheet.cells.loc[4, "id"] == "7"
    assert sheet.cells.loc[5].isna().all()


@pytest.mark.parametrize(
    ("said", "crs"),
    [
        ({}, "EPSG:4326"),
        ({"crs": None}, None),
        ({"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32749"}}}, "EPSG:32749"),
        ({"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}, "EPSG:4326"),
        ({"crs": {"type": "link", "properties": {"href": "http://127.0.0.1/x"}}}, None),
    ],
)
def test_geojson_says_its_coordinates_or_nothing(said, crs):
    assert layer("x.geojson", json.dumps(seeds.geojson() | said).encode()).crs == crs


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT Z (112 -7 12)",
        "LINESTRING (112 -7, 113 -8)",
        "POLYGON ((0 0, 9 0, 9 9, 0 0), (3 1, 5 1, 5 2, 3 1))",
        "MULTIPOINT ((112 -7), (113 -8))",
        "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))",
    ],
)
def test_every_kind_of_shape_comes_back_as_it_was(wkt):
    said = json.loads(shapely.to_geojson(shapely.from_wkt(wkt)))
    sheet = layer("x.geojson", json.dumps(said).encode())
    assert shapely.from_wkb(sheet.shapes[0]).equals_exact(shapely.from_wkt(wkt))
    assert shapely.from_wkb(sheet.shapes[0]).has_z == ("Z" in wkt)


def test_a_ring_that_does_not_close_is_handed_on_as_it_is():
    body = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    shape = layer("x.geojson", json.dumps(body).encode()).shapes[0]
    assert shapely.from_wkb(shape, on_invalid="ignore") is None
    assert shapely.from_wkb(shape, on_invalid="fix").area == pytest.approx(1)


def test_a_geopackage_with_a_broken_shape_keeps_its_row():
    broken = "UPDATE desa SET geom = x'47500001E610000073616D706168' WHERE fid = 2"
    sheet = layer("desa.gpkg", seeds.geopackage("UPDATE desa SET geom = NULL WHERE fid = 1", broken))
    assert [it is None for it in sheet.shapes] == [True, True, False]
    assert sheet.cells["kode"].tolist() == [kode for kode, _, _ in seeds.VILLAGES]


def test_a_trigger_of_a_geopackage_never_fires_and_the_file_is_read():
    sheet = layer(
        "desa.gpkg", seeds.geopackage("CREATE TRIGGER t AFTER INSERT ON desa BEGIN DELETE FROM desa; END")
    )
    assert len(sheet) == 3


def test_a_shapefile_without_prj_says_nothing_of_its_coordinates():
    parts = {
        k: v
        for k, v in seeds.written(".shp", "ESRI Shapefile").items()
        if k.endswith((".shp", ".shx", ".dbf"))
    }
    assert layer("desa.zip", seeds.zipped(parts)).crs is None


@pytest.mark.parametrize(
    ("page", "name"), [(b"UTF-8", "Désa"), (b"1252", "DÃ©sa"), (None, "Désa"), (b"sampah", "Désa")]
)
def test_the_encoding_of_a_shapefile_is_what_its_cpg_says_else_what_its_bytes_say(page, name):
    parts = seeds.written(".shp", "ESRI Shapefile")
    parts["desa.dbf"] = parts["desa.dbf"].replace(b"Tosari", "Désa ".encode())
    if page is None:
        del parts["desa.cpg"]
    else:
        parts["desa.cpg"] = page
    assert layer("desa.zip", seeds.zipped(parts)).cells.loc[0, "nama"] == name


def test_every_shapefile_of_an_archive_is_a_layer():
    parts = seeds.written(".shp", "ESRI Shapefile")
    both = {f"a/{k}": v for k, v in parts.items()} | {k.replace("desa", "tps"): v for k, v in parts.items()}
    sheets = gate.read(seeds.zipped(both), name="x.zip")
    assert [(it.name, len(it)) for it in sheets] == [("desa", 3), ("tps", 3)]


@pytest.mark.parametrize("name", ["desa.kml", "desa.kmz"])
def test_placemarks_keep_their_folder_their_data_and_their_markup_as_text(name):
    sheet = layer(name)
    assert sheet.cells.loc[0].tolist() == ["TPS 1", "<b>balai</b>", "TPS", "0480"]
    assert [it is None for it in sheet.shapes] == [False, False, True]
    assert shapely.from_wkb(sheet.shapes[1]).area == pytest.approx(0.5)


def test_layers_of_one_name_are_told_apart():
    inside = {f"{folder}/Desa.kml": seeds.KML.encode() for folder in "ab"} | {
        "Desa (2).kml": seeds.KML.encode()
    }
    sheets = gate.read(seeds.zipped(inside), name="x.kmz")
    assert sorted(it.name for it in sheets) == ["Desa", "Desa (2)", "Desa (2) (2)"]
    assert [len(it) for it in sheets] == [3, 3, 3]


def test_waypoints_routes_and_tracks_are_layers_of_their_own():
    sheets = gate.read(seeds.good()["jalan.gpx"], name="jalan.gpx")
    assert [it.name for it in sheets] == ["waypoints", "routes", "tracks"]
    assert shapes(sheets[0]) == ["POINT (112.9 -7.9)"]
    assert shapes(sheets[2]) == ["LINESTRING (112 -7, 112.2 -7.2)"]


def test_boundaries_written_as_lat_lng_become_shapes_in_their_right_order():
    sheet = layer("wilayah.sql")
    assert sheet.name == "wilayah_boundaries"
    assert sheet.crs == "EPSG:4326"
    assert sheet.cells["nama"].tolist() == ["Tosari", "D'Wono'kitri", "Sedaeng"]
    assert [None if it is None else it.split(" (")[0] for it in shapes(sheet)] == [
        "POLYGON",
        "MULTIPOLYGON",
        None,
    ]
    assert shapely.from_wkb(sheet.shapes[0]).bounds == (112.9, -8.0, 113.0, -7.9)
    assert list(sheet.cells) == ["kode", "nama", "lat", "lng"]


@pytest.mark.parametrize(
    "path", ["[[-7.9,112.9],[-7.9,113],[-8,113]]", [[[112.9, -7.9], [113, -7.9], [113, -8]]]]
)
def test_boundaries_come_as_json_too_in_either_order(path):
    body = json.dumps({"data": [{"kode": "1", "path": path}, {"kode": "2", "path": "rusak"}]}).encode()
    sheet = layer("wilayah.json", body)
    assert shapely.from_wkb(sheet.shapes[0], on_invalid="fix").bounds == (112.9, -8.0, 113.0, -7.9)
    assert sheet.shapes[1] is None
    assert sheet.cells.loc[1, "path"] == "rusak"


def test_a_parquet_table_without_geometry_is_a_layer_without_shapes():
    sheet = layer("x.parquet", seeds.plain_parquet())
    assert sheet.cells["kode"].tolist() == ["0012", None]
    assert sheet.shapes.tolist() == [None, None]


def test_columns_of_one_name_both_stay():
    body = json.dumps(seeds.geojson()).replace('"nama"', '"kode "').encode()
    assert list(layer("x.geojson", body).cells) == ["kode", "kode ", "pemilih"]


def test_nothing_of_a_sheet_hangs_on_the_file_it_came_from():
    sheet = layer("desa.gpkg")
    gate.close()
    assert isinstance(sheet.rows, np.ndarray)
    assert sheet.rows.sum() == 6
    assert all(isinstance(it, bytes) for it in sheet.shapes)
