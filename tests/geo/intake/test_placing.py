"""Coordinates that went wrong in the usual ways, judged against the box of the villages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from shapely import Point

from geo.intake import doctor
from geo.intake.decision import accept, own, reject
from geo.intake.outlying import metres
from geo.intake.steps import crs_of, shifted
from tests.geo.intake.sheets import finding, layer, rules, station, stations, table, villages

LON, LAT = 112.825, -7.775


def utm(zone, lon=LON, lat=LAT):
    x, y = Transformer.from_crs(4326, 32700 + zone, always_xy=True).transform(lon, lat)
    return f"{x:.2f}", f"{y:.2f}"


def placed(lat, lon, *, known=True, crs=None, **row):
    known_villages = villages() if known else None
    return doctor.examine(stations(station(lat=lat, lon=lon, **row), crs=crs), villages=known_villages)


def where(examination):
    point = examination.frame.geometry.iloc[0]
    return None if point is None else (round(point.x, 6), round(point.y, 6))


X49, Y49 = utm(49)
X50, Y50 = utm(50)


@pytest.mark.parametrize(
    ("lat", "lon", "told"),
    [
        ("-7.775", "112.825", []),
        ("-7,775", "112,825", []),
        ("7°46'30\" LS", "112°49'30\" BT", []),
        ("112.825", "-7.775", ["swapped_coordinates"]),
        ("112°49'30\" BT", "7°46'30\" LS", []),
        ("7.775", "112.825", ["lost_sign"]),
        ("112.825", "7.775", ["swapped_coordinates", "lost_sign"]),
        ("-7775", "112825", ["misplaced_decimal"]),
        ("-7.775.000", "112.825.000", ["misplaced_decimal"]),
        ("-77.75", "11.2825", ["misplaced_decimal"]),
        ("7775000", "112825000", ["misplaced_decimal", "lost_sign"]),
        (Y49, X49, ["metres_without_zone"]),
        (X49, Y49, ["metres_without_zone", "swapped_coordinates"]),
    ],
)
def test_a_point_is_brought_into_the_box_by_the_fewest_changes(lat, lon, told):
    found = placed(lat, lon)
    assert rules(found) == told
    assert where(found) == pytest.approx((LON, LAT), abs=2e-6)
    assert found.counts["repaired" if told else "clean"] == 1


@pytest.mark.parametrize(
    ("crs", "numbers", "told"),
    [
        ("EPSG:32749", (Y49, X49), []),
        ("EPSG:32750", (Y49, X49), ["wrong_zone"]),
        ("EPSG:32748", (Y49, X49), ["wrong_zone"]),
        ("EPSG:32749", ("-7.775", "112.825"), ["degrees_labelled_metres"]),
        ("EPSG:4326", (Y49, X49), ["metres_as_degrees"]),
        ("EPSG:4979", ("-7.775", "112.825"), []),
        ("EPSG:4755", ("-7.775", "112.825"), []),
    ],
)
def test_what_a_file_says_of_its_coordinates_is_held_against_the_villages(crs, numbers, told):
    found = placed(*numbers, crs=crs)
    assert rules(found) == told
    assert where(found) == pytest.approx((LON, LAT), abs=2e-6)


def test_a_reference_system_that_means_nothing_is_noted_and_not_heard():
    found = placed("-7.775", "112.825", crs="LOCAL_CS[broken")
    assert finding(found, "crs_unreadable")["row"] == 0
    assert found.counts["clean"] == 1


def test_a_zone_beside_the_numbers_counts_before_the_file():
    header = ("Kode Desa", "TPS", "X", "Y", "Zona")
    rows = [
        header,
        ("35.14.23.2001", "1", X49, Y49, "49S"),
        ("35.14.23.2001", "2", X50, Y50, "50S"),
        ("35.14.23.2001", "3", X49, Y49, "50S"),
    ]
    found = doctor.examine(table(rows), villages=villages())
    assert [rules(found, row)[:1] for row in (2, 3, 4)] == [
        ["shared_point"],
        ["shared_point"],
        ["wrong_zone"],
    ]
    assert found.frame.geometry.x.round(5).unique().tolist() == [LON]


def test_without_villages_metres_without_a_zone_are_a_question():
    found = placed(Y49, X49, known=False)
    assert finding(found, "metres_without_zone")["status"] == "questioned"
    assert (found.held.tolist(), len(found.frame)) == ([True], 0)


def test_a_point_elsewhere_in_indonesia_is_asked_about_and_kept():
    found = placed("-6.2", "106.8")
    assert rules(found) == ["outside_area", "outside_every_village"]
    assert where(found) == (106.8, -6.2)


def test_a_point_nowhere_near_is_refused_and_accepting_it_keeps_the_station_without_point():
    sheet = stations(station(lat="51.5", lon="-0.1"))
    found = doctor.examine(sheet, villages=villages())
    assert (rules(found), found.counts["refused"]) == (["coordinates_impossible"], 1)
    again = doctor.examine(sheet, villages=villages(), decisions=[accept("coordinates_impossible")])
    assert (again.counts["refused"], where(again)) == (0, None)


def test_zero_and_zero_are_no_place():
    found = placed("0", "0")
    assert "zero_coordinates" in rules(found)
    assert where(found) != (0, 0)


@pytest.mark.parametrize(
    ("lat", "lon", "rule"), [("-7.775", None, "half_position"), ("utara", "timur", "position_unreadable")]
)
def test_a_place_that_cannot_be_read_is_a_question_and_the_station_stays(lat, lon, rule):
    found = placed(lat, lon)
    assert (rules(found), where(found)) == ([rule], None)


def test_a_station_without_a_place_is_put_at_its_village_and_says_so():
    found = placed(None, None)
    assert rules(found) == ["placed_at_village"]
    assert found.frame["location_quality"].tolist() == ["village point"]
    assert rules(placed(None, None, known=False)) == ["missing_point"]


def test_a_point_outside_its_village_is_asked_about_with_the_metres_to_it():
    told = finding(placed("-7.775", "112.8528"), "outside_village")
    assert told["other"] == "35.14.23.2002"
    assert told["amount"] == pytest.approx(308, abs=2)
    assert finding(placed("-7.775", "112.7"), "outside_every_village")["amount"] == pytest.approx(
        11_018, abs=30
    )


def test_a_point_on_the_edge_is_no_question():
    assert rules(placed("-7.775", "112.8503")) == []


def test_of_villages_known_by_a_point_only_far_points_are_asked_about():
    known = villages()
    known = known.assign(geometry=known.geometry.representative_point())
    near = doctor.examine(stations(station(lat="-7.79", lon="112.86")), villages=known)
    far = doctor.examine(stations(station(lat="-7.775", lon="112.95")), villages=known)
    assert rules(near) == []
    assert finding(far, "far_from_village")["amount"] == pytest.approx(13_773, abs=30)


def test_metres_are_those_of_the_sphere():
    square = villages().geometry.to_numpy()[:1]
    assert metres(np.array([LON]), np.array([-7.81]), square)[0] == pytest.approx(1112, abs=1)
    assert metres(np.array([LON]), np.array([LAT]), square)[0] == 0


def test_a_school_with_rooms_is_noted_and_a_crowd_at_one_point_is_asked_about():
    few = doctor.examine(stations(*(station(n) for n in range(1, 4))), villages=villages())
    many = doctor.examine(stations(*(station(n) for n in range(1, 9))), villages=villages())
    assert (set(rules(few)), few.counts["clean"]) == ({"shared_point"}, 3)
    assert (set(rules(many)), many.counts["questioned"]) == ({"crowded_point"}, 8)
    assert set(many.frame["location_quality"]) == {"village point"}


def test_stations_of_two_villages_at_one_point_are_asked_about():
    found = doctor.examine(stations(station(), station(code="35.14.23.2002")), villages=villages())
    assert "point_of_other_village" in rules(found, 2)
    assert "point_of_other_village" in rules(found, 3)


def test_a_repair_that_is_rejected_leaves_the_point_where_the_file_has_it():
    sheet = stations(station(lat="7.775"))
    found = doctor.examine(sheet, villages=villages(), decisions=[reject("lost_sign")])
    assert where(found) == (LON, 7.775)
    assert finding(found, "lost_sign")["decision"] == "reject"


def test_a_rejected_repair_of_what_is_nowhere_on_the_globe_is_a_refusal():
    found = doctor.examine(
        stations(station(lat="112.825", lon="-7.775")),
        villages=villages(),
        decisions=[reject("swapped_coordinates")],
    )
    assert (found.counts["refused"], rules(found)) == (1, ["swapped_coordinates", "coordinates_impossible"])


def test_an_own_place_counts_before_that_of_the_file():
    sheet = stations(station(lat="utara", lon="x"))
    found = doctor.examine(sheet, villages=villages(), decisions=[own(2, "position", "-7.775, 112.825")])
    assert (where(found), rules(found)) == ((LON, LAT), ["own_value"])


def test_a_layer_in_the_order_of_latitude_and_longitude_is_turned():
    sheet = layer({"Kode Desa": ["35.14.23.2001"], "TPS": ["1"]}, [Point(LAT, LON)])
    found = doctor.examine(sheet, villages=villages())
    assert (rules(found), where(found)) == (["swapped_coordinates"], (LON, LAT))


def test_a_decimal_comma_moves_into_a_range_in_as_few_places_as_do():
    found, ways = shifted(np.array([112825.0, 112.8, 5.0, -7.7]), 112.3, 113.4)
    assert found[:2].tolist() == [112.825, 112.8]
    assert np.isnan(found[2:]).all()
    assert ways.tolist() == [1, 1, 0, 0]


@given(
    st.floats(112.81, 112.84),
    st.floats(-7.79, -7.76),
    st.sampled_from(["as is", "swap", "sign", "metres", "wrong zone"]),
)
def test_a_point_that_went_wrong_in_one_way_is_found_again(lon, lat, how):
    x, y = utm(49, lon, lat)
    told = {
        "as is": (f"{lat:.6f}", f"{lon:.6f}", None),
        "swap": (f"{lon:.6f}", f"{lat:.6f}", None),
        "sign": (f"{-lat:.6f}", f"{lon:.6f}", None),
        "metres": (y, x, None),
        "wrong zone": (y, x, "EPSG:32750"),
    }[how]
    assert where(placed(told[0], told[1], crs=told[2])) == pytest.approx((lon, lat), abs=2e-6)


@pytest.mark.parametrize(
    "told", ["+init=epsg:4326", "+proj=utm +nadgrids=/etc/passwd", "/etc/passwd", "x" * 10_000, ""]
)
def test_a_reference_system_is_a_code_or_wkt_and_never_the_name_of_a_file(told):
    assert crs_of(told) is None
    assert crs_of("EPSG:32749") == crs_of("49S") == crs_of(CRS.from_epsg(32749).to_wkt())
