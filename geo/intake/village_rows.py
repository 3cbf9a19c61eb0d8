"""Village rows: villages out of a table or a layer of polygons."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.intake import belonging, codes, overlaps, polygons, positions
from geo.intake.cells import Texts
from geo.intake.gazetteer import Gazetteer
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.quantities import column, indicators, meanings, numbers, repeats
from geo.intake.sites import note_crs
from geo.intake.unit_rows import distinct, slug

MAX_VOTERS = 10_000_000
_POINT = 0
Changes = pd.DataFrame


def _shapes(
    table: Table, texts: Texts, ledger: Ledger, gazetteer: Gazetteer | None
) -> tuple[np.ndarray, Changes]:
    """Return polygons, or points where there are none, in degrees (n,), and the areas that changed."""
    n = len(ledger.rows)
    told_crs = note_crs(table, ledger)
    found = polygons.read(table.shapes, texts.get("shape"), n)
    placed = polygons.place(found.shapes, ledger, gazetteer, told_crs=told_crs)
    shapes, changes = polygons.mend(placed, found.rule, ledger)
    lone = shapes.copy()
    lone[shapely.get_type_id(shapes) != _POINT] = None
    free = {
        field: it.where(shapely.is_missing(shapes))
        for field, it in texts.items()
        if field in positions.FIELDS
    }
    told = positions.read(
        {field: it.astype(object).where(it.notna(), None) for field, it in free.items()}, lone, n
    )
    lon, lat = positions.place(told, ledger, gazetteer, crs=told_crs)
    there = np.isfinite(lon) & np.isfinite(lat)
    shapes[there] = shapely.points(lon[there], lat[there])
    shapes[~there & (shapely.get_type_id(shapes) == _POINT)] = None
    return shapes, changes


def _named(texts: Texts, ledger: Ledger, known: np.ndarray, gazetteer: Gazetteer | None) -> np.ndarray:
    """Return the name of each village (n,): the file's, else that of the known village."""
    names = column(texts, "name", len(ledger.rows)).to_numpy(object)
    at = np.flatnonzero(pd.isna(names) & ledger.open)
    guess = np.full(len(at), None, dtype=object)
    if gazetteer is not None:
        guess = np.array([*gazetteer.names, None], dtype=object)[known[at]]
    sure = pd.notna(guess)
    found = names.copy()
    took = ledger.add(
        at[sure],
        "name",
        "taken_from_code",
        status="repaired",
        after=guess[sure],
        confidence=0.95,
        needed=True,
    )
    found[at[sure][took]] = guess[sure][took]
    ledger.add(at[~sure], "name", "value_missing", status="questioned", confidence=0.0, needed=True)
    return found


def _area(
    texts: Texts, field: str, ledger: Ledger, *, code: np.ndarray, known: np.ndarray | None
) -> np.ndarray:
    """Return the district or regency of each village (n,): the file's, the known, or part of the code."""
    names = column(texts, field, len(ledger.rows)).to_numpy(object)
    at = np.flatnonzero(pd.isna(names) & ledger.open)
    guess = [codes.district_of(str(it)) or None for it in code[at]]
    guess = [it[:5] if it is not None and field == "regency" else it for it in guess]
    told = np.array([*guess, None], dtype=object)[:-1]
    if known is not None:
        told = np.where(pd.notna(known[at]), known[at], told)
    sure = pd.notna(told)
    found = names.copy()
    took = ledger.add(
        at[sure], field, "taken_from_code", status="repaired", after=told[sure], confidence=0.6, needed=True
    )
    found[at[sure][took]] = told[sure][took]
    ledger.add(at[~sure], field, "value_missing", status="questioned", confidence=0.0, needed=True)
    return found


def _electing(texts: Texts, ledger: Ledger) -> np.ndarray:
    """Return whether each village elects (n,): all where the file does not say, the ticked where it ticks."""
    n = len(ledger.rows)
    if "electing" not in texts:
        ledger.about_sheet("value_assumed", other="electing")
        return np.ones(n, dtype=bool)
    cells = texts["electing"]
    told, rules = meanings(cells, "truth")
    at = np.flatnonzero((rules == "value_unknown") & ledger.open)
    ledger.add(
        at,
        "electing",
        "value_unknown",
        status="questioned",
        before=cells.to_numpy(object)[at],
        confidence=0.2,
    )
    gaps = np.flatnonzero(pd.isna(cells.to_numpy(object)) & ledger.open)
    if "no" in set(told):
        ledger.add(gaps, "electing", "value_missing", status="questioned", after="no", confidence=0.5)
    return np.array([it == "yes" for it in told], dtype=bool)


