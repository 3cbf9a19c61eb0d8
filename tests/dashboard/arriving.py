"""Files as people send them, made by the tests: a dirty workbook, a map of villages, a list of units."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import shapely
import xlsxwriter

WEST, SOUTH, SIDE = 112.80, -7.80, 0.05
VILLAGES = {
    "35.14.23.2001": ("Patuguran", "Rejoso"),
    "35.14.23.2002": ("Toyaning", "Rejoso"),
    "35.14.23.2003": ("Manikrejo", "Rejoso"),
    "35.14.18.2001": ("Pateguhan", "Gondangwetan"),
    "35.14.18.2002": ("Brambang", "Gondangwetan"),
    "35.14.18.2003": ("Gondangrejo", "Gondangwetan"),
}
HEADER = ("Kode Desa", "Desa", "Kecamatan", "No TPS", "DPT", "Lintang", "Bujur")
DIRTY = (
    ("35.14.23.2001", "Patuguran", "Rejoso", 1, 412, "-7,775", "112,825"),
    ("35.14.23.2001", "Patuguran", "Rejoso", 2, 398, "-7.776", "112.826"),
    ("35.14.23.2002", "Toyaning", "Rejoso", 1, 455, "112.875", "-7.775"),
    ("35.14.23.2002", "Toyaning", "Rejoso", 2, 377, "7.774", "112.876"),
    ("", "Manikrej0", "Rejoso", 1, 401, "-7.775", "112.925"),
    ("", "Pateguhan", "Gondang Wetan", 1, 640, "-7.725", "112.825"),
    ("", "Tidak Ada", "Gondangwetan", 1, 300, "-7.725", "112.875"),
    ("35.14.18.2002", "Brambang", "Gondangwetan", "01/1", 322, "-7.726", "112.876"),
    ("35.14.18.2003", "Gondangrejo", "Gondangwetan", 1, 288, "", ""),
    ("35.14.18.2003", "Gondangrejo", "Gondangwetan", 2, 290, "-7.60", "112.60"),
    ("Jumlah", "", "", "", 3883, "", ""),
)
UNITS = (
    ("Polsek Rejoso", "polsek", "polri", 24, -7.776, 112.83),
    ("Polsek Gondangwetan", "polsek", "polri", 21, -7.726, 112.83),
)


def box(at: int) -> shapely.Polygon:
    """Return the square of a village by its position."""
    west, south = WEST + at % 3 * SIDE, SOUTH + at // 3 * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


def workbook(rows: Sequence[Sequence[object]] = DIRTY, header: Sequence[str] = HEADER) -> bytes:
    """Return a workbook with a letterhead above the headings of its list of polling stations."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("TPS")
        sheet.write(0, 0, "DAFTAR TPS PILKADES SERENTAK")
        sheet.write_row(2, 0, header)
        for i, row in enumerate(rows, start=3):
            sheet.write_row(i, 0, row)
    return held.getvalue()


def borders(names: dict[str, tuple[str, str]] | None = None) -> bytes:
    """Return a GeoJSON of the villages, six squares in two rows."""
    features = [
        {
            "type": "Feature",
            "properties": {"kode": code, "desa": name, "kecamatan": district, "kabupaten": "Pasuruan"},
            "geometry": shapely.geometry.mapping(box(i)),
        }
        for i, (code, (name, district)) in enumerate((names or VILLAGES).items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def units() -> bytes:
    """Return a CSV of units."""
    lines = ["Nama Satuan;Jenis;Unsur;Personel;Lintang;Bujur"]
    lines += [";".join(map(str, row)) for row in UNITS]
    return "\r\n".join(lines).encode()


def everything() -> list[tuple[str, bytes, str]]:
    """Return the three files as a browser sends them."""
    return [("tps.xlsx", workbook(), ""), ("desa.geojson", borders(), ""), ("satuan.csv", units(), "")]


def found_in(folder: Path) -> list[str]:
    """Return every code and name of the list that any file of a folder holds."""
    kept = [it.read_bytes() for it in folder.rglob("*") if it.is_file()]
    told = [it for row in DIRTY for it in row[:2] if it]
    return [it for it in told for body in kept if it.encode() in body]
