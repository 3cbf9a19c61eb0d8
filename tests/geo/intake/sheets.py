"""Sheets and villages made by hand for the tests of the intake."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.intake.sheet import Sheet

WEST, SOUTH, SIDE = 112.80, -7.80, 0.05
NAMES = {
    "Rejoso": ("Patuguran", "Toyaning", "Manikrejo"),
    "Gondangwetan": ("Pateguhan", "Brambang", "Gondangrejo"),
}


def villages() -> gpd.GeoDataFrame:
    """Return six square villages in two districts, 35.14.23.2001 and on below, 35.14.18.2001 and on above."""
    rows = []
    for j, (district, names) in enumerate(NAMES.items()):
        code = {"Rejoso": "35.14.23", "Gondangwetan": "35.14.18"}[district]
        for i, name in enumerate(names):
            box = shapely.box(
                WEST + i * SIDE, SOUTH + j * SIDE, WEST + (i + 1) * SIDE, SOUTH + (j + 1) * SIDE
            )
            rows.append((f"{code}.200{i + 1}", name, district, "Pasuruan", True, np.nan, box))
    columns = ["village_id", "name", "district", "regency", "electing", "registered_voters", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs="EPSG:4326")


def table(rows, *, name="Sheet1", file="list.xlsx", crs=None) -> Sheet:
    """Return rows of cells as a table; the first is row 1 of the file."""
    width = max(map(len, rows))
    cells = [
        [None if cell is None else str(cell) for cell in row] + [None] * (width - len(row)) for row in rows
    ]
    frame = pd.DataFrame(np.array(cells, dtype=object).reshape(len(rows), width), columns=range(width))
    return Sheet(file, name, frame, np.arange(1, len(rows) + 1), crs=crs)


def layer(columns, shapes, *, crs="EPSG:4326", name="layer", file="layer.gpkg") -> Sheet:
    """Return a map layer with named columns of text and these shapes."""
    n = len(shapes)
    wkb = np.empty(n, dtype=object)
    wkb[:] = [
        shape if shape is None or isinstance(shape, bytes) else shapely.to_wkb(shape) for shape in shapes
    ]
    frame = pd.DataFrame(
        {key: np.array(list(values), dtype=object) for key, values in columns.items()}, index=range(n)
    )
    return Sheet(file, name, frame, np.arange(1, n + 1), wkb, crs)


def stations(
    *rows, header=("Kode Desa", "Nama Desa", "Kecamatan", "TPS", "DPT", "Lintang", "Bujur"), **options
) -> Sheet:
    """Return a list of polling stations whose header is row 1."""
    return table([header, *rows], **options)


def station(
    number=1, *, code="35.14.23.2001", village=None, district=None, voters=300, lat="-7.775", lon="112.825"
):
    """Return one row for `stations`: by default in the middle of Patuguran (Rejoso)."""
    return (code, village, district, number, voters, lat, lon)


def rules(examination, row=None) -> list[str]:
    """Return the rules of an examination, or of one row of it, in order."""
    found = examination.findings
    return found["rule"].tolist() if row is None else found.loc[found["row"] == row, "rule"].tolist()


def finding(examination, rule):
    """Return the one finding of a rule."""
    found = examination.findings[examination.findings["rule"] == rule]
    assert len(found) == 1, examination.findings[["row", "field", "rule", "status"]]
    return found.iloc[0]
