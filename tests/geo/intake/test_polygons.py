"""Shapes of villages: closed, mended, joined, cut apart, each with what it does to the area."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geo import schema
from geo.intake import doctor
from geo.intake.decision import accept, reject
from geo.intake.polygons import areal, areas_m2
from tests.geo.intake.sheets import finding, layer, rules, table, villages

A, B, C = (
    box(112.80, -7.80, 112.85, -7.75),
    box(112.85, -7.80, 112.90, -7.75),
    box(112.90, -7.80, 112.95, -7.75),
)
NAMES = ("Patuguran", "Toyaning", "Manikrejo")


def sheet(*shapes, codes=None, names=NAMES, crs="EPSG:4326"):
    n = len(shapes)
    columns = {
        "Kode Desa": codes or [f"35.14.23.200{i + 1}" for i in range(n)],
        "Desa": names[:n],
        "Kecamatan": ["Rejoso"] * n,
        "Kabupaten": ["Pasuruan"] * n,
    }
    return layer(columns, shapes, crs=crs)


def examined(*shapes, decisions=(), known=None, **options):
    return doctor.examine(sheet(*shapes, **options), kind="villages", villages=known, decisions=decisions)


def told(examination):
    """Return the rules that are about rows."""
    return [rule for rule in rules(examination) if rule != "value_assumed"]


def unclosed():
    ring = [(112.80, -7.80), (112.85, -7.80), (112.85, -7.75), (112.80, -7.75)]
    return (
        struct.pack("<BII", 1, 3, 1) + struct.pack("<I", 4) + b"".join(struct.pack("<dd", *xy) for xy in ring)
    )


def test_sound_polygons_become_villages_that_keep_the_contract():
    found = examined(A, B, C)
    assert told(found) == []
    assert found.counts["clean"] == 3
    assert list(schema.check(found.frame, "villages").index) == [
        "35.14.23.2001",
        "35.14.23.2002",
        "35.14.23.2003",
    ]
    assert rules(found, 0) == ["value_assumed"]


def test_a_ring_that_is_not_closed_is_closed():
    found = examined(unclosed(), B)
    assert told(found) == ["ring_closed"]
    assert found.frame.geometry.iloc[0].equals(A)


def test_bytes_that_are_no_shape_are_refused_beside_the_sound_one():
    found = examined(b"\x01\x03\x00", B)
    assert told(found) == ["shape_unreadable"]
    assert (found.counts["refused"], len(found.frame)) == (1, 1)


def test_a_shape_that_crosses_itself_a_little_is_mended_and_the_area_said():
    spike = Polygon(
        [
            (112.80, -7.80),
            (112.85, -7.80),
            (112.85, -7.75),
            (112.8001, -7.75),
            (112.8, -7.7501),
            (112.8, -7.75),
            (112.80, -7.7502),
        ]
    )
    found = examined(spike, B)
    assert told(found) == ["self_crossing"]
    assert found.frame.geometry.is_valid.all()
    assert found.areas["rule"].tolist() == ["self_crossing"]
    assert finding(found, "self_crossing")["amount"] < 0.01


def test_a_bow_tie_loses_half_its_area_and_is_a_question():
    bow = Polygon([(112.80, -7.80), (112.85, -7.75), (112.85, -7.80), (112.80, -7.75)])
    found = examined(bow, C)
    assert (finding(found, "self_crossing")["status"], len(found.frame)) == ("questioned", 1)
    again = examined(bow, C, decisions=[accept("self_crossing")])
    assert (len(again.frame), again.frame.geometry.is_valid.all()) == (2, True)
    assert examined(bow, C, decisions=[reject("self_crossing")]).counts["refused"] == 1


def test_closed_lines_are_taken_for_the_area_inside():
    found = examined(LineString(A.exterior.coords), B)
    assert told(found) == ["line_as_polygon"]
    assert found.frame.geometry.iloc[0].equals(A)


def test_an_open_line_is_no_village():
    found = examined(LineString([(112.8, -7.8), (112.85, -7.75)]), B)
    assert (told(found), found.counts["refused"]) == (["line_as_polygon"], 1)


def test_of_mixed_shapes_the_areas_are_kept():
    mixed = GeometryCollection([A, Point(112.8, -7.8), LineString([(112.8, -7.8), (112.85, -7.75)])])
    found = examined(mixed, B)
    assert told(found) == ["mixed_geometry"]
    assert found.frame.geometry.iloc[0].equals(A)


def test_areas_are_found_however_deep_they_lie():
    deep = GeometryCollection([GeometryCollection([A, MultiPolygon([C])])])
    assert areal(deep).area == pytest.approx(A.area + C.area)
    assert areal(Point(0, 0)) is None


def test_rows_of_one_village_are_parts_of_it():
    found = examined(
        A,
        B,
        C,
        codes=["35.14.23.2001", "35.14.23.2002", "35.14.23.2001"],
        names=("Patuguran", "Toyaning", "Patuguran"),
    )
    assert told(found) == ["polygon_parts"]
    assert (len(found.frame), found.counts["repaired"]) == (2, 1)
    assert found.frame.geometry.iloc[0].area == pytest.approx(A.area + C.area)


def test_two_villages_of_one_code_are_a_question():
    found = examined(A, B, codes=["35.14.23.2001", "35.14.23.2001"])
    assert told(found) == ["duplicate_id"]
    assert found.held.tolist() == [False, True]


def test_a_sliver_of_overlap_is_cut_off_the_larger_and_said_in_square_metres():
    wide = box(112.80, -7.80, 112.8502, -7.75)
    found = examined(wide, B)
    sliver = finding(found, "sliver_overlap")
    assert (sliver["row"], sliver["other"], sliver["status"]) == (1, "35.14.23.2002", "repaired")
    assert sliver["amount"] == pytest.approx(22.05 * 5530, rel=0.01)
    assert shapely.intersection(*found.frame.geometry).area == 0
    assert found.areas["before_m2"].iloc[0] - found.areas["after_m2"].iloc[0] == pytest.approx(
        sliver["amount"], rel=0.001
    )


def test_a_wide_overlap_is_asked_about_and_stays_until_it_is_accepted():
    wide = box(112.80, -7.80, 112.87, -7.75)
    found = examined(wide, B)
    assert (finding(found, "overlap")["status"], len(found.frame)) == ("questioned", 2)
    assert shapely.intersection(*found.frame.geometry).area > 0
    again = examined(wide, B, decisions=[accept("overlap")])
    assert shapely.intersection(*again.frame.geometry).area == 0


def test_a_rejected_cut_leaves_the_overlap():
    wide = box(112.80, -7.80, 112.8502, -7.75)
    found = examined(wide, B, decisions=[reject("sliver_overlap")])
    assert found.counts["clean"] == 2
    assert shapely.intersection(*found.frame.geometry).area > 0


def test_a_hole_between_villages_is_noted():
    left, right = (
        box(112.80, -7.80, 112.85, -7.75),
        Polygon(
            [
                (112.85, -7.80),
                (112.90, -7.80),
                (112.90, -7.75),
                (112.85, -7.75),
                (112.85, -7.77),
                (112.851, -7.775),
                (112.85, -7.78),
            ]
        ),
    )
    gap = finding(examined(left, right), "gaps_between_villages")
    assert (gap["row"], gap["other"]) == (0, "1")
    assert gap["amount"] == pytest.approx(0.5 * 110.3 * 1106, rel=0.01)


def test_a_village_may_be_a_point_and_may_lack_a_shape():
    found = examined(Point(112.82, -7.77), None)
    assert told(found) == ["missing_shape"]
    assert found.frame.geometry.iloc[0].equals(Point(112.82, -7.77))
    assert found.counts == {"clean": 1, "repaired": 0, "questioned": 1, "refused": 0}


def test_several_points_are_no_village():
    assert told(examined(MultiPoint([(112.8, -7.8), (112.9, -7.8)]))) == ["shape_not_areal"]
    assert examined(MultiPoint([(112.8, -7.8)])).frame.geometry.iloc[0].equals(Point(112.8, -7.8))


def utm(shape, zone=32749):
    to = Transformer.from_crs(4326, zone, always_xy=True)
    return shapely.transform(shape, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))


@pytest.mark.parametrize(
    ("shape", "crs", "rule"),
    [
        (utm(A), "EPSG:32749", []),
        (utm(A), "EPSG:32750", ["wrong_zone"]),
        (utm(A), "EPSG:4326", ["metres_as_degrees"]),
        (utm(A), None, ["metres_without_zone"]),
        (shapely.transform(A, lambda xy: xy[:, ::-1]), "EPSG:4326", ["swapped_coordinates"]),
        (shapely.force_3d(A, 12.0), "EPSG:4979", []),
    ],
)
def test_a_polygon_is_moved_as_its_middle_is(shape, crs, rule):
    found = examined(shape, crs=crs, known=villages())
    assert told(found) == rule
    assert shapely.hausdorff_distance(found.frame.geometry.iloc[0], A) < 1e-6
    assert not found.frame.geometry.has_z.any()


def test_villages_of_a_table_may_bring_their_shapes_as_text():
    rows = [
        ("Kode Desa", "Nama Desa", "Kecamatan", "Kabupaten", "WKT"),
        ("35.14.23.2001", "Patuguran", "Rejoso", "Pasuruan", A.wkt),
        ("35.14.23.2002", "Toyaning", "Rejoso", "Pasuruan", "POLYGON ((1 2"),
    ]
    found = doctor.examine(table(rows))
    assert (found.kind, told(found)) == ("villages", ["shape_unreadable"])
    assert found.frame.geometry.iloc[0].equals(A)


def test_areas_are_those_of_the_plane_of_the_place():
    assert areas_m2(np.array([A, None], dtype=object)).tolist() == pytest.approx(
        [5_516.6 * 5_529.6, 0.0], rel=0.002
    )
    assert areas_m2(np.array([None], dtype=object)).tolist() == [0.0]
