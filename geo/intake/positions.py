"""Positions: the numbers of every row's place, out of two columns, one, or the layer's points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import shapely

from geo.intake.angles import angle
from geo.intake.gazetteer import Gazetteer
from geo.intake.ledger import Ledger
from geo.intake.numerals import decimals
from geo.intake.placing import Placed, locate, settle
from geo.intake.points import LARGEST_LAT, Point, point, zone
from geo.intake.steps import crs_of
from geo.intake.text import uniques

FIELDS = ("position", "lon", "lat", "zone")
_QUICK = r"^\s*(-?\d{1,3}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)\s*$"
_NAN = Point(float("nan"), float("nan"))
VIEW = 0.6


@dataclass(eq=False)
class Told:
    """What the file says of each row's place: numbers, zone, and the rule that reading took (n,)."""

    x: np.ndarray
    y: np.ndarray
    zone: np.ndarray
    rule: np.ndarray
    texts: dict[str, np.ndarray]

    def written(self, at: np.ndarray) -> np.ndarray:
        """Return the text of the file for some rows, its cells apart by a bar."""
        columns = [self.texts[name][at] for name in FIELDS if name in self.texts]
        if not columns:
            return np.array(
                [f"{y:.6f}, {x:.6f}" for x, y in zip(self.x[at], self.y[at], strict=True)], dtype=object
            )
        told = [
            " | ".join(str(cell) for cell in row if cell is not None) for row in zip(*columns, strict=True)
        ]
        return np.array(told, dtype=object)


