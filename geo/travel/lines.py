"""Lines: a road graph out of a layer of lines (GeoPackage, shapefile, GeoJSON)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo import crs
from geo.errors import Fault, InputError, NotFoundError
from geo.scenario import Vehicle
from geo.travel import junctions, speeds
from geo.travel.graph import RoadGraph
from geo.travel.junctions import Ways
from geo.travel.osm_tags import BACKWARD, FORWARD
from geo.travel.speeds import SpeedTable

GRID_DEG = 1e-7
"""Vertices that fall into one such step [degrees], about a centimetre, are one."""
CLASS_COLUMNS = ("highway", "fclass", "road_class", "kelas", "kelas_jln", "fungsi", "remark", "class")
ONEWAY_COLUMNS = ("oneway", "arah", "satu_arah")
LIMIT_COLUMNS = ("maxspeed", "speed_kmh", "kecepatan")
BRIDGE_COLUMNS = ("bridge", "jembatan")
NO_BRIDGE = {"", "0", "f", "n", "no", "false", "tidak", "none", "nan"}
NO_CLASS = "unclassified"
"""What a line counts as whose class is missing or unknown: a village road."""
ONE_WAY_WORDS = FORWARD | {"f", "ft", "y", "ya", "satu arah", "one way"}
AGAINST_WORDS = BACKWARD | {"t", "tf", "b"}


def _column(layer: gpd.GeoDataFrame, names: tuple[str, ...]) -> str | None:
    """Return the layer's column of one of these names, in any case."""
    held = {str(column).lower(): str(column) for column in layer.columns}
    return next((held[name] for name in names if name in held), None)


def _words(layer: gpd.GeoDataFrame, column: str | None) -> pd.Series:
    """Return a column as lower-case text, empty where it is missing."""
    if column is None:
        return pd.Series("", index=layer.index)
    words: pd.Series = layer[column].astype("string").fillna("").str.strip().str.lower()
    return words


