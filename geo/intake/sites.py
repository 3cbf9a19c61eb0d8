"""Sites: where each station or unit is, and in which village, before anything else is asked of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.intake import belonging, outlying, polygons, positions
from geo.intake.cells import Texts
from geo.intake.gazetteer import Gazetteer
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.quantities import column
from geo.intake.steps import crs_of

_POINT, _MULTIPOINT = 0, 4


@dataclass(eq=False)
class Sites:
    """Where rows are: degrees (n,), NaN without; position and id of the village, -1 and None without."""

    lon: np.ndarray
    lat: np.ndarray
    village: np.ndarray
    village_id: np.ndarray
    at_village: np.ndarray


def _points(table: Table, texts: Texts, ledger: Ledger) -> np.ndarray | None:
    """Return the shapes of a layer as points; what is larger is taken by a point on it."""
    wkt = texts.get("shape")
    if table.shapes is None and wkt is None:
        return None
    found = polygons.read(table.shapes, wkt, len(ledger.rows))
    shapes = found.shapes
    lost = np.flatnonzero((found.rule == "shape_unreadable") & ledger.open)
    ledger.add(lost, "geometry", "shape_unreadable", status="refused", confidence=0.0, acceptable=False)
    kinds = shapely.get_type_id(shapes)
    single = np.flatnonzero((kinds == _MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1))
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    larger = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (-1, _POINT)) & ledger.open)
    middles = shapely.point_on_surface(shapely.make_valid(shapes[larger]))
    after = [f"{shapely.get_y(it):.6f}, {shapely.get_x(it):.6f}" for it in middles]
    applied = ledger.add(larger, "geometry", "area_as_point", status="repaired", after=after, confidence=0.7)
    shapes[larger] = np.where(applied, middles, None)
    return shapes


def note_crs(table: Table, ledger: Ledger) -> str | None:
    """Return what the file says of its coordinates; a saying that means nothing is noted, and not heard."""
    told = table.sheet.crs
    if told and crs_of(told) is None:
        ledger.about_sheet("crs_unreadable", other=told[:80])
        return None
    return told


def find(table: Table, texts: Texts, ledger: Ledger, gazetteer: Gazetteer | None, *, required: bool) -> Sites:
    """Return where the rows are and belong.

    Parameters
    ----------
    table, texts, ledger : the sheet, its cells, and where findings go.
    gazetteer : the known villages.
    required : whether a row without a village cannot be used.
    """
    n = len(ledger.rows)
    told = positions.read(texts, _points(table, texts, ledger), n)
    lon, lat = positions.place(told, ledger, gazetteer, crs=note_crs(table, ledger))
    belongs = belonging.settle(gazetteer, texts, ledger, lon=lon, lat=lat, required=required)
    silent = np.isnan(told.x) & (told.rule == "")
    sites = Sites(lon, lat, belongs.at, belongs.ids, np.zeros(n, dtype=bool))
    if gazetteer is not None:
        outlying.outside(gazetteer, ledger, sites.village, lon=lon, lat=lat)
    _at_villages(sites, ledger, gazetteer, silent=silent)
    return sites


def _at_villages(sites: Sites, ledger: Ledger, gazetteer: Gazetteer | None, *, silent: np.ndarray) -> None:
    """Put rows of which no place is told at their village, where its place is known; ask about the others."""
    free = silent & ledger.open & np.isnan(sites.lon)
    known = np.zeros(len(free), dtype=bool)
    if gazetteer is not None:
        known = free & (sites.village >= 0)
        known[known] = ~shapely.is_missing(gazetteer.shapes[sites.village[known]])
        at = np.flatnonzero(known)
        villages, place = np.unique(sites.village[at], return_inverse=True)
        points = (
            shapely.point_on_surface(gazetteer.shapes[villages])[place]
            if len(at)
            else np.empty(0, dtype=object)
        )
        lon, lat = shapely.get_x(points), shapely.get_y(points)
        after = [f"{north:.6f}, {east:.6f}" for east, north in zip(lon, lat, strict=True)]
        took = ledger.add(at, "position", "placed_at_village", status="repaired", after=after, confidence=0.5)
        sites.lon[at[took]], sites.lat[at[took]] = lon[took], lat[took]
        sites.at_village[at[took]] = True
    at = np.flatnonzero(free & ~known)
    ledger.add(at, "position", "missing_point", status="questioned", confidence=0.0)


def said(texts: Texts, n: int) -> dict[str, np.ndarray]:
    """Return what rows call their village, district and regency (n,)."""
    return {field: column(texts, field, n).to_numpy(object) for field in ("village", "district", "regency")}