def _axis(column: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (numbers, whether a letter names the other axis...) of a column that holds one coordinate."""
    values = decimals(column)
    axes = np.full(len(column), "", dtype=object)
    odd = np.flatnonzero(np.isnan(values) & column.notna().to_numpy())
    codes, texts = uniques(column.iloc[odd])
    read = [angle(str(text)) for text in texts]
    found = np.array([np.nan if it is None else it.degrees for it in read] + [np.nan])
    values[odd] = found[codes]
    axes[odd] = np.array([*("" if it is None else it.axis for it in read), ""], dtype=object)[codes]
    return values, axes, np.isnan(values) & column.notna().to_numpy()


def _from_one(told: Told, column: pd.Series) -> None:
    """Fill in what cells with a whole place say."""
    quick = column.astype("str").str.extract(_QUICK) if column.notna().any() else pd.DataFrame({0: [], 1: []})
    if len(quick):
        first, second = (pd.to_numeric(quick[i], errors="coerce").to_numpy(float) for i in (0, 1))
        turned = (np.abs(first) > LARGEST_LAT) & (np.abs(second) <= LARGEST_LAT)
        got = np.isfinite(first) & np.isfinite(second)
        told.x[got], told.y[got] = np.where(turned, first, second)[got], np.where(turned, second, first)[got]
    odd = np.flatnonzero(column.notna().to_numpy() & np.isnan(told.x))
    codes, texts = uniques(column.iloc[odd])
    read = [point(str(text)) for text in texts]
    known = [_NAN._replace(rule="position_unreadable") if it is None else it for it in read]
    for name, values in (("x", [it.x for it in known]), ("y", [it.y for it in known])):
        getattr(told, name)[odd] = np.array(values, dtype=float)[codes]
    told.zone[odd] = np.array([it.zone for it in known], dtype=object)[codes]
    told.rule[odd] = np.array([it.rule for it in known], dtype=object)[codes]


def _from_two(told: Told, texts: Mapping[str, pd.Series]) -> None:
    """Fill in what two columns say where no cell holds the whole place."""
    x, x_axis, x_bad = _axis(texts["lon"])
    y, y_axis, y_bad = _axis(texts["lat"])
    free = np.isnan(told.x)
    turned = free & ((x_axis == "lat") & (y_axis != "lat") | (y_axis == "lon") & (x_axis != "lon"))
    told.x[free], told.y[free] = np.where(turned, y, x)[free], np.where(turned, x, y)[free]
    given = texts["lon"].notna().to_numpy() | texts["lat"].notna().to_numpy()
    told.rule[free & (x_bad | y_bad)] = "position_unreadable"
    told.rule[free & given & ~(x_bad | y_bad) & (np.isnan(told.x) | np.isnan(told.y))] = "half_position"
    told.rule[free & np.isfinite(told.x) & np.isfinite(told.y) & (told.rule == "position_unreadable")] = ""


def read(texts: Mapping[str, pd.Series], shapes: np.ndarray | None, n: int) -> Told:
    """Return what the file says of each row's place.

    Parameters
    ----------
    texts : cleaned cells of the fields `FIELDS`, as far as there are such columns (n,).
    shapes : shapes of a layer (n,), already read; a point counts where no cell holds a place.
    n : how many rows there are.
    """
    blank = (
        np.full(n, np.nan),
        np.full(n, np.nan),
        np.full(n, "", dtype=object),
        np.full(n, "", dtype=object),
    )
    told = Told(*blank, {name: texts[name].to_numpy(object) for name in FIELDS if name in texts})
    if n and "position" in texts:
        _from_one(told, texts["position"])
    if n and "lon" in texts and "lat" in texts:
        _from_two(told, texts)
    if shapes is not None:
        at = np.flatnonzero(np.isnan(told.x) & (shapely.get_type_id(shapes) == 0))
        told.x[at], told.y[at] = shapely.get_x(shapes[at]), shapely.get_y(shapes[at])
    if "zone" in texts:
        codes, names = uniques(texts["zone"])
        zones = np.array([*(zone(str(name)) for name in names), ""], dtype=object)[codes]
        told.zone = np.where(told.zone == "", zones, told.zone)
    gone = ~(np.isfinite(told.x) & np.isfinite(told.y))
    told.x[gone], told.y[gone] = np.nan, np.nan
    return told


def place(
    told: Told, ledger: Ledger, gazetteer: Gazetteer | None, *, crs: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return (lon, lat) in degrees (n,), NaN where a row has no place; note what that took.

    Rows are judged zone by zone: a zone that a cell names counts before what the file says of itself.
    """
    n = len(told.x)
    lon, lat = np.full(n, np.nan), np.full(n, np.nan)
    zero = np.flatnonzero((told.x == 0) & (told.y == 0) & ledger.open)
    gone = zero[
        ledger.add(zero, "position", "zero_coordinates", status="repaired", before=told.written(zero))
    ]
    told.x[gone], told.y[gone] = np.nan, np.nan
    box = None if gazetteer is None else gazetteer.box
    codes, zones = pd.factorize(told.zone)
    for k, name in enumerate(zones):
        at = np.flatnonzero((codes == k) & ledger.open)
        placed: Placed = locate(told.x[at], told.y[at], declared=crs_of(str(name) or crs or ""), box=box)
        written = partial(_written, told, at)
        settle(placed, ledger, at, x=told.x[at], y=told.y[at], written=written)
        lon[at], lat[at] = placed.lon, placed.lat
    _unread(told, ledger, lon=lon, lat=lat)
    return lon, lat


def _written(told: Told, at: np.ndarray, here: np.ndarray) -> np.ndarray:
    return told.written(at[here])


def _unread(told: Told, ledger: Ledger, *, lon: np.ndarray, lat: np.ndarray) -> None:
    """Note the places that could not be read, and those that are the middle of a view."""
    for rule in ("position_unreadable", "half_position", "short_link"):
        at = np.flatnonzero((told.rule == rule) & ledger.open & np.isnan(lon))
        ledger.add(at, "position", rule, status="questioned", before=told.written(at), confidence=0.0)
    at = np.flatnonzero((told.rule == "link_shows_view") & ledger.open & np.isfinite(lon))
    after = [f"{one:.6f}, {two:.6f}" for one, two in zip(lat[at], lon[at], strict=True)]
    ledger.add(
        at,
        "position",
        "link_shows_view",
        status="questioned",
        before=told.written(at),
        after=after,
        confidence=VIEW,
    )