def _noded(layer: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the lines cut wherever two cross or touch, in their own direction, and the row of each."""
    single = layer.geometry.explode(index_parts=False)
    single = single[single.geom_type.eq("LineString") & ~single.is_empty]
    lines = np.asarray(shapely.set_precision(single.to_numpy(), GRID_DEG, mode="pointwise"), dtype=object)
    owner = single.index.to_numpy()
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=GRID_DEG))
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    of, line = shapely.STRtree(lines).query_nearest(middle, all_matches=False)
    pieces, line = pieces[of], line[of.argsort(kind="stable")]
    third = [shapely.line_interpolate_point(pieces, share, normalized=True) for share in (1 / 3, 2 / 3)]
    along = [shapely.line_locate_point(lines[line], point) for point in third]
    turned = along[0] > along[1]
    pieces[turned] = shapely.reverse(pieces[turned])
    return pieces, owner[line]


def _classes(words: pd.Series, table: SpeedTable) -> tuple[np.ndarray, dict[str, Any]]:
    """Return the class number of each row, and how many rows did not say theirs, or not in a known word."""
    known = {word: table.number(word) for word in words.unique()}
    fallback = [it.id for it in table.speed].index(NO_CLASS)
    number = np.array([fallback if known[word] is None else known[word] for word in words], dtype=int)
    unknown = words[[bool(word) and known[word] is None for word in words]].value_counts().sort_index()
    report = {
        "class_missing": int(words.eq("").sum()),
        "class_unknown": {str(w): int(n) for w, n in unknown.items()},
    }
    return number, report


def _speeds(
    layer: gpd.GeoDataFrame, number: np.ndarray, table: SpeedTable, vehicle: Vehicle
) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Return speed there and back of each row [km/h], and which columns said so."""
    oneway, limit = _column(layer, ONEWAY_COLUMNS), _column(layer, LIMIT_COLUMNS)
    direction = _words(layer, oneway)
    kmh = np.array([it.kmh(vehicle) for it in table.speed])[number]
    tagged = pd.to_numeric(_words(layer, limit), errors="coerce").to_numpy(float)
    tagged = np.where(tagged > 0, tagged, np.nan)
    limited = np.fmin(tagged * table.limit_share, kmh * table.limit_room)
    kmh = np.where(np.isnan(tagged) | (kmh == 0), kmh, limited)
    there = np.where(direction.isin(AGAINST_WORDS), 0, kmh)
    back = np.where(direction.isin(ONE_WAY_WORDS), 0, kmh)
    report: dict[str, Any] = {"oneway_column": oneway or "", "limit_column": limit or ""}
    if limit is not None:
        report["limit_missing"] = int(np.isnan(tagged).sum())
    return there, back, report


def graph(
    layer: gpd.GeoDataFrame, *, source: str = "", vehicle: Vehicle = "car", table: SpeedTable | None = None
) -> RoadGraph:
    """Build a road graph from lines; they are joined wherever they cross or touch, bridges too.

    Parameters
    ----------
    layer : lines in a known CRS. Class, direction and speed limit are taken from columns of well-known names
        (`CLASS_COLUMNS`, `ONEWAY_COLUMNS`, `LIMIT_COLUMNS`); ``meta["report"]`` says which, and what lacked.

    Raises
    ------
    CrsError
        The layer does not say its CRS.
    InputError
        It holds no lines that the vehicle may use.
    """
    table = table or speeds.shipped()
    layer = crs.require_geographic(layer, what=source or "the layer").reset_index(drop=True)
    present = layer.geometry.notna() & layer.geom_type.isin(["LineString", "MultiLineString"])
    report: dict[str, Any] = {"lines": len(layer), "not_lines": int((~present).sum())}
    layer = layer[present].reset_index(drop=True)
    column = _column(layer, CLASS_COLUMNS)
    number, said = _classes(_words(layer, column), table)
    there, back, more = _speeds(layer, number, table, vehicle)
    report |= {"class_column": column or "", **said, **more}
    usable = (there > 0) | (back > 0)
    report["no_access"] = int((~usable).sum())
    if not usable.any():
        fault = Fault(
            "{file} holds no roads", "Take a layer with lines of roads", {"file": source or "the layer"}
        )
        raise InputError(fault)
    pieces, row = _noded(layer[usable])
    place, of = shapely.get_coordinates(pieces, return_index=True)
    known, point = np.unique(np.rint(place / GRID_DEG).astype(np.int64), axis=0, return_inverse=True)
    start = np.searchsorted(of, np.arange(len(pieces) + 1))
    never = np.full(len(row), np.nan)
    bridge = _column(layer, BRIDGE_COLUMNS)
    spans = None if bridge is None else (~_words(layer, bridge).isin(NO_BRIDGE)).to_numpy(bool)[row]
    ways = Ways(point.ravel(), start, there[row], back[row], never, number[row], spans)
    meta = {"source": source, "date": "", "report": report, **table.meta(vehicle)}
    return junctions.graph(ways, known * GRID_DEG, blocked=np.zeros(len(known), bool), meta=meta)


def read(
    path: Path | str, *, layer: str | None = None, vehicle: Vehicle = "car", table: SpeedTable | None = None
) -> RoadGraph:
    """Read a road layer from a file; see `graph`.

    Raises
    ------
    NotFoundError, InputError, CrsError
        There is no such file, it is no map layer, or it fails as `graph` says.
    """
    path = Path(path)
    if not path.exists():
        raise NotFoundError(Fault("There is no file {path}", "Check the name and the folder", {"path": path}))
    try:
        frame = pyogrio.read_dataframe(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        fault = Fault(
            "{file} is not a map layer ({why})", "Choose another", {"file": path.name, "why": error}
        )
        raise InputError(fault) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(
            Fault("{file} holds no roads", "Take a layer with lines of roads", {"file": path.name})
        )
    return graph(frame, source=path.name, vehicle=vehicle, table=table)
