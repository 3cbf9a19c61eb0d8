"""Tables: every cell arrives as it stands in the file, with the number of its row."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.intake import gate
from tests.geo.intake.gate import seeds

CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n", exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    max_size=8,
)


@pytest.fixture(autouse=True, scope="module")
def _clean():
    yield
    gate.close()


def table(text: str | bytes, name: str = "x.csv") -> list[list[str | None]]:
    body = text.encode() if isinstance(text, str) else text
    return gate.read(body, name=name)[0].cells.to_numpy().tolist()


def book(write, name: str = "x.xlsx", **options):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, options) as made:
        write(made)
    return gate.read(held.getvalue(), name=name)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_is_the_same_in_every_encoding_and_with_every_delimiter(mark, encoding):
    rows = [["kode", "nama", "lat"], ["0012", "Désa São", "-7.5"], ["0013", 'B "2"', ""]]
    text = "\r\n".join(mark.join(f'"{it.replace(chr(34), chr(34) * 2)}"' for it in row) for row in rows)
    assert table(text.encode(encoding)) == [rows[0], rows[1], ["0013", 'B "2"', None]]


def test_decimal_commas_do_not_make_a_comma_the_delimiter():
    assert table("lat;lon\n-7,65;112,9\n-7,66;112,8\n") == [
        ["lat", "lon"],
        ["-7,65", "112,9"],
        ["-7,66", "112,8"],
    ]
    assert table("-7,65;112,9\n-7,66;112,8\n") == [["-7,65", "112,9"], ["-7,66", "112,8"]]


def test_titles_blank_lines_and_ragged_rows_keep_their_line_numbers():
    sheet = gate.read(b"DAFTAR TPS\n\nid,nama\n1,A,lebih\n\n2\n\n\n", name="x.csv")[0]
    assert sheet.rows.tolist() == [1, 2, 3, 4, 5, 6]
    assert sheet.cells.to_numpy().tolist() == [
        ["DAFTAR TPS", None, None], [None] * 3, ["id", "nama", None], ["1", "A", "lebih"], [None] * 3, ["2", None, None],
    ]  # fmt: skip
    assert not sheet.is_layer


def test_a_cell_with_line_breaks_is_one_cell_and_the_next_row_knows_its_line():
    sheet = gate.read(b'id,alamat\n1,"Jl. A\nRT 1\nRW 2"\n2,B\n', name="x.csv")[0]
    assert sheet.rows.tolist() == [1, 2, 5]
    assert sheet.cells.loc[1, 1] == "Jl. A\nRT 1\nRW 2"


def test_a_quotation_mark_that_is_never_closed_swallows_no_row():
    rows = "".join(f"{n},B{n}\n" for n in range(2, 200))
    sheet = gate.read(f'id,nama\n1,"rusak\n{rows}201,"x, y"\n'.encode(), name="x.csv")[0]
    assert len(sheet) == 201
    assert sheet.cells.loc[1, 1] == '"rusak'
    assert sheet.cells.loc[200, 1] == "x, y"
    assert sheet.rows.tolist() == list(range(1, 202))


def test_excel_says_the_delimiter_in_a_line_that_is_no_row():
    sheet = gate.read(b"sep=|\na;x|b;y\n1|2\n", name="x.csv")[0]
    assert sheet.cells.to_numpy().tolist() == [["a;x", "b;y"], ["1", "2"]]
    assert sheet.rows.tolist() == [2, 3]


def test_what_is_pasted_needs_no_ending_and_what_offices_call_xls_may_be_text():
    assert table("TPS 1\t-7,65\nTPS 2\t-7,66", "pasted") == [["TPS 1", "-7,65"], ["TPS 2", "-7,66"]]
    assert table("a\tb\n1\t2\n", "daftar.xls") == [["a", "b"], ["1", "2"]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_every_quoted_text_comes_back_as_it_was(rows):
    width = max(map(len, rows))
    rows = [
        [f"k{n}" for n in range(width)],
        *[row + [""] * (width - len(row)) for row in rows],
        ["z"] * width,
    ]
    text = "\n".join(",".join(f'"{it.replace(chr(34), chr(34) * 2)}"' for it in row) for row in rows)
    assert table(text) == [[it or None for it in row] for row in rows]


def test_a_workbook_keeps_numbers_dates_and_codes_as_text():
    def write(made):
        sheet = made.add_worksheet("Data")
        day, clock, long = (made.add_format({"num_format": it}) for it in ("yyyy-mm-dd", "hh:mm", "[h]:mm"))
        sheet.write_row(0, 0, [1.0, 0.1, 3514212008, -7.6512345678, 1e21, 2.5e-7, True])
        sheet.write_string(1, 0, "0012")
        sheet.write_number(1, 1, 0.25, made.add_format({"num_format": "0%"}))
        sheet.write_datetime(1, 2, dt.date(2024, 2, 14), day)
        sheet.write_datetime(1, 3, dt.time(7, 30), clock)
        sheet.write_number(1, 4, 26.5 / 24, long)
        sheet.write_string(1, 5, "  spasi ")
        sheet.write_string(1, 6, "<b>&amp;</b>")

    cells = book(write)[0].cells.to_numpy().tolist()
    assert cells[0] == [
        "1",
        "0.1",
        "3514212008",
        "-7.6512345678",
        "1000000000000000000000",
        "0.00000025",
        "TRUE",
    ]
    assert cells[1] == ["0012", "0.25", "2024-02-14", "07:30:00", "26:30:00", "  spasi ", "<b>&amp;</b>"]


def test_rows_and_columns_of_a_workbook_stand_where_they_stand_in_excel():
    def write(made):
        sheet = made.add_worksheet("Jauh")
        sheet.write(4, 2, "x")
        sheet.write(6, 3, "y")
        made.add_worksheet("Kosong")
        made.add_chartsheet("Bagan")
        made.add_worksheet("Kedua").write(0, 0, "z")

    first, second = book(write)
    assert (first.name, second.name) == ("Jauh", "Kedua")
    assert first.rows.tolist() == [5, 6, 7]
    assert first.cells.to_numpy().tolist() == [[None, None, "x", None], [None] * 4, [None, None, None, "y"]]


def test_a_merged_range_is_filled_downwards_and_only_inside_itself():
    def write(made):
        sheet = made.add_worksheet()
        sheet.merge_range("A1:D1", "JUDUL")
        sheet.merge_range("A2:A4", "Tosari")
        sheet.merge_range("B2:C3", "blok")
        for row in range(1, 6):
            sheet.write(row, 3, row)

    assert book(write)[0].cells.to_numpy().tolist() == [
        ["JUDUL", None, None, None],
        ["Tosari", "blok", None, "1"],
        ["Tosari", "blok", None, "2"],
        ["Tosari", None, None, "3"],
        [None, None, None, "4"],
        [None, None, None, "5"],
    ]


def test_a_workbook_of_long_ago_is_read_like_one_of_today():
    sheet = gate.read(seeds.legacy(), name="tps.xls")[0]
    assert (sheet.name, sheet.rows.tolist()) == ("TPS", [1, 2, 3])
    assert sheet.cells.to_numpy().tolist() == [[kode, str(n)] for kode, _, n in seeds.VILLAGES]


def test_an_open_document_sheet_is_read_like_a_workbook():
    sheet = gate.read(seeds.spreadsheet(), name="tps.ods")[0]
    assert (sheet.name, sheet.cells.to_numpy().tolist()[0]) == ("TPS", ["35.14.01.2001", "1250"])


def test_a_thousand_rows_keep_their_numbers_and_their_order():
    def write(made):
        sheet = made.add_worksheet()
        for row in range(25_000):
            sheet.write_row(row, 0, [row, f"TPS {row}"])

    sheet = book(write, constant_memory=True)[0]
    assert sheet.cells[1].tolist() == [f"TPS {row}" for row in range(25_000)]
    assert (sheet.rows == range(1, 25_001)).all()
