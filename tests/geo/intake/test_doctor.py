"""Whole sheets examined: every row accounted for, every repair reversible, a dirty workbook made an operation."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import schema
from geo.errors import StoppedError
from geo.intake import doctor
from geo.intake.decision import accept, own, reject
from geo.intake.finding import COLUMNS, STATUSES, each
from geo.intake.rules import RULES
from geo.intake.sheet import Sheet
from tests.geo.intake.sheets import layer, station, stations, table, villages

HEADERS = {
    "stations": (
        "Kode Desa",
        "Desa",
        "Kecamatan",
        "TPS",
        "DPT",
        "Lokasi",
        "Lintang",
        "Bujur",
        "Titik Koordinat",
    ),
    "units": (
        "Nama Satuan",
        "Jenis",
        "Instansi",
        "Personel",
        "Rayon",
        "Waktu Siap",
        "Lintang",
        "Bujur",
        "Titik Koordinat",
    ),
    "villages": (
        "Kode Desa",
        "Nama Desa",
        "Kecamatan",
        "Kabupaten",
        "Pilkades",
        "DPT",
        "Lintang",
        "Bujur",
        "WKT",
    ),
}
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["35.14.23.2001", "3514232002", "35.14.23.01", "Patuguran", "PATUGUHAN", "Rejoso", "TPS 1", "2", "901", "300", "1.250", "-", "-7.775", "112.825", "7.775", "112825", "-7.775, 112.825", "https://goo.gl/maps/x", "JUMLAH", "ya", "x", "polsek", "Brimob", "0", "711234", "9145000", "KECAMATAN REJOSO", "<b>x</b>", "a\u200bb", "POLYGON ((112.8 -7.8, 112.85 -7.8, 112.85 -7.75, 112.8 -7.8))", "POINT (112.82 -7.77)"]
    ),
    st.text(max_size=12),
)  # fmt: skip


@st.composite
def dirty(draw):
    """Return (kind, sheet) with anything in its cells."""
    kind = draw(st.sampled_from(list(HEADERS)))
    rows = draw(st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=12))
    return kind, table([HEADERS[kind], *rows])


def made(case, **options):
    kind, sheet = case
    return doctor.examine(sheet, kind=kind, villages=villages(), **options)


@given(dirty())
def test_what_came_in_is_clean_repaired_questioned_or_refused(case):
    found = made(case)
    assert sum(found.counts.values()) == len(found.table.rows)
    assert len(found.frame) + int((found.held | found.aside).sum()) == len(found.table.rows)
    assert not (found.status[found.held] == "clean").any()
    worst = (
        found.findings[found.findings["row"] > 0]
        .groupby("row")["status"]
        .agg(lambda it: max(it, key=STATUSES.index))
    )
    told = dict(zip(found.table.rows.tolist(), found.status.tolist(), strict=True))
    assert all(told[row] == status for row, status in worst.items())


@given(dirty())
def test_the_frame_keeps_the_contract_whatever_came_in(case):
    found = made(case)
    frame = found.frame[found.frame.geometry.notna()] if found.kind == "villages" else found.frame
    assert len(schema.check(frame, found.kind)) == len(frame)


@given(
    dirty(),
    st.lists(st.tuples(st.sampled_from(sorted(RULES)), st.sampled_from(["accept", "reject"])), max_size=6),
)
def test_decisions_give_the_same_examination_each_time_and_lose_no_row(case, told):
    decisions = [{"accept": accept, "reject": reject}[action](rule) for rule, action in told]
    one, two = made(case, decisions=decisions), made(case, decisions=decisions)
    pd.testing.assert_frame_equal(one.findings, two.findings)
    assert one.frame.to_wkb().equals(two.frame.to_wkb())
    assert sum(one.counts.values()) == len(one.table.rows)
    frame = one.frame[one.frame.geometry.notna()] if one.kind == "villages" else one.frame
    frame = frame[frame.geometry.is_valid | frame.geometry.isna()]
    assert len(schema.check(frame, one.kind)) == len(frame)


@given(dirty())
def test_an_argument_is_never_changed(case):
    kind, sheet = case
    before, known = sheet.cells.copy(), villages()
    doctor.examine(sheet, kind=kind, villages=known)
    pd.testing.assert_frame_equal(sheet.cells, before)
    pd.testing.assert_frame_equal(known, villages())


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.binary(max_size=30),
            st.floats(112.7, 113).map(lambda x: shapely.Point(x, -7.7)),
            st.floats(112.7, 113).map(lambda x: shapely.Point(x, -7.77).buffer(0.01)),
        ),
        max_size=6,
    )
)
def test_a_layer_of_any_bytes_is_examined_to_the_last_feature(shapes):
    n = len(shapes)
    sheet = layer({"Kode Desa": [f"35.14.23.200{i}" for i in range(n)], "Nama Desa": ["A"] * n}, shapes)
    for kind in ("villages", "stations"):
        found = doctor.examine(sheet, kind=kind, villages=villages())
        assert sum(found.counts.values()) == n


def test_findings_are_records_with_the_values_that_there_are():
    found = doctor.examine(stations(station(lat="7.775", voters=600)), villages=villages())
    one, two = each(found.findings)
    assert (one.rule, one.row, one.status, one.after) == ("lost_sign", 2, "repaired", "-7.775000, 112.825000")
    assert (one.values, two.values) == ({}, {"amount": 600.0})
    assert list(found.findings.columns) == list(COLUMNS)


def test_a_decision_on_one_row_counts_before_that_on_its_rule():
    rows = [station(n, lat=f"7.77{n}") for n in (1, 2, 3)]
    found = doctor.examine(
        stations(*rows), villages=villages(), decisions=[reject("lost_sign"), accept("lost_sign", row=3)]
    )
    assert (found.frame.geometry.y < 0).tolist() == [False, True, False]
    assert found.findings.loc[found.findings["rule"] == "lost_sign", "decision"].tolist() == [
        "reject",
        "accept",
        "reject",
    ]


def test_an_own_value_is_examined_as_any_other():
    sheet = stations(station(voters="banyak"))
    bad = doctor.examine(sheet, villages=villages(), decisions=[own(2, "registered_voters", "sedikit")])
    good = doctor.examine(sheet, villages=villages(), decisions=[own(2, "registered_voters", "1.250")])
    assert "number_unreadable" in bad.findings["rule"].tolist()
    assert good.frame["registered_voters"].tolist() == [1250]
    assert good.findings["rule"].tolist() == ["own_value", "many_voters"]


def test_progress_goes_up_to_one_and_a_stop_is_heard():
    told: list[float] = []
    doctor.examine(stations(station()), villages=villages(), progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    with pytest.raises(StoppedError):
        doctor.examine(stations(station()), should_stop=lambda: True)


def workbook() -> bytes:
    """Return a list of stations as committees make them: letterhead, merged cells, two-row header, totals."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Daftar TPS"
    page.append(["PANITIA PEMILIHAN KEPALA DESA"])
    page.merge_cells("A1:I1")
    page.append([])
    page.append(
        ["No", "Kecamatan", "Desa", "TPS", "Jumlah Pemilih", None, None, "Titik Koordinat", "No. HP Ketua"]
    )
    page.append([None, None, None, None, "L", "P", "Jml", None, None])
    page.merge_cells("E3:G3")
    page.append([1, "Rejoso", "PATUGUHAN", "TPS 01", 150, 151, "301", "-7,775, 112,825", "081234567890"])
    page.append([2, None, None, "TPS 02", 250, 251, "1.250", "7°46'36\" LS 112°49'30\" BT", "081234567891"])
    page.append(
        [3, None, "Desa Toyaning ", "TPS 01", 1, 1, 300, "https://www.google.com/maps?q=-7.776,112.876", None]
    )
    page.append([4, None, None, "TPS 02", 1, 1, 300, "112.877, -7.777", None])
    page.merge_cells("B5:B8")
    page.append(["JUMLAH", None, None, 4, None, None, 2151, None, None])
    page.append([])
    page.append(
        ["No", "Kecamatan", "Desa", "TPS", "Jumlah Pemilih", None, None, "Titik Koordinat", "No. HP Ketua"]
    )
    page.append([5, "Gondangwetan", "Brambang", "TPS 01", 1, 1, 300, "https://maps.app.goo.gl/abc", None])
    page.append([6, None, None, "TPS 02/1", 1, 1, 300, "-7.725, 112.876", None])
    page.append([None, None, None, None, None, None, None, "Pasuruan, 1 Maret 2022", None])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def as_sheet(data: bytes) -> Sheet:
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    rows = [[None if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    return Sheet(
        "tps.xlsx", page.title, pd.DataFrame(np.array(rows, dtype=object)), np.arange(1, len(rows) + 1)
    )


def test_a_dirty_workbook_becomes_stations_and_every_row_is_told():
    found = doctor.examine(as_sheet(workbook()), villages=villages())
    assert (found.kind, found.table.header, found.mapping.forbidden) == (
        "stations",
        (3, 4),
        ("No. HP Ketua",),
    )
    assert found.mapping.fields["registered_voters"] == "Jumlah Pemilih Jml"
    assert (
        found.frame["village_id"].tolist()
        == ["35.14.23.2001"] * 2 + ["35.14.23.2002"] * 2 + ["35.14.18.2002"] * 2
    )
    assert found.frame["number"].tolist() == [1, 2, 1, 2, 1, 2]
    assert found.frame["registered_voters"].tolist() == [301, 1250, 300, 300, 300, 300]
    assert found.frame.geometry.isna().tolist() == [False] * 4 + [True, False]
    assert found.counts == {"clean": 0, "repaired": 8, "questioned": 2, "refused": 0}
    questions = found.findings[found.findings["status"] == "questioned"]
    assert questions["rule"].tolist() == ["many_voters", "short_link"]
    assert "0812" not in found.findings.to_csv()
