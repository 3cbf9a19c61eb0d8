from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import catalogue
from geo.errors import CrsError, GeoError, InputError, NotFoundError, ScenarioError
from geo.operation import Meta, Operation, load, save
from tests.operations import meta, scattered, small, small_frames

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12)
lon, lat = st.floats(-180, 180), st.floats(-90, 90)


def through_disk(operation: Operation, folder) -> Operation:
    save(operation, folder)
    return load(folder)


@pytest.mark.parametrize("operation_id", list(catalogue.operations()))
def test_a_shipped_operation_loads_by_id_and_comes_back_from_disk_equal(operation_id, tmp_path):
    operation = load(operation_id)
    assert operation.meta.id == operation_id
    assert through_disk(operation, tmp_path / "copy").digest == operation.digest


@settings(max_examples=12)
@given(
    names=st.lists(text, min_size=4, max_size=4),
    places=st.lists(st.tuples(lon, lat), min_size=6, max_size=6),
    values=st.lists(st.floats(allow_infinity=False), min_size=4, max_size=4),
)
def test_any_text_point_and_number_comes_back_from_disk_to_the_last_bit(
    tmp_path_factory, names, places, values
):
    frames = small_frames()
    places_of = gpd.points_from_xy(*zip(*places, strict=True))
    operation = small(
        villages=frames["villages"].assign(name=names, gambling=values),
        stations=frames["stations"].assign(place=[*names, "", None], geometry=places_of),
        units=frames["units"].assign(name=names[:3]),
    )
    back = through_disk(operation, tmp_path_factory.mktemp("operation"))
    assert back.digest == operation.digest
    assert back.villages["name"].tolist() == names
    assert back.units["name"].tolist() == names[:3]
    np.testing.assert_array_equal(back.villages["gambling"], values)
    np.testing.assert_array_equal(back.station_xy, places)


@pytest.mark.parametrize(
    "columns",
    [
        {"assessed": "2022-03-01"},
        {"assessed": ["2022-03-01T10:00:00", None, "2022/03/02", "10:00"]},
        {"assessed": pd.Timestamp("2022-03-01"), "seen": dt.date(2022, 3, 1)},
        {"assessed": pd.to_datetime(["2022-03-01 10:30", None, "2022-03-02 00:00", None])},
        {"code": ["007", "null", "NA", None]},
        {"count": [1, 2, 3, 4], "share": [0.1 + 0.2, np.nan, 1e-300, 1.0]},
        {"nothing": None},
    ],
    ids=["dates", "some dates", "real dates", "real times", "codes", "numbers", "nothing"],
)
def test_columns_of_the_users_own_come_back_from_disk_as_they_were(columns, tmp_path):
    frames = small_frames()
    operation = small(villages=frames["villages"].assign(**columns), units=frames["units"].assign(note="007"))
    back = through_disk(operation, tmp_path)
    assert back.digest == operation.digest == through_disk(back, tmp_path / "again").digest


def test_a_height_is_dropped_as_the_files_do_not_hold_it(tmp_path):
    lifted = small_frames()["stations"]
    lifted = lifted.set_geometry(shapely.force_3d(lifted.geometry.array, 12.0))
    operation = small(stations=lifted)
    assert operation.digest == small().digest == through_disk(operation, tmp_path).digest


@pytest.mark.parametrize("kind", ["stations", "units"])
def test_a_row_without_a_point_comes_back_without_one(kind, tmp_path):
    frame = small_frames()[kind]
    points = frame.geometry.copy()
    points.iloc[1] = None
    operation = small(**{kind: frame.set_geometry(points)})
    back = through_disk(operation, tmp_path)
    assert getattr(back, kind).geometry.isna().tolist() == [i == 1 for i in range(len(frame))]
    assert back.digest == operation.digest


