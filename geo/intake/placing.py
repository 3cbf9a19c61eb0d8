"""Placing: where the numbers of a file lie on the globe, judged against the box of the villages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pyproj import CRS

from geo.intake.contents import INDONESIA
from geo.intake.ledger import Ledger
from geo.intake.steps import Box, Step, are_metres, plain_steps, shifted, to_degrees, within, zone_steps

DECIMALS, SEVERAL = 0.9, 0.4
MOVED = "misplaced_decimal"
Written = Callable[[np.ndarray], np.ndarray]


@dataclass(eq=False)
class Placed:
    """Degrees of every row (n,), and the step that led there; None where numbers stand as they are."""

    lon: np.ndarray
    lat: np.ndarray
    step: np.ndarray
    sure: np.ndarray
    crs: CRS | None
    free: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Every row is still to be placed."""
        self.free = np.ones(len(self.lon), dtype=bool)

    def put(self, at: np.ndarray, lon: np.ndarray, lat: np.ndarray, *, step: Step, sure: bool = True) -> None:
        """Place the rows at some positions by a step."""
        self.lon[at], self.lat[at] = lon, lat
        self.step[at] = [step] * len(at)
        self.sure[at] = sure
        self.free[at] = False


def _by_steps(placed: Placed, steps: list[Step], *, x: np.ndarray, y: np.ndarray, box: Box) -> None:
    for step in steps:
        at = np.flatnonzero(placed.free)
        if not len(at):
            return
        at = at[are_metres(x[at], y[at])] if step.metres else at
        lon, lat = step.convert(x[at], y[at])
        hit = within(box, lon, lat)
        placed.put(at[hit], lon[hit], lat[hit], step=step)


def _by_zones(placed: Placed, steps: list[Step], *, x: np.ndarray, y: np.ndarray, box: Box) -> None:
    """Place rows that are in metres; more than one zone that fits is a question."""
    at = np.flatnonzero(placed.free & are_metres(x, y))
    fitting: dict[str, np.ndarray] = {}
    for step in steps if len(at) else []:
        lon, lat = step.convert(x[at], y[at])
        fits = within(box, lon, lat)
        first = fits & placed.free[at]
        placed.put(at[first], lon[first], lat[first], step=step)
        fitting[step.crs] = fitting.get(step.crs, False) | fits
    several = np.sum(list(fitting.values()), axis=0) > 1 if fitting else np.zeros(len(at), dtype=bool)
    placed.sure[at[several]] = False


def _by_decimals(placed: Placed, *, x: np.ndarray, y: np.ndarray, box: Box) -> None:
    """Place rows whose decimal comma is lost or misplaced; more than one place for it is a question."""
    for swapped in (False, True):
        at = np.flatnonzero(placed.free)
        if not len(at):
            return
        east, north = (y[at], x[at]) if swapped else (x[at], y[at])
        lon, lon_ways = shifted(east, box[0], box[2])
        lat, lat_ways = shifted(north, box[1], box[3])
        hit = (lon_ways > 0) & (lat_ways > 0) & (east != 0) & (north != 0)
        turned = np.sign(lon) * np.sign(east) * np.sign(lat) * np.sign(north) < 0
        for sign in (False, True):
            rules = (MOVED, *(("lost_sign",) if sign else ()), *(("swapped_coordinates",) if swapped else ()))
            step = Step(rules, _nothing, DECIMALS - 0.1 * sign - 0.1 * swapped)
            for sure in (True, False):
                take = hit & (turned == sign) & (((lon_ways == 1) & (lat_ways == 1)) == sure)
                placed.put(at[take], lon[take], lat[take], step=step, sure=sure)


