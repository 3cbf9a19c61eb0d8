"""GeoPackage: every layer in one file, styled for QGIS, with a table that says what the file is."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyogrio

from dashboard.export import drafts
from dashboard.export.about import headline
from dashboard.export.features import Layer
from dashboard.export.qml import style

ABOUT, STYLES = "about", "layer_styles"
STAMP = "T00:00:00.000Z"
STYLES_TABLE = """CREATE TABLE layer_styles (
 id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
 f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
 useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)"""
"""As QGIS makes it itself."""
STYLE_ROW = """INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
 styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)
 VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', NULL, ?)"""

LISTED = """INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
 VALUES (?, 'attributes', ?, '')"""


def _styles(file: sqlite3.Connection, layers: Sequence[Layer], moment: str) -> None:
    file.execute(STYLES_TABLE)
    rows = [(it.key, it.key, style(it), it.title, moment) for it in layers]
    file.executemany(STYLE_ROW, rows)
    file.execute(LISTED, (STYLES, STYLES))


def _titles(file: sqlite3.Connection, layers: Sequence[Layer]) -> None:
    given = [(it.title, it.key) for it in layers]
    file.executemany("UPDATE gpkg_contents SET description = ? WHERE table_name = ?", given)


def _timeless(file: sqlite3.Connection, moment: str) -> None:
    """Set every time to that of the data, so that equal plans give equal files."""
    file.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
    file.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (moment,))


pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
"""A draft that a power cut spoils is made again: nothing waits for the disk."""


def _drawn(file: Path, layers: Sequence[Layer], told: dict[str, str]) -> None:
    for it in layers:
        options = {"layer": it.key, "driver": "GPKG", "layer_metadata": told}
        drafts.write(it.frame, file, shape=it.shape, options=options)
    about = pd.DataFrame({"key": list(told), "value": list(told.values())})
    pyogrio.write_dataframe(about, file, layer=ABOUT, driver="GPKG", dataset_metadata=told)


def render(layers: Sequence[Layer], told: dict[str, str]) -> bytes:
    """Return layers as a GeoPackage.

    Parameters
    ----------
    told : of `dashboard.export.about.facts`; the table ``about`` and the metadata of file and layers.
    """
    moment = told["data_date"] + STAMP
    with drafts.folder() as folder:
        file = folder / "plan.gpkg"
        _drawn(file, layers, {**told, "headline": headline(told)})
        with closing(sqlite3.connect(file)) as opened:
            with opened:
                _titles(opened, layers)
                _styles(opened, layers, moment)
                _timeless(opened, moment)
            opened.execute("VACUUM")
        return file.read_bytes()
