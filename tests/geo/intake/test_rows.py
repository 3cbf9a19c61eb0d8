"""Stations, units and villages row by row: numbers, words, ids, what is missing and what is there twice."""

from __future__ import annotations

import pytest
from shapely import Point

from geo import schema
from geo.intake import doctor
from geo.intake.decision import accept, own
from tests.geo.intake.sheets import finding, layer, rules, station, stations, table, villages

UNITS = ("Nama Satuan", "Jenis", "Instansi", "Jumlah Personel", "Rayon", "Waktu Siap", "Lintang", "Bujur")


def examined(*rows, decisions=(), **options):
    return doctor.examine(stations(*rows, **options), villages=villages(), decisions=decisions)


def units(*rows, header=UNITS, decisions=()):
    return doctor.examine(table([header, *rows]), kind="units", villages=villages(), decisions=decisions)


def unit(
    name="Polsek Rejoso",
    *,
    kind="polsek",
    force="Polri",
    people="20",
    sector=None,
    turnout=None,
    lat="-7.775",
    lon="112.825",
):
    return (name, kind, force, people, sector, turnout, lat, lon)


def listed(
    *rows, header=("Kode Desa", "Nama Desa", "Kecamatan", "Kabupaten", "Lintang", "Bujur"), known=None
):
    return doctor.examine(table([header, *rows]), kind="villages", villages=known)


def test_sound_stations_keep_the_contract_and_get_ids_of_village_and_number():
    found = examined(station(1), station(2, lat="-7.776"), station(901, lat="-7.777"))
    checked = schema.check(found.frame, "stations")
    assert checked.index.tolist() == ["35.14.23.2001-01", "35.14.23.2001-02", "35.14.23.2001-901"]
    assert rules(found) == ["special_station"]
    assert found.row.tolist() == [2, 3, 4]


def test_more_than_five_hundred_voters_are_asked_about_and_kept():
    found = examined(station(voters="1.250"))
    assert finding(found, "many_voters")["amount"] == 1250
    assert found.frame["registered_voters"].tolist() == [1250]
    assert examined(station(voters=500)).counts["clean"] == 1
    assert examined(station(voters="1.250"), decisions=[accept("many_voters")]).counts["clean"] == 1


@pytest.mark.parametrize(
    ("voters", "rule"), [("banyak", "number_unreadable"), ("200.000", "value_out_of_range")]
)
def test_voters_that_cannot_be_are_left_out_and_asked_about(voters, rule):
    found = examined(station(voters=voters))
    assert rules(found) == [rule]
    assert found.frame["registered_voters"].isna().all()


def test_a_missing_number_is_asked_for_and_the_next_free_one_proposed():
    rows = (station(1), station(None, lat="-7.776"), station(901, lat="-7.777"))
    told = finding(examined(*rows), "number_missing")
    assert (told["status"], told["after"]) == ("questioned", "2")
    taken = examined(*rows, decisions=[accept("number_missing")])
    assert sorted(taken.frame["number"]) == [1, 2, 901]
    mine = examined(*rows, decisions=[own(3, "number", "7")])
    assert sorted(mine.frame["number"]) == [1, 7, 901]


def test_a_row_that_repeats_another_in_all_that_counts_is_set_aside():
    found = examined(station(), station())
    told = finding(found, "duplicate_row")
    assert (told["row"], told["other"], told["status"]) == (3, "2", "repaired")
    assert (len(found.frame), sum(found.counts.values())) == (1, 2)


def test_one_number_for_two_stations_is_a_question():
    rows = (station("TPS 01/1"), station("TPS 01/2", lat="-7.776"))
    found = examined(*rows)
    assert (finding(found, "duplicate_number")["after"], found.held.tolist()) == ("2", [False, True])
    assert sorted(examined(*rows, decisions=[accept("duplicate_number")]).frame["number"]) == [1, 2]