def test_the_ground_around_travels_along_and_no_number_depends_on_it(tmp_path):
    land = gpd.GeoDataFrame({"name": ["Sea side"]}, geometry=[shapely.box(111, -1, 113, 1)], crs=4326)
    operation = Operation.build(meta(), small_frames(), ground=land)
    back = through_disk(operation, tmp_path)
    assert back.ground.geometry.iloc[0].equals(land.geometry.iloc[0])
    assert back.ground["name"].tolist() == ["Sea side"]
    assert operation.digest == small().digest


def moved(kind: str) -> gpd.GeoDataFrame:
    frame = small_frames()[kind]
    shapes = frame.geometry.copy()
    shapes.iloc[0] = shapely.transform(shapes.iloc[0], lambda it: it + 1e-9)
    return frame.set_geometry(shapes)


@pytest.mark.parametrize("kind", ["villages", "stations", "units"])
def test_the_digest_differs_after_any_change_to_any_column_or_shape_or_row(kind):
    frame = small_frames()[kind]
    # An id or a code cannot be changed alone: it must stay known to the other frames.
    bound = {"village_id", "geometry"}
    changed = {"location_quality": "simulated", "kind": "patrol", "force": "tni", "electing": False}
    digests = [small().digest, small(**{kind: moved(kind)}).digest]
    for column in set(frame.columns) - bound:
        values = frame[column].astype(object)
        values.iloc[0] = changed.get(column, 99 if pd.api.types.is_number(values.iloc[1]) else "other")
        digests.append(small(**{kind: frame.assign(**{column: values})}).digest)
    digests.append(small(**{kind: frame.assign(extra=1)}).digest)
    if kind != "villages":
        digests.append(small(**{kind: frame.iloc[1:]}).digest)
    assert len(set(digests)) == len(digests)


def test_the_digest_differs_after_any_change_to_the_meta():
    changes = [
        {"name": "Other"},
        {"data_date": dt.date(2022, 1, 1)},
        {"notes": ({"en": "n"},)},
        {"schematic": True},
        {},
    ]
    digests = {Operation.build(meta(**change), small_frames()).digest for change in changes}
    assert len(digests) == len(changes)


def test_the_digest_does_not_depend_on_the_order_of_rows_or_columns():
    frames = small_frames()
    turned = {kind: frame.iloc[::-1][frame.columns[::-1]] for kind, frame in frames.items()}
    assert small(**turned).digest == small().digest


def test_there_is_no_operation_by_an_unknown_name():
    with pytest.raises(
        NotFoundError, match=r"^There is no operation nowhere\. Give a folder, or one of pasuruan-2023, "
    ):
        load("nowhere")


def test_every_file_that_a_folder_lacks_is_named(tmp_path):
    save(small(), tmp_path)
    (tmp_path / "stations.csv").unlink()
    (tmp_path / "operation.toml").unlink()
    with pytest.raises(NotFoundError) as caught:
        load(tmp_path)
    message = "is not complete, it lacks: operation.toml, stations.csv. Add these files"
    assert str(caught.value) == f"The folder {tmp_path.name} {message}"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("operation.toml", b"id = ", "operation.toml is not a TOML file ("),
        ("operation.toml", b"id = 'A B'", "id cannot be 'A B'. Correct the value"),
        ("stations.csv", b"", "stations.csv cannot be read as a table (No columns to parse from file). Save it again as CSV with commas, in UTF-8"),
        ("stations.csv", b"a,lon,lat\n1,2,3\n1,2,3,4,5\n", "stations.csv cannot be read as a table ("),
        ("stations.csv", "a,lon,lat\nDésa,2,3\n".encode("latin-1"), "stations.csv cannot be read as a table ("),
        ("units.csv", b"a;lon;lat\n1;2;3\n", "units.csv has no column lon / lat. Add the column and load it again"),
        ("units.csv", b"a,lon\n1,2\n", "units.csv has no column lat. Add the column and load it again"),
        ("units.csv", b'unit_id,lon,lat\nu1,"112,5",0\nu2,,1\nu3,1,1\n', "units.csv: a coordinate is not a number: u1, u2. Write degrees with a decimal point"),
        ("villages.geojson", b"<html>", "villages.geojson cannot be read as a map layer ("),
        ("villages.geojson", b'{"type": "FeatureCollection", "features": []}', "villages has no column village_id / name / district / regency / electing / registered_voters. "),
        ("villages.geojson", b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":null}]}', "villages without a shape: row 1. "),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_its_name_reason_and_remedy(
    tmp_path, name, content, message
):
    save(small(), tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GeoError) as caught:
        load(tmp_path)
    assert message in str(caught.value)


