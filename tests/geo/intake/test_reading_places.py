"""Places out of one cell: angles, pairs, links."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.angles import angle
from geo.intake.links import is_link
from geo.intake.points import point, zone


@pytest.mark.parametrize(
    ("text", "degrees", "axis"),
    [
        ("7°38'45.6\" LS", -7.646, "lat"),
        ("7 38 45,6 S", -7.646, "lat"),
        ("S 7° 38,76'", -7.646, "lat"),
        ("7º38’45.6” S", -7.646, "lat"),
        ("7d38'45.6\"S", -7.646, "lat"),
        ("7:38:45.6 LS", -7.646, "lat"),
        ("112° 54' 36\" BT", 112.91, "lon"),
        ("112 54 36 E", 112.91, "lon"),
        ("112°54'36\" Bujur Timur", 112.91, "lon"),
        ("1°30' LU", 1.5, "lat"),
        ("7,646 LS", -7.646, "lat"),
        ("-7.646", -7.646, ""),
        ("−7,646", -7.646, ""),
    ],
)
def test_an_angle_is_read_in_the_usual_spellings(text, degrees, axis):
    found = angle(text)
    assert (round(found.degrees, 9), found.axis) == (degrees, axis)


@pytest.mark.parametrize("text", ["7 61 0 S", "7 10 60 S", "Balai Desa", "", "S", "S 7 S", "7°8'9\"10"])
def test_what_is_no_angle_is_none(text):
    assert angle(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "-7.65, 112.9",
        "-7,65 112,90",
        "-7,65, 112,90",
        "-7,65,112,90",
        "-7.65;112.9",
        "(−7.65, 112.9)",
        "112.9 -7.65",
        "112.9, -7.65",
        "[112.9, -7.65]",
        "7°39'00\"S 112°54'00\"E",
        "7°39'00\" LS, 112°54'00\" BT",
        "7 39 0 LS - 112 54 0 BT",
        "S 7°39' E 112°54'",
        "E 112°54' S 7°39'",
        "Lat: -7.65 Long: 112.9",
        "lon=112.9;lat=-7.65",
        "POINT (112.9 -7.65)",
        "SRID=4326;POINT Z (112.9 -7.65 3)",
        "geo:-7.65,112.9?z=16",
        "https://www.google.com/maps?q=-7.65,112.9",
        "https://maps.google.com/?q=loc:-7.65,112.9",
        "https://www.google.com/maps/search/-7.65,+112.9?entry=tts",
        "https://www.google.com/maps/search/?api=1&query=-7.65%2C112.9",
        "https://www.google.com/maps/dir//-7.65,112.9",
        "https://www.google.com/maps/dir/-7.6,112.8/-7.65,112.9",
        "https://www.google.com/maps/dir/?api=1&destination=-7.65,112.9",
        "https://www.google.com/maps/place/Balai+Desa/@-7.6,112.8,17z/data=!3m1!4b1!8m2!3d-7.65!4d112.9!16s",
        "https://www.google.com/maps/place/-7.65,112.9/@-7.6,112.8,17z",
        "https://www.google.com/maps/place/7%C2%B039'00.0%22S+112%C2%B054'00.0%22E/@-7.6,112.8,17z",
        "Lokasi TPS https://maps.google.com/maps?ll=-7.65,112.9&z=16",
        "https://www.openstreetmap.org/?mlat=-7.65&mlon=112.9#map=17/-7.6/112.8",
        "https://waze.com/ul?ll=-7.65,112.9&navigate=yes",
    ],
)
def test_a_place_in_one_cell_is_read_in_whatever_order_and_writing(text):
    found = point(text)
    assert (round(found.x, 9), round(found.y, 9), found.rule) == (112.9, -7.65, "")


def test_the_middle_of_a_view_is_not_taken_for_the_pin():
    found = point("https://www.google.com/maps/@-7.65,112.9,15z")
    assert (found.x, found.y, found.rule) == (112.9, -7.65, "link_shows_view")


@pytest.mark.parametrize(
    "text", ["https://goo.gl/maps/abc", "https://maps.app.goo.gl/xyz", "maps.app.goo.gl/xyz"]
)
def test_a_shortened_link_tells_nothing_because_nothing_is_asked_of_the_net(text):
    found = point(text)
    assert math.isnan(found.x)
    assert found.rule == "short_link"
    assert is_link(text)


@pytest.mark.parametrize(
    "text", ["Balai Desa", "-7.65", "1, 2, 3", "7 61 0 S 112 54 0 E", "S 7.6, S 7.7", "x" * 5000, ""]
)
def test_a_cell_that_tells_no_place_is_none(text):
    assert point(text) is None


@pytest.mark.parametrize(
    ("text", "zone_told"),
    [
        ("711234, 9153000", ""),
        ("9153000 711234", ""),
        ("49S 711234 9153000", "49S"),
        ("UTM 49 M 711234 mE 9153000 mN", "49S"),
    ],
)
def test_metres_are_read_east_before_north_with_the_zone_that_is_told(text, zone_told):
    assert point(text) == (711234.0, 9153000.0, zone_told, "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("49S", "49S"),
        ("Zona 50 S", "50S"),
        ("UTM 49M", "49S"),
        ("47N", "47N"),
        ("EPSG:32749", "49S"),
        ("x", ""),
        ("99S", ""),
    ],
)
def test_a_zone_is_read_by_its_side_of_the_equator(text, told):
    assert zone(text) == told


@given(st.floats(-11, 6), st.floats(95, 141))
def test_a_pair_is_read_back_from_degrees_minutes_and_seconds(lat, lon):
    def told(value, sides):
        seconds = round(abs(value) * 3600, 3)
        return f"{int(seconds // 3600)}°{int(seconds % 3600 // 60)}'{seconds % 60:.3f}\" {sides[value < 0]}"

    found = point(f"{told(lat, ('LU', 'LS'))} {told(lon, ('BT', 'BB'))}")
    assert abs(found.x - lon) < 1e-6
    assert abs(found.y - lat) < 1e-6


@given(st.text(alphabet="0123456789.,;-°'\"NSEWLTB /()=?&!@dmapsho:", max_size=60))
def test_no_text_breaks_the_reading_of_places(text):
    found = point(text)
    assert found is None or len(found) == 4