def _nothing(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return x, y


def locate(
    x: np.ndarray, y: np.ndarray, *, declared: CRS | None, box: Box | None, decimals: bool = True
) -> Placed:
    """Return where numbers lie, by the fewest changes that bring them into the box.

    Parameters
    ----------
    x, y : east and north as the file has them (n,); NaN without.
    declared : what the file says of them; None where it says nothing.
    box : of the villages [degrees]; None takes Indonesia.
    decimals : whether decimal commas may be moved; shapes lose none.
    """
    n = len(x)
    placed = Placed(
        np.full(n, np.nan), np.full(n, np.nan), np.full(n, None, object), np.ones(n, dtype=bool), declared
    )
    placed.free &= np.isfinite(x) & np.isfinite(y)
    area = INDONESIA if box is None else box
    _by_steps(placed, plain_steps(declared), x=x, y=y, box=area)
    _by_zones(placed, zone_steps(declared, box), x=x, y=y, box=area)
    if decimals:
        _by_decimals(placed, x=x, y=y, box=area)
    return placed


def as_told(crs: CRS | None, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return degrees of rows if the file is taken at its word; NaN where that is nowhere on the globe."""
    lon, lat = (x, y) if crs is None else to_degrees(crs)(x, y)
    good = within((-180, -90, 180, 90), lon, lat)
    return np.where(good, lon, np.nan), np.where(good, lat, np.nan)


def settle(
    placed: Placed, ledger: Ledger, at: np.ndarray, *, x: np.ndarray, y: np.ndarray, written: Written
) -> None:
    """Note what placing took, hear the decisions, and leave in `placed` where the rows are.

    Parameters
    ----------
    placed : of the rows at the positions `at` (k,).
    ledger : where findings go.
    at : positions in the table (k,).
    x, y : as the file has them (k,).
    written : gives what the file says of rows, by place among the k.
    """
    changed = np.array([step is not None and bool(step.rules) for step in placed.step], dtype=bool)
    refused = np.zeros(len(at), dtype=bool)
    moved = np.flatnonzero(changed)
    numbers, known = pd.factorize(np.array([id(step) for step in placed.step[moved]], dtype=np.int64))
    for k in range(len(known)):
        step = placed.step[moved[numbers == k][0]]
        for sure in (True, False):
            here = moved[(numbers == k) & (placed.sure[moved] == sure)]
            applied = _noted(placed, ledger, step, here=here, sure=sure, rows=at[here], before=written(here))
            back = here[~applied]
            placed.lon[back], placed.lat[back] = as_told(placed.crs, x[back], y[back])
            placed.step[back] = None
            refused[back] = True
    rest = np.flatnonzero(placed.free & np.isfinite(x) & np.isfinite(y))
    lon, lat = as_told(placed.crs, x[rest], y[rest])
    far = np.isfinite(lon) & within(INDONESIA, lon, lat)
    placed.lon[rest[far]], placed.lat[rest[far]] = lon[far], lat[far]
    told = [f"{one:.6f}, {two:.6f}" for one, two in zip(lat[far], lon[far], strict=True)]
    ledger.add(at[rest[far]], "position", "outside_area", status="questioned", before=told, confidence=0.5)
    nowhere = np.concatenate([rest[~far], np.flatnonzero(refused & np.isnan(placed.lon))])
    ledger.add(
        at[nowhere],
        "position",
        "coordinates_impossible",
        status="refused",
        before=written(nowhere),
        confidence=0.0,
    )


def _noted(
    placed: Placed,
    ledger: Ledger,
    step: Step,
    *,
    here: np.ndarray,
    sure: bool,
    rows: np.ndarray,
    before: np.ndarray,
) -> np.ndarray:
    """Note every rule of a step for its rows; a step is taken when none of its rules is rejected."""
    after = [f"{lat:.6f}, {lon:.6f}" for lon, lat in zip(placed.lon[here], placed.lat[here], strict=True)]
    applied = np.ones(len(here), dtype=bool)
    for rule in step.rules:
        applied &= ledger.add(
            rows,
            "position",
            rule,
            status="repaired" if sure else "questioned",
            before=before,
            after=after,
            confidence=step.confidence if sure else SEVERAL,
            other=step.crs or None,
            needed=not sure,
        )
    return applied
