"""Steps: the ways in which coordinates go wrong, each as the change that undoes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.intake.contents import INDONESIA
from geo.intake.points import METRES_FROM

Box = tuple[float, float, float, float]
Convert = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
ZONE_DEG, ZONE_OVERLAP_DEG = 6.0, 1.5
"""Width of a UTM zone, and how far beyond its border files use it [degrees]."""
MOST_LEFT = 3
"""Places by which a decimal comma may have moved to the left."""
FIRST_TM3, LAST_TM3 = 23830, 23845
"""EPSG codes of DGN95 / Indonesia TM-3, the zones of the land registry."""


_CODE = re.compile(r"[A-Za-z]{3,10}:[A-Za-z0-9]{1,12}|urn:ogc:def:crs:[A-Za-z]+:[\w.]*:\w+|\d{4,6}")
_WKT = re.compile(r"[A-Z_]{5,20}\s*\[")
"""A reference system is taken as a code or as WKT alone: a PROJ string may name files of this machine."""


class Step(NamedTuple):
    """A change of coordinates: the rules it amounts to, how it is done, and how sure it is."""

    rules: tuple[str, ...]
    convert: Convert
    confidence: float
    metres: bool = False
    crs: str = ""


def within(box: Box, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return whether each point lies in a box (n,); NaN does not."""
    west, south, east, north = box
    inside: np.ndarray = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


@lru_cache(maxsize=64)
def crs_of(told: str) -> CRS | None:
    """Return the flat reference system that a file names: a code, WKT, a UTM zone ("49S"); None for none."""
    text = told.strip()
    if zone := re.fullmatch(r"(\d{2})([NS])", text):
        text = f"EPSG:32{'7' if zone[2] == 'S' else '6'}{zone[1]}"
    if not _CODE.fullmatch(text) and not _WKT.match(text):
        return None
    try:
        return CRS.from_user_input(text).to_2d() if text else None
    except CRSError:
        return None


@lru_cache(maxsize=128)
def to_degrees(crs: CRS) -> Convert:
    """Return the conversion from a reference system to degrees (EPSG:4326)."""
    transformer = Transformer.from_crs(crs, CRS.from_epsg(4326), always_xy=True)

    def convert(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        lon, lat = transformer.transform(x, y)
        lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        bad = ~(np.isfinite(lon) & np.isfinite(lat))
        return np.where(bad, np.nan, lon), np.where(bad, np.nan, lat)

    return convert


def _signed(east: float, north: float) -> Convert:
    return lambda x, y: (east * x, north * y)


def _swapped(convert: Convert) -> Convert:
    return lambda x, y: convert(y, x)


def zones(box: Box | None) -> list[str]:
    """Return the metric systems that files over an area use, UTM before TM-3, the southern half before."""
    west, south, east, north = box or INDONESIA
    first = int((west - ZONE_OVERLAP_DEG + 180) // ZONE_DEG) + 1
    last = int((east + ZONE_OVERLAP_DEG + 180) // ZONE_DEG) + 1
    halves = [half for half, there in (("S", south < 0), ("N", True)) if there or north >= 0]
    found = [f"{zone:02d}{half}" for half in halves for zone in range(first, last + 1)]
    return found if box is None else [*found, *(f"EPSG:{code}" for code in range(FIRST_TM3, LAST_TM3 + 1))]


def plain_steps(declared: CRS | None) -> list[Step]:
    """Return the steps in the order in which they are tried: what the file says, then ever more changes."""
    steps: list[Step] = []
    if declared is not None:
        steps.append(Step((), to_degrees(declared), 1.0, metres=declared.is_projected))
    if declared is None or declared.is_projected:
        steps.append(Step(("degrees_labelled_metres",) if declared is not None else (), _signed(1, 1), 0.97))
    swap, sign = "swapped_coordinates", "lost_sign"
    steps.append(Step((swap,), _swapped(_signed(1, 1)), 0.99))
    steps += [Step((sign,), _signed(*signs), 0.97) for signs in ((1, -1), (-1, 1), (-1, -1))]
    steps += [Step((swap, sign), _swapped(_signed(*signs)), 0.95) for signs in ((1, -1), (-1, 1), (-1, -1))]
    if declared is not None and declared.is_projected:
        steps.append(Step((swap,), _swapped(to_degrees(declared)), 0.95, metres=True))
    return steps


def zone_steps(declared: CRS | None, box: Box | None) -> list[Step]:
    """Return the steps that take the numbers for metres of a zone that the file does not name."""
    if declared is None:
        rule = "metres_without_zone"
    else:
        rule = "wrong_zone" if declared.is_projected else "metres_as_degrees"
    found = []
    for name in zones(box):
        crs = crs_of(name)
        if crs is not None and (declared is None or crs != declared):
            convert = to_degrees(crs)
            found.append(Step((rule,), convert, 0.95, metres=True, crs=name))
            found.append(Step((rule, "swapped_coordinates"), _swapped(convert), 0.9, metres=True, crs=name))
    return found


def are_metres(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return whether both numbers are too large for degrees (n,)."""
    large: np.ndarray = np.minimum(np.abs(x), np.abs(y)) > METRES_FROM
    return large


def shifted(values: np.ndarray, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Return (values with their decimal comma moved into a range, in how many ways that can be done).

    Few moves come first; a value that lies in the range already stays. NaN where no move does it.
    """
    found, ways = np.full(len(values), np.nan), np.zeros(len(values), dtype=np.int64)
    for places in (0, *(it for k in range(1, 16) for it in (k, -k) if it >= -MOST_LEFT)):
        moved = values / 10.0**places
        for sign in (1.0, -1.0):
            fits = (sign * moved >= low) & (sign * moved <= high)
            fits &= (ways == 0) if sign < 0 or places == 0 else True
            ways += fits
            found = np.where(fits & np.isnan(found), sign * moved, found)
    return found, ways
