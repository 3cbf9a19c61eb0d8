from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import schema
from geo.errors import Fault, InputError
from tests.operations import small, small_frames


def broken(kind: str, /, **columns: object) -> str:
    """Return the message with which the frame is refused when these columns are put in."""
    frame = small_frames()[kind]
    with pytest.raises(InputError) as caught:
        small(**{kind: frame.assign(**columns)})
    return str(caught.value)


def test_a_fault_says_what_where_with_three_ids_and_what_to_do():
    fault = Fault("{n} bad rows", "Mend {n} rows", {"n": 5}, ["a", "b", "c", "d", "e"])
    assert fault.text() == "5 bad rows: a, b, c (+2). Mend 5 rows"
    assert Fault("Bad", "Mend it").text() == "Bad. Mend it"


def test_braces_typed_by_a_user_are_text_and_not_a_template():
    assert Fault("No {what}", "Add it", {"what": "{name}"}, ["{id}"]).text() == "No {name}: {id}. Add it"


def test_frames_come_back_indexed_and_sorted_by_id_and_the_argument_is_untouched():
    frame = small_frames()["stations"].iloc[::-1]
    before = frame.copy()
    checked = schema.check(frame, "stations")
    assert checked.index.tolist() == ["s1", "s2", "s3", "s4", "s5", "s6"]
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


@pytest.mark.parametrize(
    ("kind", "columns", "message"),
    [
        ("stations", {"station_id": ["s1", "s1", "s1", "s1", "s5", "s6"]}, "stations: station_id occurs more than once: s1, s1, s1 (+1)"),
        ("stations", {"station_id": ["s1", None, "s3", "", "s5", "s6"]}, "row 2"),
        ("stations", {"station_id": ["s1", "s2", "s3", "", "s5", "s6"]}, "station_id breaks the rule str_length(1, None), found : row 4. Correct these rows"),
        ("stations", {"registered_voters": "many"}, "stations: registered_voters is not a number, found many: s1, s2, s3 (+3). Write digits only"),
        ("stations", {"registered_voters": -1}, "stations: registered_voters breaks the rule in_range(0, 100000), found -1.0: s1, s2, s3 (+3). Correct these rows"),
        ("stations", {"number": 1.5}, "stations: number breaks the rule whole, found 1.5"),
        ("stations", {"number": np.nan}, "stations: number breaks the rule not_nullable"),
        ("stations", {"location_quality": "guessed"}, "stations: location_quality breaks the rule isin("),
        ("stations", {"village_id": ["v1", "v1", "v2", "v3", "v9", "v8"]}, "stations name villages that are not in the operation: s5, s6. Add the village or correct its code"),
        ("units", {"village_id": [None, None, "v9"]}, "units name villages that are not in the operation: u3. "),
        ("units", {"personnel": ["ten", 20, 6]}, "units: personnel is not a number, found ten: u1. "),
        ("units", {"personnel": [10, np.nan, 6]}, "units: personnel breaks the rule not_nullable, found nan: u2. "),
        ("units", {"kind": "castle"}, "units: kind breaks the rule isin("),
        ("units", {"force": ["polri", "army", "tni"]}, "found army: u2. "),
        ("units", {"turnout_min": [1.0, 241.0, -1.0]}, "units: turnout_min breaks the rule in_range(0, 240), found 241.0: u2, u3. "),
        ("villages", {"electing": [True, None, True, True]}, "villages: electing breaks the rule not_nullable, found None: v2. "),
        ("villages", {"electing": ["true", "false", "true", "true"]}, "villages: electing breaks the rule isin([True, False]), found true: v1, v2, v3 (+1). "),
        ("villages", {"candidates": ["five", 2, 3, 4]}, "villages: candidates is not a number, found five: v1. "),
        ("villages", {"suara": 1}, "villages holds columns that must not be stored: suara. Remove them: votes, beliefs and persons"),
        ("villages", {"Suara Sah": 1, "agama-warga": 2}, "must not be stored: Suara Sah, agama-warga. "),
        ("units", {"no_hp": "08"}, "units holds columns that must not be stored: no_hp. "),
    ],
)  # fmt: skip
def test_a_value_that_breaks_its_rule_is_refused_with_the_rows_and_the_remedy(kind, columns, message):
    assert message in broken(kind, **columns)


@pytest.mark.parametrize(
    ("kind", "column"), [(kind, column) for kind, it in schema.SCHEMAS.items() for column in it.columns]
)
def test_every_missing_column_is_named_also_the_id(kind, column):
    frame = small_frames()[kind].drop(columns=column)
    with pytest.raises(InputError) as caught:
        schema.check(frame, kind)
    assert str(caught.value) == f"{kind} has no column {column}. Add the column and load it again"


def test_every_fault_of_a_frame_is_reported_at_once():
    message = broken("units", personnel="x", force="army", suara=1)
    assert len(message.splitlines()) == 3


def test_a_number_written_as_text_is_a_number_and_electing_may_be_nought_or_one():
    frames = small_frames()
    villages = frames["villages"].assign(candidates=["6", "2", "4", None], electing=[1, 0, 1, 1])
    operation = small(villages=villages)
    assert operation.villages["electing"].tolist() == [True, False, True, True]
    assert operation.station_indicators["candidates"].iloc[:5].tolist() == [6, 6, 2, 4, 4]


@pytest.mark.parametrize(
    ("kind", "shape", "message"),
    [
        ("villages", None, "villages without a shape: {id}. Give each village a polygon or a point"),
        ("villages", shapely.Polygon(), "villages without a shape: {id}. "),
        ("villages", shapely.LineString([(112, 0), (113, 0)]), "villages: shapes must be MultiPolygon / Point / Polygon: {id}. "),
        ("villages", shapely.Polygon([(112, 0), (113, 1), (113, 0), (112, 1)]), "villages: shapes that cross themselves: {id}. Mend them in a GIS editor"),
        ("stations", shapely.Point(700_000, 9_100_000), "stations: coordinates outside the globe: {id}. Check for metres or swapped columns"),
        ("stations", shapely.Point(112, np.inf), "stations: coordinates outside the globe: {id}. "),
        ("units", shapely.box(112, 0, 113, 1), "units: shapes must be Point: {id}. Replace these shapes"),
    ],
)  # fmt: skip
def test_an_impossible_shape_is_refused_with_its_id(kind, shape, message):
    frame = small_frames()[kind]
    shapes = frame.geometry.copy()
    shapes.iloc[1] = shape
    with pytest.raises(InputError) as caught:
        schema.check(frame.set_geometry(shapes), kind)
    assert message.format(id=frame.iloc[1, 0]) in str(caught.value)


def test_a_station_without_a_point_is_kept_whether_it_is_missing_or_empty():
    frame = small_frames()["stations"]
    shapes = frame.geometry.copy()
    shapes.iloc[0], shapes.iloc[1] = None, shapely.Point()
    checked = schema.check(frame.set_geometry(shapes), "stations")
    assert checked.geometry.isna().tolist() == [True, True, False, False, False, False]
    assert np.isnan(schema.xy(checked)).any(axis=1).tolist() == [True, True, False, False, False, False]


@pytest.mark.parametrize("kind", ["villages", "stations", "units"])
def test_the_geometry_column_may_have_any_name(kind):
    frame = small_frames()[kind].rename_geometry("geom")
    assert schema.check(frame, kind).geometry.name == "geometry"


def test_the_place_of_a_polygon_is_a_point_inside_it():
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(1, 1, 9, 9))
    x, y = schema.xy(gpd.GeoDataFrame(geometry=[ring], crs=4326))[0]
    assert ring.contains(shapely.Point(x, y))
