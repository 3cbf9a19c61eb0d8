"""What is made of official files: an area cut out of a country, [lat, lng] turned round, numbers of stations."""

from __future__ import annotations

import csv
import io
import json
import tomllib
import zipfile

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.fetch import features, latlng, tpslist
from geo.fetch.download import silent
from geo.fetch.prepare import prepare
from geo.fetch.source import order, source
from geo.fetch.trouble import FetchError
from tests.geo.fetch import official
from tests.geo.fetch.shelf import names

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_an_area_is_cut_out_of_the_country_in_the_order_of_its_codes(tmp_path):
    told = []
    file = written(tmp_path, "idn.zip", official.codab())
    text, counts = features.cut(file, "3514", told=lambda *said: told.append(said))
    made = json.loads(text)
    assert [it["properties"]["adm4_pcode"] for it in made["features"]] == [
        "ID3514010001", "ID3514010002", "ID3514020001",
    ]  # fmt: skip
    assert made["features"][2] == official.VILLAGES[3]
    assert counts == {"read": 4, "kept": 3, "without_shape": 0}
    assert told[-1][1] == told[-1][2]


def test_a_district_is_cut_out_too_and_older_names_of_columns_are_understood(tmp_path):
    older = [
        {**it, "properties": {key.upper(): value for key, value in it["properties"].items()}}
        for it in official.VILLAGES
    ]
    file = written(tmp_path, "idn.zip", official.codab(older, name="layers/idn_adm4.geojson"))
    with pytest.raises(FetchError, match="None of 4 villages"):
        features.cut(file, "9999", told=silent)


def layer(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("idn_admin4.geojson", text)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 nothing",
        layer(""),
        layer("{}"),
        layer('{"features": ['),
        layer('{"features": [1]}'),
        layer('{"features": [{"type": "Feature", "properties": {"adm4_pcode": "ID3514"}'),
        layer('{"features": [{"type": "Feature", "properties": {"adm4_pcode": "ID3514", "a": NaN}}]}'),
        layer('{"crs": {"name": "EPSG:32749"}, "features": []}'),
        layer("[" * 100_000),
        official.codab(name="idn_admin3.geojson"),
        official.codab()[:-30],
        layer('{"features": [' + "[" * 100_000),
    ],
)
def test_a_map_that_cannot_be_read_is_said(tmp_path, content):
    with pytest.raises(FetchError) as caught:
        features.cut(written(tmp_path, "idn.zip", content), "3514", told=silent)
    assert caught.value.kind in {"content", "request"}


@given(st.lists(ANYTHING, max_size=6), st.integers(1, 40))
def test_features_are_the_same_wherever_the_text_is_cut(properties, size):
    wanted = [{"type": "Feature", "properties": it} for it in properties]
    text = json.dumps({"type": "FeatureCollection", "features": wanted})
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    assert list(features.features(pieces)) == wanted


def test_lat_lng_becomes_lon_lat_and_rings_are_closed(tmp_path):
    text, counts = latlng.convert(written(tmp_path, "x.sql", official.SQL))
    made = json.loads(text)["features"]
    assert [it["properties"]["kode"] for it in made] == ["35.14.01.2001", "35.14.01.2002", "35.14.01.2003"]
    assert made[1]["properties"]["nama"] == "Dawuhan'sengon"
    assert made[1]["geometry"]["coordinates"][0][0] == [112.79, -7.85]
    several = shapely.geometry.shape(made[0]["geometry"])
    assert several.geom_type == "MultiPolygon"
    assert several.is_valid
    assert several.bounds == (112.70, -7.86, 112.78, -7.79)
    assert made[2]["geometry"] is None
    assert counts == {"read": 3, "kept": 3, "without_shape": 1}


def test_several_inserts_and_rows_on_one_line_are_all_read(tmp_path):
    row = "('{}','x',NULL,NULL,NULL)"
    head = "INSERT INTO `wilayah_boundaries` (`kode`,`nama`,`lat`,`lng`,`path`) VALUES "
    text = f"{head}{row.format('1')},{row.format('2')};\n{head}\n{row.format('3')};"
    assert latlng.convert(written(tmp_path, "x.sql", text))[1]["read"] == 3


@pytest.mark.parametrize("wrap", ["list", "one", "data", "phpmyadmin"])
def test_the_same_in_json_is_understood(tmp_path, wrap):
    path = [[[-7.86, 112.77], [-7.86, 112.78], [-7.85, 112.78]]]
    row = {"kode": "35.14.01.2001", "nama": "Gerbo", "path": json.dumps(path) if wrap == "list" else path}
    wrapped = {
        "list": [row],
        "one": row,
        "data": {"data": [row]},
        "phpmyadmin": [{"type": "header"}, {"type": "table", "data": [row]}],
    }[wrap]
    text, _counts = latlng.convert(written(tmp_path, "x.json", json.dumps(wrapped)))
    (made,) = json.loads(text)["features"]
    assert made["geometry"]["coordinates"][0][0] == [112.77, -7.86]
    assert len(made["geometry"]["coordinates"][0]) == 4


