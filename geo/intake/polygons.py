"""Polygons: shapes of villages made valid, every change with the area it costs or brings."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.intake.finding import Status
from geo.intake.gazetteer import Gazetteer
from geo.intake.ledger import Ledger
from geo.intake.placing import locate, settle
from geo.intake.steps import crs_of

CHANGE_SHARE = 0.01
"""A repair that changes more of a shape's area than this is a question."""
LINES = 0.85
"""Confidence that lines, or a mixture of shapes, mean the areas in them."""
_COLLECTION, _POINT, _LINES, _AREAL = 7, 0, (1, 2, 5), (3, 6)


@dataclass(frozen=True, eq=False)
class Shapes:
    """Shapes as they are read (n,), None where there is none, and the rule that reading took."""

    shapes: np.ndarray
    rule: np.ndarray


def read(wkb: np.ndarray | None, wkt: pd.Series | None, n: int) -> Shapes:
    """Return the shapes of a layer, or of a column of WKT; unclosed rings are closed (rule "ring_closed")."""
    shapes, rule = np.full(n, None, dtype=object), np.full(n, "", dtype=object)
    for source, parse in ((wkb, shapely.from_wkb), (wkt, shapely.from_wkt)):
        if source is None:
            continue
        told = np.array(source, dtype=object)
        told[pd.isna(told)] = None
        at = np.flatnonzero(
            np.array([it is not None for it in told], dtype=bool) & shapely.is_missing(shapes)
        )
        with np.errstate(all="ignore"):
            found = parse(told[at], on_invalid="ignore")
            lost = np.flatnonzero(shapely.is_missing(found))
            found[lost] = parse(told[at[lost]], on_invalid="fix")
        endless = ~(
            np.isfinite(shapely.bounds(found)).all(axis=1)
            | shapely.is_empty(found)
            | shapely.is_missing(found)
        )
        found[endless] = None
        lost = np.union1d(lost, np.flatnonzero(endless))
        shapes[at] = shapely.force_2d(found)
        rule[at[lost]] = np.where(shapely.is_missing(found[lost]), "shape_unreadable", "ring_closed")
    shapes[shapely.is_empty(shapes)] = None
    return Shapes(shapes, rule)


def areas_m2(shapes: np.ndarray) -> np.ndarray:
    """Return the area of each shape (n,) [m2], on the plane that `geo.crs.metric` chooses for them all."""
    series = gpd.GeoSeries(shapes, crs=crs.GEOGRAPHIC)
    if series.isna().all() or not np.all(np.isfinite(series.total_bounds)):
        return np.zeros(len(shapes))
    areas: np.ndarray = series.to_crs(crs.metric(series)).area.fillna(0.0).to_numpy(copy=True)
    return areas


