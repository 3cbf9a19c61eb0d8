"""Corrections: the workbook that goes back says what was found and marks where."""

from __future__ import annotations

import io

import openpyxl
import pytest

from dashboard.export import corrections
from geo.intake.consultation import consult
from tests.geo.intake.sheets import layer, station, stations, table, villages

HOSTILE = "=HYPERLINK(1)<b>x</b>"
PHONE = 7
HEADER = ("Kode Desa", "Nama Desa", "Kecamatan", "TPS", "DPT", "Lintang", "Bujur", "No HP", "Tempat")
DIRTY = stations(
    (*station(1), "0812", "Balai"),
    (*station(2, voters=812), "0813", HOSTILE),
    (*station(3, lat="112.825", lon="-7.775"), "0814", "SD 1"),
    (None,) * 9,
    (*station("?"), "0815", "SD 2"),
    header=HEADER,
    file="tps.xlsx",
)


@pytest.fixture(scope="module")
def found():
    return consult([DIRTY, table([["Dear all"]], file="letter.csv", name="")], villages=villages())


def book(found, language="en"):
    return openpyxl.load_workbook(io.BytesIO(corrections.render(found, language)))


def test_every_cell_of_the_file_stands_where_it_stood_but_what_must_not_be_kept(found):
    sheet = book(found)["Sheet1"]
    for number, cells in zip(DIRTY.rows, DIRTY.cells.to_numpy(), strict=True):
        there = [sheet.cell(int(number), column + 1).value for column in range(len(HEADER))]
        told = [cell if isinstance(cell, str) and i != PHONE else None for i, cell in enumerate(cells)]
        assert there == told


def test_doubtful_cells_are_marked_by_status_and_say_why(found):
    sheet = book(found)["Sheet1"]
    voters, latitude = sheet.cell(3, 5), sheet.cell(4, 6)
    assert voters.fill.fgColor.rgb.endswith("FDE9A9")
    assert "More than 500 voters" in voters.comment.text
    assert latitude.fill.fgColor.rgb.endswith("DBEAFE")
    assert "112.825" in latitude.comment.text
    assert sheet.cell(1, 10).value == "Status"
    assert [sheet.cell(row, 10).value for row in range(2, 7)] == [
        "clean",
        "questioned",
        "repaired",
        "repaired",
        "questioned",
    ]
    assert "Latitude and longitude" in sheet.cell(4, 11).value


def test_the_summary_adds_up_and_tells_what_was_not_read(found):
    rows = [cell.value for cell in book(found)["Summary"]["A"] if cell.value]
    assert rows[1].endswith("5 rows in = 1 clean + 2 repaired + 2 questioned + 0 refused")
    assert rows[2] == "letter.csv: not read, no column of it is known (1 rows)"
    told = {row[1].value: row for row in book(found)["Summary"].iter_rows(min_row=6)}
    assert told["More than 500 voters at one TPS"][4].value == 1


def test_nothing_of_the_data_is_a_formula_or_a_link(found):
    for sheet in book(found):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert book(found)["Sheet1"].cell(3, 9).value == HOSTILE


def test_a_layer_gets_a_head_line_and_its_features_below():
    borders = layer({"nama desa": ["Patuguran"], "kecamatan": ["Rejoso"]}, [None], name="a/b:[c]")
    made = book(consult([borders, borders]), "id")
    assert made.sheetnames[0] == "Ringkasan"
    sheet = made[made.sheetnames[1]]
    assert [sheet.cell(1, 1).value, sheet.cell(2, 1).value] == ["nama desa", "Patuguran"]


def test_a_very_long_sheet_is_copied_only_where_it_is_not_clean(found, monkeypatch):
    monkeypatch.setattr(corrections, "MOST_ROWS", 3)
    sheet = book(found)["Sheet1"]
    assert sheet.cell(2, 1).value is None
    assert sheet.cell(3, 1).value == "35.14.23.2001"
