"""Tables as they are printed: headers anywhere, in two rows, repeated; totals, headings, notes, merged cells."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.intake import doctor, header
from geo.intake.sheet import Sheet
from tests.geo.intake.sheets import finding, layer, rules, station, stations, table, villages

HEAD = ("Kode Desa", "TPS", "DPT", "Lintang", "Bujur")
ROW = ("35.14.23.2001", "1", "300", "-7.775", "112.825")


def test_the_header_may_stand_below_titles():
    found = header.find(table([["DAFTAR TPS"], [], ["Kecamatan Rejoso"], HEAD, ROW]))
    assert found.names == HEAD
    assert (found.titles, found.header, found.rows.tolist()) == ((1, 2, 3), (4,), [5])


def test_a_header_of_two_rows_joins_the_group_and_its_columns():
    rows = [
        ["No", "Desa", "Jumlah Pemilih", None, None, "Koordinat", None],
        [None, None, "L", "P", "JML", "Lintang", "Bujur"],
        ["1", "A", "1", "2", "3", "-7", "112"],
    ]
    found = header.find(table(rows))
    assert found.names == (
        "No",
        "Desa",
        "Jumlah Pemilih L",
        "Jumlah Pemilih P",
        "Jumlah Pemilih JML",
        "Koordinat Lintang",
        "Koordinat Bujur",
    )
    assert found.header == (1, 2)


def test_a_row_that_numbers_the_columns_belongs_to_the_header():
    found = header.find(table([HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)"], ROW]))
    assert (found.header, len(found.cells)) == ((1, 2), 1)


def test_columns_without_a_name_and_of_one_name_are_told_apart():
    found = header.find(table([["Desa", None, "TPS", "TPS"], ["A", "x", "1", "2"]]))
    assert found.names == ("Desa", "column 2", "TPS", "TPS (2)")


def test_a_table_without_a_header_keeps_all_its_rows():
    found = header.find(table([ROW, ROW]))
    assert (found.header, len(found.cells), found.names[0]) == ((), 2, "column 1")


def test_an_empty_sheet_is_examined_without_a_row():
    empty = Sheet("a.csv", "a", pd.DataFrame(), np.array([], dtype=int))
    assert sum(doctor.examine(empty, kind="stations").counts.values()) == 0
    assert sum(doctor.examine(table([HEAD]), villages=villages()).counts.values()) == 0


def test_a_layer_has_its_names_already():
    found = header.find(layer({"NAMOBJ": ["A"]}, [None]))
    assert (found.names, found.header) == (("NAMOBJ",), ())


def examined(*rows):
    return doctor.examine(table([HEAD, *rows]), villages=villages(), kind="stations")


def test_rows_of_totals_are_set_aside_and_counted():
    found = examined(ROW, ("JUMLAH", None, "300", None, None), ("Total Kecamatan", "1", "300", None, None))
    assert rules(found) == ["totals_row", "totals_row"]
    assert (found.counts["clean"], found.counts["repaired"], len(found.frame)) == (1, 2, 1)


def test_a_header_that_every_printed_page_repeats_is_set_aside():
    found = examined(ROW, HEAD, [name.upper() for name in HEAD])
    assert rules(found) == ["repeated_header", "repeated_header"]


def test_empty_rows_and_the_lines_of_those_who_sign_are_set_aside():
    found = examined(ROW, (), (None, None, None, "Ketua Panitia"))
    assert rules(found) == ["empty_row", "note_row"]
    assert found.counts == {"clean": 1, "repaired": 2, "questioned": 0, "refused": 0}


def test_a_lonely_cell_between_rows_is_a_question():
    found = examined(ROW, ("catatan",), ("35.14.23.2002", "1", "300", "-7.775", "112.875"))
    assert finding(found, "lonely_cell")["status"] == "questioned"
    assert found.held.tolist() == [False, True, False]


def test_headings_name_the_district_and_village_of_the_rows_beneath():
    rows = [
        ("Desa", "TPS", "Lintang", "Bujur"),
        ("KECAMATAN REJOSO",),
        ("Toyaning", "1", "-7.775", "112.875"),
        ("KEC. GONDANGWETAN",),
        ("Brambang", "1", "-7.725", "112.875"),
    ]
    found = doctor.examine(table(rows), villages=villages())
    assert rules(found) == ["heading_row", "heading_row"]
    assert found.frame["village_id"].tolist() == ["35.14.23.2002", "35.14.18.2002"]


def test_gaps_that_merged_cells_left_are_filled_and_said():
    rows = [
        station(1, code=None, village="Toyaning", district="Rejoso", lon="112.875"),
        station(2, code=None, lat="-7.776", lon="112.875"),
    ]
    found = doctor.examine(stations(*rows), villages=villages())
    assert rules(found, 3) == ["merged_cell", "merged_cell"]
    assert found.frame["village_id"].tolist() == ["35.14.23.2002"] * 2


def test_a_single_missing_village_is_not_filled_from_the_row_above():
    rows = [
        station(n, code=None, village="Toyaning", district="Rejoso", lat=f"-7.77{n}", lon="112.875")
        for n in range(1, 8)
    ]
    rows[4] = station(5, code=None, district="Rejoso", lat=None, lon=None)
    found = doctor.examine(stations(*rows), villages=villages())
    assert rules(found, 6)[0] == "village_missing"
    assert found.counts["questioned"] == 1


def test_invisible_characters_are_taken_out_and_shown_in_escapes():
    found = doctor.examine(stations(station(code="35.14.23.2001\u200b")), villages=villages())
    told = finding(found, "invisible_characters")
    assert (told["before"], told["after"]) == ("35.14.23.2001\\u200b", "35.14.23.2001")


def test_markup_in_a_name_is_kept_as_text_and_noted():
    found = doctor.examine(stations(station(village="<b>Patuguran</b>")), villages=villages())
    assert finding(found, "markup_in_text")["status"] == "clean"
    assert found.counts["clean"] == 1