def _polygons(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Return all polygons of a valid shape, however deep they lie in collections."""
    kind = shapely.get_type_id(shape)
    if kind == _COLLECTION or kind == _AREAL[1]:
        return [it for part in shapely.get_parts(shape) for it in _polygons(part)]
    return [shape] if kind == _AREAL[0] and not shapely.is_empty(shape) else []


def areal(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return the areas of a shape alone, valid, as one polygon or multipolygon; None where it has none."""
    found = _polygons(shapely.make_valid(shape))
    return shapely.union_all(found) if found else None


def _closed(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return the area that lines run around, None where they run around none."""
    return areal(shapely.build_area(shapely.node(shape)))


def place(
    shapes: np.ndarray, ledger: Ledger, gazetteer: Gazetteer | None, *, told_crs: str | None
) -> np.ndarray:
    """Return the shapes in degrees, moved as `placing` judges their middles; lone points stay as they are."""
    at = np.flatnonzero(~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) != _POINT) & ledger.open)
    if not len(at):
        return shapes
    bounds = shapely.bounds(shapes[at])
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    declared = crs_of(told_crs or "")
    placed = locate(x, y, declared=declared, box=None if gazetteer is None else gazetteer.box, decimals=False)
    settle(placed, ledger, at, x=x, y=y, written=lambda here: _middles(x[here], y[here]))
    moved = shapes.copy()
    for step in {id(it): it for it in placed.step if it is not None}.values():
        here = at[np.array([it is step for it in placed.step])]
        moved[here] = shapely.transform(
            shapes[here], lambda xy, step=step: np.column_stack(step.convert(xy[:, 0], xy[:, 1]))
        )
    kept = at[np.array([it is None for it in placed.step]) & np.isnan(placed.lon)]
    moved[kept] = None
    return moved


def _middles(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.array([f"{north:.6f}, {east:.6f}" for east, north in zip(x, y, strict=True)], dtype=object)


def mend(shapes: np.ndarray, rule: np.ndarray, ledger: Ledger) -> tuple[np.ndarray, pd.DataFrame]:
    """Return valid polygons, multipolygons or points (n,), and the areas that changed.

    Returns
    -------
    tuple
        The shapes, and a frame with row, rule, before_m2 and after_m2.
    """
    mended, changes = shapes.copy(), []
    lost = np.flatnonzero((rule == "shape_unreadable") & ledger.open)
    ledger.add(lost, "geometry", "shape_unreadable", status="refused", confidence=0.0, acceptable=False)
    closed = np.flatnonzero((rule == "ring_closed") & ledger.open)
    back = closed[~ledger.add(closed, "geometry", "ring_closed", status="repaired", confidence=0.9)]
    mended[back] = None
    kinds = shapely.get_type_id(mended)
    for name, wanted, change in (
        ("line_as_polygon", np.isin(kinds, _LINES), _closed),
        ("mixed_geometry", kinds == _COLLECTION, areal),
        ("self_crossing", np.isin(kinds, _AREAL) & ~shapely.is_valid(mended), areal),
    ):
        at = np.flatnonzero(wanted & ledger.open)
        if len(at):
            changes.append(
                _change(mended, ledger, at, rule=name, new=[change(shape) for shape in mended[at]])
            )
    mended = np.array([_single(it) for it in mended], dtype=object)
    odd = np.flatnonzero(~np.isin(shapely.get_type_id(mended), (-1, _POINT, *_AREAL)) & ledger.open)
    ledger.add(odd, "geometry", "shape_not_areal", status="refused", confidence=0.0, acceptable=False)
    columns = ["row", "rule", "before_m2", "after_m2"]
    told = pd.concat(changes, ignore_index=True) if changes else pd.DataFrame(columns=columns)
    return mended, told


def _single(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return a multipoint of one point as the point; everything else as it is."""
    if shape is not None and shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
        return shape.geoms[0]
    return shape


def _change(
    shapes: np.ndarray, ledger: Ledger, at: np.ndarray, *, rule: str, new: list[shapely.Geometry | None]
) -> pd.DataFrame:
    """Propose new shapes, put those that apply into `shapes`, and return how areas change."""
    made = np.full(len(new), None, dtype=object)
    made[:] = new
    before, after = areas_m2(shapes[at]), areas_m2(made)
    nothing = shapely.is_missing(made)
    share = np.abs(after - before) / np.maximum(np.maximum(after, before), 1e-9)
    big = (share > CHANGE_SHARE) & (rule == "self_crossing")
    applied = np.zeros(len(at), dtype=bool)
    cases: tuple[tuple[Status, np.ndarray], ...] = (
        ("refused", nothing),
        ("questioned", big & ~nothing),
        ("repaired", ~big & ~nothing),
    )
    for status, here in cases:
        applied[here] = ledger.add(
            at[here],
            "geometry",
            rule,
            status=status,
            before=[f"{area:.0f}" for area in before[here]],
            after=None if status == "refused" else [f"{area:.0f}" for area in after[here]],
            confidence=np.round(1 - share[here], 3) if rule == "self_crossing" else LINES,
            amount=np.round(share[here], 6),
            needed=True,
            acceptable=status != "refused",
        )
    shapes[at[applied]] = made[applied]
    told = {
        "row": ledger.rows[at],
        "rule": rule,
        "before_m2": before,
        "after_m2": np.where(applied, after, before),
    }
    return pd.DataFrame(told)