def test_a_path_that_is_lon_lat_already_stays(tmp_path):
    row = {"kode": "1", "nama": "", "path": [[[112.77, -7.86], [112.78, -7.86], [112.78, -7.85]]]}
    text, _counts = latlng.convert(written(tmp_path, "x.json", json.dumps([row])))
    assert json.loads(text)["features"][0]["geometry"]["coordinates"][0][0] == [112.77, -7.86]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "SELECT 1;",
        "INSERT INTO wilayah_boundaries(kode,nama) VALUES ('1','x');",
        official.SQL.replace("'35.14.01.2002',", ""),
        official.SQL.replace("[[[-7.85", "[[[47.85"),
        official.SQL.replace("[[[-7.85,112.79],", "[[["),
        official.SQL.replace("]]]'),", "]]'),"),
        official.SQL[:-120],
        official.SQL[:-2],
        official.SQL.replace("'35.14.01.2002',", "35.14.01.2002',"),
        official.SQL.replace("\t('35.14.01.2003'", "\t-- lost\n\t('35.14.01.2003'"),
        official.SQL.replace("NULL);", "pi());"),
        '[{"nama": "x"}]',
        "[1]",
        '[{"kode": "1", "path": "[[[["}]',
        '[{"kode": "1", "path": [[[1, 2], [3, 4]]]}]',
        '[{"kode": "1", "path": {"a": 1}}]',
    ],
)
def test_boundaries_of_another_form_are_refused_as_a_whole(tmp_path, content):
    with pytest.raises(FetchError) as caught:
        latlng.convert(written(tmp_path, "x.sql", content))
    assert caught.value.kind == "content"


def test_numbers_of_stations_are_written_out_with_the_special_ones(tmp_path):
    text, counts = tpslist.convert(written(tmp_path, "x.json", official.tps()), "3514")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(it["village_id"], it["number"]) for it in rows] == [
        ("35.14.01.2001", "1"), ("35.14.01.2001", "2"), ("35.14.01.2001", "901"), ("35.14.01.2001", "902"),
        ("35.14.01.2002", "1"),
    ]  # fmt: skip
    assert rows[2]["station_id"] == "35.14.01.2001-901"
    assert (rows[0]["village"], rows[0]["district"], rows[0]["regency"]) == ("GERBO", "PURWODADI", "PASURUAN")
    assert counts == {"read": 3, "villages": 2, "kept": 5}
    assert tpslist.convert(tmp_path / "x.json", "351401")[1]["kept"] == 5


@pytest.mark.parametrize("said", [[], [1, 2], [-1], ["1"], [True], [1, 901, 10**9], {"a": 1}, None])
def test_a_list_of_another_form_is_refused(tmp_path, said):
    wrong = {**official.TPS, "tps": {"3514012001": said}}
    with pytest.raises(FetchError) as caught:
        tpslist.convert(written(tmp_path, "x.json", json.dumps(wrong)), "3514")
    assert caught.value.kind == "content"


def test_a_name_that_a_spreadsheet_would_compute_is_refused(tmp_path):
    wrong = {**official.TPS, "id2name": official.TPS["id2name"] | {"3514012001": "=1+1"}}
    with pytest.raises(FetchError):
        tpslist.convert(written(tmp_path, "x.json", json.dumps(wrong)), "3514")


def test_an_area_without_stations_is_said(tmp_path):
    with pytest.raises(FetchError, match="None of 3 villages"):
        tpslist.convert(written(tmp_path, "x.json", official.tps()), "9999")


def test_what_is_made_says_of_what_and_is_never_put_over_the_work_of_others(tmp_path):
    asked = order(source("cahyadsn-villages"), code="35.14")
    file = written(tmp_path, asked.file, official.SQL)
    made = prepare(file, asked, told=silent)
    assert made.path.name == "cahyadsn-villages-35.14.geojson"
    said = tomllib.loads(made.note_path.read_text(encoding="utf-8"))
    assert (said["made_from"], said["licence"], said["counts"]["kept"]) == (asked.file, "MIT", 3)
    prepare(file, asked, told=silent)
    made.path.write_text("mine")
    with pytest.raises(FetchError, match="changed since"):
        prepare(file, asked, told=silent)
    assert names(tmp_path) == {asked.file, made.path.name, made.note_path.name}


def test_an_extract_of_roads_is_used_as_it_is(tmp_path):
    assert prepare(tmp_path / "x.osm.pbf", order(source("osm-java")), told=silent) is None
