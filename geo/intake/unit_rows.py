"""Unit rows: bases and posts of the forces out of a sheet."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs
from geo.intake import numerals
from geo.intake.cells import Texts
from geo.intake.gazetteer import Gazetteer
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.quantities import column, meanings, numbers, repeats, words
from geo.intake.sites import find
from geo.intake.station_rows import points
from geo.intake.text import plain

MAX_PERSONNEL = 1_000_000
MAX_TURNOUT_MIN = 240
FORCE_OF = {"polres": "polri", "polsek": "polri", "post": "polri", "patrol": "polri", "koramil": "tni"}
"""Whose a unit is by its kind where nothing else says it; a platoon on standby may be anybody's."""


def slug(name: str) -> str:
    """Return a name as an id: small letters and digits, words joined by a hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")


def distinct(ids: np.ndarray) -> np.ndarray:
    """Return ids of which each is there once: the second "polsek-grati" is "polsek-grati-2" (n,)."""
    taken = {str(it) for it in ids}
    found, seen = ids.copy(), set()
    for i, name in enumerate(ids):
        told, k = str(name), 1
        while told in seen or (k > 1 and told in taken):
            k += 1
            told = f"{name}-{k}"
        seen.add(told)
        found[i] = told
    return found


def _named(texts: Texts, ledger: Ledger) -> np.ndarray:
    n = len(ledger.rows)
    names = column(texts, "name", n).to_numpy(object)
    ids = column(texts, "unit_id", n).to_numpy(object)
    at = np.flatnonzero(pd.isna(names) & ledger.open)
    took = ledger.add(
        at, "name", "value_missing", status="questioned", after=ids[at], confidence=0.5, needed=True
    )
    found = names.copy()
    found[at[took]] = ids[at[took]]
    return found


def _guessed(
    told: np.ndarray, guess: np.ndarray, field: str, ledger: Ledger, *, last: str | None
) -> np.ndarray:
    """Return words of which gaps are filled by a guess; where there is none, ask and propose the last."""
    found = told.copy()
    for rule, status, at, after, sure in (
        (
            "word_understood",
            "repaired",
            np.flatnonzero(pd.isna(told) & pd.notna(guess) & ledger.open),
            guess,
            0.85,
        ),
        (
            "value_missing",
            "questioned",
            np.flatnonzero(pd.isna(told) & pd.isna(guess) & ledger.open),
            None,
            0.2,
        ),
    ):
        values = np.full(len(at), last, dtype=object) if after is None else after[at]
        took = ledger.add(
            at, field, rule, status="repaired" if status == "repaired" else "questioned", after=values,
            confidence=sure, needed=True,
        )  # fmt: skip
        found[at[took]] = values[took]
    return found


def _ids(texts: Texts, names: np.ndarray, ledger: Ledger) -> np.ndarray:
    """Return an id for each unit (n,): the file's, else its name; a repeated one gets a number."""
    given = column(texts, "unit_id", len(names)).to_numpy(object)
    at = np.flatnonzero(ledger.open)
    wanted = np.array(
        [
            g if g is not None else slug(str(name)) or "unit"
            for g, name in zip(given[at], names[at], strict=True)
        ],
        dtype=object,
    )
    ids = np.full(len(names), None, dtype=object)
    made = distinct(wanted)
    ids[at] = made
    again = (made != wanted) & pd.notna(given[at])
    ledger.add(
        at[again], "unit_id", "duplicate_id", status="repaired", before=wanted[again], after=made[again],
        confidence=0.7, needed=True,
    )  # fmt: skip
    return ids


def _once(frame: pd.DataFrame, ledger: Ledger) -> None:
    at = np.flatnonzero(ledger.open)
    again, first = repeats(frame.iloc[at])
    rows = at[again]
    told = [str(row) for row in ledger.rows[at[first[again]]]]
    gone = ledger.add(rows, "", "duplicate_row", status="repaired", confidence=0.9, other=told)
    ledger.set_aside(rows[gone])


def examine(table: Table, texts: Texts, ledger: Ledger, gazetteer: Gazetteer | None) -> gpd.GeoDataFrame:
    """Return the units of a sheet, every row of it (n,), on the table's positions."""
    n = len(ledger.rows)
    sites = find(table, texts, ledger, gazetteer, required=False)
    names = _named(texts, ledger)
    named = pd.Series(names, dtype=object)
    kinds = words(texts, "kind", ledger, table="unit_kinds", fallback="post")
    kinds = _guessed(kinds, meanings(named, "unit_kinds", inside=True)[0], "kind", ledger, last="post")
    forces = words(texts, "force", ledger, table="forces")
    by_name = meanings(named, "forces", inside=True)[0]
    by_kind = np.array([FORCE_OF.get(str(kind)) for kind in kinds], dtype=object)
    forces = _guessed(forces, np.where(pd.isna(by_name), by_kind, by_name), "force", ledger, last="polri")
    people = numbers(texts, "personnel", ledger, high=MAX_PERSONNEL, needed=True)
    at = np.flatnonzero(np.isnan(people) & ledger.open)
    ledger.add(at, "personnel", "value_missing", status="questioned", confidence=0.0, needed=True)
    turnout = numbers(texts, "turnout_min", ledger, how=numerals.amount, high=MAX_TURNOUT_MIN)
    told = {"name": names, "kind": kinds, "force": forces, "personnel": people, "turnout_min": turnout}
    sector = column(texts, "sector", n).to_numpy(object)
    given = column(texts, "unit_id", n).to_numpy(object)
    _once(pd.DataFrame({**told, "sector": sector, "id": given, "lon": sites.lon, "lat": sites.lat}), ledger)
    found = {"unit_id": _ids(texts, names, ledger), **told, "sector": sector, "village_id": sites.village_id}
    return gpd.GeoDataFrame(found, geometry=points(sites.lon, sites.lat), crs=crs.GEOGRAPHIC)