def _ids(ledger: Ledger, ids: np.ndarray, names: np.ndarray, districts: np.ndarray) -> np.ndarray:
    """Return an id for each village (n,): its code, else one made of district and name; one is held once."""
    found = ids.copy()
    at = np.flatnonzero(pd.isna(ids) & ledger.open)
    made = [slug(f"{area} {name}") or "village" for area, name in zip(districts[at], names[at], strict=True)]
    made_ids = distinct(np.array([*made, None], dtype=object)[:-1])
    took = ledger.add(
        at, "village_id", "made_id", status="repaired", after=made_ids, confidence=0.6, needed=True
    )
    found[at[took]] = made_ids[took]
    return found


def _once(ledger: Ledger, ids: np.ndarray, names: np.ndarray) -> None:
    """Set aside rows that repeat a village; ask about another village of the same code."""
    at = np.flatnonzero(ledger.open)
    again, first = repeats(pd.DataFrame({"id": ids[at]}))
    same = names[at] == names[at[first]]
    told = np.array([str(row) for row in ledger.rows[at[first]]], dtype=object)
    gone = again & same
    took = ledger.add(
        at[gone], "", "duplicate_row", status="repaired", confidence=0.8, other=told[gone], needed=True
    )
    ledger.set_aside(at[gone][took])
    asked = again & ~same
    ledger.add(
        at[asked], "village_id", "duplicate_id", status="questioned", before=ids[at[asked]], confidence=0.0,
        other=told[asked], needed=True,
    )  # fmt: skip


def _belonging(texts: Texts, ledger: Ledger, gazetteer: Gazetteer | None) -> belonging.Belonging:
    """Return the known village of each row; one that is not known keeps the code of the file."""
    n = len(ledger.rows)
    told = {key: it for key, it in texts.items() if key in belonging.WORDS}
    if "name" in texts:
        told["village"] = texts["name"]
    nowhere = np.full(n, np.nan)
    coded = belonging.settle(None, told, ledger, lon=nowhere, lat=nowhere, required=False)
    if gazetteer is None:
        return coded
    at = np.array([gazetteer.by_id.get(str(it), -1) for it in coded.ids], dtype=np.int64)
    free = pd.Series(at < 0)
    loose = {key: it.where(free & pd.isna(coded.ids)) for key, it in told.items()}
    loose = {key: it.astype(object).where(it.notna(), None) for key, it in loose.items()}
    named = belonging.settle(gazetteer, loose, ledger, lon=nowhere, lat=nowhere, required=False)
    ids = np.where(pd.notna(coded.ids), coded.ids, named.ids)
    return belonging.Belonging(np.where(at >= 0, at, named.at), ids)


def examine(
    table: Table, texts: Texts, ledger: Ledger, gazetteer: Gazetteer | None
) -> tuple[gpd.GeoDataFrame, Changes]:
    """Return the villages of a sheet, every row of it (n,), on the table's positions, and changes of area."""
    shapes, mended = _shapes(table, texts, ledger, gazetteer)
    belongs = _belonging(texts, ledger, gazetteer)
    known = {}
    if gazetteer is not None:
        known = {
            field: np.array([*of, None], dtype=object)[belongs.at]
            for field, of in (("district", gazetteer.districts), ("regency", gazetteer.regencies))
        }
    names = _named(texts, ledger, belongs.at, gazetteer)
    districts = _area(texts, "district", ledger, code=belongs.ids, known=known.get("district"))
    regencies = _area(texts, "regency", ledger, code=belongs.ids, known=known.get("regency"))
    ids = _ids(ledger, belongs.ids, names, districts)
    shapes = overlaps.join_parts(shapes, ids, names, ledger)
    _once(ledger, ids, names)
    shapes, cut = overlaps.settle(shapes, ids, ledger)
    bare = np.flatnonzero(shapely.is_missing(shapes) & ledger.open)
    ledger.add(bare, "geometry", "missing_shape", status="questioned", confidence=0.0)
    found = {
        "village_id": ids,
        "name": names,
        "district": districts,
        "regency": regencies,
        "electing": _electing(texts, ledger),
        "registered_voters": numbers(texts, "registered_voters", ledger, high=MAX_VOTERS),
        **indicators(texts, ledger, level="village"),
    }
    changes = pd.concat([it for it in (mended, cut) if len(it)] or [mended], ignore_index=True)
    return gpd.GeoDataFrame(found, geometry=gpd.GeoSeries(shapes, crs=crs.GEOGRAPHIC)), changes