def test_a_repeated_id_is_made_anew_of_village_and_number():
    header = ("ID TPS", "Kode Desa", "TPS", "Lintang", "Bujur")
    rows = [
        ("a", "35.14.23.2001", "1", "-7.775", "112.825"),
        ("a", "35.14.23.2001", "2", "-7.776", "112.825"),
    ]
    found = examined(*rows, header=header)
    assert found.frame["station_id"].tolist() == ["a", "35.14.23.2001-02"]
    assert finding(found, "duplicate_id")["before"] == "a"


@pytest.mark.parametrize(
    ("code", "village", "district", "rule", "status"),
    [
        ("3514232001", "Patuguran", "Rejoso", [], "clean"),
        ("3514232001", "PATUGUHAN", None, [], "clean"),
        (None, "Patuguran", "Rejoso", [], "clean"),
        ("35.14.23.01", "Patuguran", None, ["code_short"], "repaired"),
        ("3514150001", "Patuguran", "Rejoso", ["code_of_bps"], "repaired"),
        ("3514232009", "Patuguran", "Rejoso", ["code_unknown"], "repaired"),
        ("3514232009", None, None, ["village_by_point"], "questioned"),
        (None, None, None, ["village_by_point"], "questioned"),
    ],
)
def test_the_village_is_found_by_code_then_by_name_then_by_point(code, village, district, rule, status):
    found = examined(
        station(code=code, village=village, district=district), decisions=[accept("village_by_point")] * 0
    )
    assert rules(found) == rule
    assert found.counts[status] == 1
    if status != "questioned":
        assert found.frame["village_id"].tolist() == ["35.14.23.2001"]


def test_a_code_beside_the_name_of_another_village_is_a_question_that_keeps_the_code():
    sheet = (station(village="Toyaning"),)
    told = finding(examined(*sheet), "code_and_name_differ")
    assert (told["before"], told["after"], told["other"]) == ("35.14.23.2001", "35.14.23.2002", "Toyaning")
    assert examined(*sheet).frame["village_id"].tolist() == ["35.14.23.2001"]
    turned = examined(*sheet, decisions=[accept("code_and_name_differ")])
    assert turned.frame["village_id"].tolist() == ["35.14.23.2002"]


def test_an_own_village_ends_the_question():
    found = examined(
        station(code=None, village="Entah", lat=None, lon=None),
        decisions=[own(2, "village_id", "35.14.23.2003")],
    )
    assert found.frame["village_id"].tolist() == ["35.14.23.2003"]
    assert finding(found, "own_value")["after"] == "35.14.23.2003"


def test_without_known_villages_codes_are_brought_into_one_form():
    found = doctor.examine(stations(station(code="3514232001"), station(2, code=None, village="X")))
    assert found.frame["village_id"].tolist() == ["35.14.23.2001"]
    assert rules(found, 3) == ["village_missing"]


def test_sound_units_keep_the_contract():
    found = units(
        unit(),
        unit(
            "Koramil 0819/23", kind="koramil", force="TNI AD", people="1.200", sector="Timur", turnout="7,5"
        ),
    )
    checked = schema.check(found.frame, "units")
    assert rules(found) == ["shared_point"] * 0
    assert checked.index.tolist() == ["koramil-0819-23", "polsek-rejoso"]
    assert checked.loc["koramil-0819-23", ["force", "personnel", "turnout_min"]].tolist() == [
        "tni",
        1200,
        7.5,
    ]


def test_kind_and_force_are_understood_from_the_name_where_no_column_says_them():
    header = ("Nama Satuan", "Jumlah Personel", "Lintang", "Bujur")
    rows = [
        ("Polsek Rejoso", "20", "-7.775", "112.825"),
        ("Brimob SST 1 siaga", "30", "-7.776", "112.825"),
        ("Rumah Pak Lurah", "3", "-7.777", "112.825"),
    ]
    found = units(*rows, header=header)
    assert found.frame["kind"].tolist() == ["polsek", "standby"]
    assert found.frame["force"].tolist() == ["polri", "brimob"]
    assert rules(found, 4) == ["value_missing", "value_missing"] or rules(found, 4) == ["value_missing"]
    assert found.held.tolist() == [False, False, True]