def test_a_place_called_na_keeps_its_name_and_a_byte_order_mark_is_no_letter(tmp_path):
    frames = small_frames()
    save(small(stations=frames["stations"].assign(place="NA")), tmp_path)
    path = tmp_path / "stations.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    back = load(tmp_path)
    assert back.stations["place"].tolist() == ["NA"] * 6
    assert back.stations.columns[0] == "station_id"


def test_frames_in_metres_are_turned_into_degrees_and_a_frame_without_crs_is_refused():
    frames = small_frames()
    metres = small(**{kind: frame.to_crs(32749) for kind, frame in frames.items()})
    np.testing.assert_allclose(metres.station_xy, small().station_xy, atol=1e-9)
    with pytest.raises(CrsError, match=r"^units has no coordinate reference system"):
        small(units=frames["units"].set_crs(None, allow_override=True))


def test_of_two_wrong_frames_the_first_is_reported():
    frames = small_frames()
    with pytest.raises(InputError, match=r"^villages: candidates is not a number"):
        small(villages=frames["villages"].assign(candidates="x"), units=frames["units"].assign(personnel="x"))


@pytest.mark.parametrize(
    "wrong",
    [{"id": "Has Spaces"}, {"id": "-x"}, {"classification": "X"}, {"election_day": "soon"}, {"colour": 1}],
)
def test_a_meta_outside_its_contract_is_refused(wrong):
    with pytest.raises(ScenarioError, match=f"^{next(iter(wrong))} "):
        meta(**wrong)


def test_a_meta_comes_back_from_toml_equal(tmp_path):
    override = {
        "village_id": "v1",
        "class_id": "high",
        "reason": "clash",
        "author": "Ops",
        "date": "2022-03-01",
    }
    given_all = meta(published=({"key": "stations", "value": 6, "source": "x"},), class_override=(override,))
    (tmp_path / "operation.toml").write_text(given_all.to_toml(), encoding="utf-8")
    assert Meta.from_toml(tmp_path / "operation.toml") == given_all


def test_stations_take_the_indicators_of_their_village_and_those_the_data_lack_are_absent(operation):
    table = operation.station_indicators
    assert table.columns.tolist() == ["candidates", "conflict_history", "registered_voters"]
    np.testing.assert_array_equal(table["candidates"], [6, 6, 2, 4, 4, np.nan])
    np.testing.assert_array_equal(table["registered_voters"], [700, 700, 500, 300, 300, np.nan])


def test_a_station_is_found_at_its_point_to_a_metre_and_nowhere_else(operation):
    assert operation.station_at(lon=112.02, lat=0.0) == "s1"
    assert operation.station_at(lon=112.020009, lat=-0.000009) == "s1"
    assert operation.station_at(lon=112.02002, lat=0.0) is None
    frame = small_frames()["stations"]
    lost = small(stations=frame.set_geometry(frame.geometry.where(frame["station_id"] != "s1")))
    assert lost.station_at(lon=112.02, lat=0.0) is None
    assert small(stations=frame.iloc[:0]).station_at(lon=112.02, lat=0.0) is None


def test_every_unit_stands_in_the_district_that_holds_its_point():
    operation = scattered(stations=30, units=20, villages=6)
    inside = operation.unit_districts
    east = (operation.units.geometry.x - 111.0) // (3.5 / 6)
    assert inside.tolist() == [f"d{int(i):02}" for i in east]


def test_a_folder_may_have_any_name(tmp_path):
    assert through_disk(small(), tmp_path / "desa! (salinan) é").digest == small().digest