@pytest.mark.parametrize(("people", "rule"), [(None, "value_missing"), ("banyak", "number_unreadable")])
def test_a_unit_without_a_number_of_people_waits_for_one(people, rule):
    found = units(unit(people=people))
    assert (rules(found), len(found.frame)) == ([rule], 0)
    assert units(unit(people=people), decisions=[own(2, "personnel", "12")]).frame["personnel"].tolist() == [
        12
    ]


def test_two_units_of_one_name_get_two_ids_and_the_same_unit_twice_is_one():
    found = units(unit(), unit(people="5"), unit())
    assert found.frame["unit_id"].tolist() == ["polsek-rejoso", "polsek-rejoso-2"]
    assert finding(found, "duplicate_row")["row"] == 4


def test_a_table_of_villages_takes_from_the_code_what_it_does_not_say():
    found = listed(("35.14.23.2001", "Patuguran", None, None, "-7.775", "112.825"))
    assert rules(found, 2) == ["taken_from_code", "taken_from_code"]
    assert found.frame[["district", "regency"]].iloc[0].tolist() == ["35.14.23", "35.14"]


def test_villages_without_codes_are_named_after_district_and_name_or_the_known_code():
    row = (None, "PATUGURAN", "Rejoso", "Pasuruan", "-7.775", "112.825")
    assert listed(row).frame["village_id"].tolist() == ["rejoso-patuguran"]
    assert listed(row, known=villages()).frame["village_id"].tolist() == ["35.14.23.2001"]


def test_ticks_and_words_say_which_villages_elect():
    header = ("Kode Desa", "Nama Desa", "Kecamatan", "Kabupaten", "Lintang", "Bujur", "Pilkades")
    row = ("Patuguran", "Rejoso", "Pasuruan", "-7.775", "112.825")
    ticked = listed(("35.14.23.2001", *row, "v"), ("35.14.23.2002", *row, None), header=header)
    assert ticked.frame["electing"].tolist() == [True, False]
    worded = listed(
        ("35.14.23.2001", *row, "Ya"),
        ("35.14.23.2002", *row, "tidak"),
        ("35.14.23.2003", *row, "?mungkin"),
        header=header,
    )
    assert worded.frame["electing"].tolist() == [True, False, False]
    assert "value_unknown" in rules(worded, 4)


def test_indicators_of_villages_are_columns_too():
    header = (
        "Kode Desa",
        "Nama Desa",
        "Kecamatan",
        "Kabupaten",
        "Lintang",
        "Bujur",
        "Jumlah calon",
        "last_margin_pct",
    )
    found = listed(
        ("35.14.23.2001", "Patuguran", "Rejoso", "Pasuruan", "-7.775", "112.825", "5", "1,5"), header=header
    )
    assert found.frame[["candidates", "last_margin_pct"]].iloc[0].tolist() == [5, 1.5]
    assert len(schema.check(found.frame, "villages")) == 1


def test_an_unknown_code_of_another_regency_is_a_question_even_beside_a_known_name():
    found = examined(station(code="35.99.01.2001", village="Patuguran"))
    assert (finding(found, "code_unknown")["status"], found.held.tolist()) == ("questioned", [True])


def test_a_map_of_a_phone_has_names_and_points_alone():
    points = [Point(112.825, -7.775), Point(112.875, -7.775)]
    sheet = layer({"Name": ["TPS 01", "TPS 01 Toyaning"], "description": [None, None]}, points)
    found = doctor.examine(sheet, villages=villages())
    assert (found.kind, rules(found)) == ("stations", ["village_by_point", "village_by_point"])
    taken = doctor.examine(sheet, villages=villages(), decisions=[accept("village_by_point")])
    assert taken.frame["station_id"].tolist() == ["35.14.23.2001-01", "35.14.23.2002-01"]
    assert rules(taken, 2) == ["village_by_point", "number_in_text"]


def test_the_area_of_a_building_is_taken_by_a_point_on_it():
    house = Point(112.825, -7.775).buffer(0.0002)
    sheet = layer({"Kode Desa": ["35.14.23.2001"], "TPS": ["1"]}, [house])
    found = doctor.examine(sheet, kind="stations", villages=villages())
    assert rules(found) == ["area_as_point"]
    assert found.frame.geometry.iloc[0].within(house)
