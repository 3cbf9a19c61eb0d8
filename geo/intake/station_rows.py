"""Station rows: polling stations out of a sheet."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs
from geo.intake import outlying
from geo.intake.cells import Texts
from geo.intake.gazetteer import Gazetteer
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.numbering import SPECIAL, station_number
from geo.intake.quantities import column, indicators, meanings, numbers, repeats, written
from geo.intake.sites import Sites, find, said
from geo.schema import MAX_STATION_VOTERS

MOST_VOTERS = 500
"""Voters of a polling station of a village election (SE Mendagri 141/6698/SJ, 2020)."""
MOST_ROOMS = 6
"""Stations of one village that one building, a school say, may hold without a question."""
MAX_NUMBER = 100_000
_KEY = ("village", "number")


def _voters(texts: Texts, ledger: Ledger) -> np.ndarray:
    voters = numbers(texts, "registered_voters", ledger, high=MAX_STATION_VOTERS)
    with np.errstate(invalid="ignore"):
        at = np.flatnonzero((voters > MOST_VOTERS) & ledger.open)
    ledger.add(
        at,
        "registered_voters",
        "many_voters",
        status="questioned",
        before=[written(value) for value in voters[at]],
        confidence=0.5,
        amount=voters[at],
    )
    return voters


def _free_numbers(frame: pd.DataFrame, wanted: np.ndarray) -> np.ndarray:
    """Return the next free numbers of the villages of some rows, in their order (k,)."""
    usual = frame[frame["number"] < SPECIAL]
    highest = usual.groupby("village")["number"].max().to_dict()
    found = np.zeros(len(wanted))
    for k, village in enumerate(frame["village"].to_numpy()[wanted]):
        highest[village] = highest.get(village, 0.0) + 1
        found[k] = highest[village]
    return found


def _numbered(texts: Texts, ledger: Ledger, village: np.ndarray) -> np.ndarray:
    """Return the number of each station (n,); a missing one is asked for, the next free one proposed."""
    number = numbers(texts, "number", ledger, how=station_number, high=MAX_NUMBER, needed=True)
    frame = pd.DataFrame({"village": village, "number": number})
    at = np.flatnonzero(np.isnan(number) & ledger.open)
    after = _free_numbers(frame, at)
    told = [written(value) for value in after]
    took = ledger.add(
        at, "number", "number_missing", status="questioned", after=told, confidence=0.4, needed=True
    )
    number[at[took]] = after[took]
    at = np.flatnonzero((number >= SPECIAL) & ledger.open)
    ledger.add(
        at, "number", "special_station", status="clean", before=[written(value) for value in number[at]]
    )
    return number


def _once(frame: pd.DataFrame, number: np.ndarray, ledger: Ledger) -> np.ndarray:
    """Return numbers, each once a village: rows that say the same go aside, others are asked about."""
    at = np.flatnonzero(ledger.open)
    if not len(at):
        return number
    again, first = repeats(frame.iloc[at])
    rows = at[again]
    told = [str(row) for row in ledger.rows[at[first[again]]]]
    gone = ledger.add(rows, "", "duplicate_row", status="repaired", confidence=0.95, other=told)
    ledger.set_aside(rows[gone])
    at = np.flatnonzero(ledger.open)
    again, first = repeats(frame.iloc[at][list(_KEY)])
    rows = at[again]
    proposal = _free_numbers(frame, rows)
    took = ledger.add(
        rows,
        "number",
        "duplicate_number",
        status="questioned",
        before=[written(value) for value in number[rows]],
        after=[written(value) for value in proposal],
        confidence=0.3,
        other=[str(row) for row in ledger.rows[at[first[again]]]],
        needed=True,
    )
    found = number.copy()
    found[rows[took]] = proposal[took]
    return found


def _ids(texts: Texts, village_id: np.ndarray, number: np.ndarray, ledger: Ledger) -> np.ndarray:
    """Return an id for each station (n,): the file's, else village and number; repeated ones made anew."""
    n = len(number)
    made = np.full(n, None, dtype=object)
    at = np.flatnonzero(ledger.open)
    made[at] = [f"{village}-{value:02.0f}" for village, value in zip(village_id[at], number[at], strict=True)]
    given = column(texts, "station_id", n).to_numpy(object)
    ids = np.where(pd.notna(given), given, made)
    again, first = repeats(pd.DataFrame({"id": ids[at]}))
    rows = at[again]
    took = ledger.add(
        rows,
        "station_id",
        "duplicate_id",
        status="repaired",
        before=ids[rows],
        after=made[rows],
        confidence=0.8,
        other=[str(row) for row in ledger.rows[at[first[again]]]],
        needed=True,
    )
    ids[rows[took]] = made[rows[took]]
    at = np.flatnonzero(ledger.open)
    left = at[repeats(pd.DataFrame({"id": ids[at]}))[0]]
    ledger.add(
        left, "station_id", "duplicate_id", status="questioned", before=ids[left], confidence=0.0, needed=True
    )
    return ids


def _qualities(texts: Texts, sites: Sites, crowded: np.ndarray, n: int) -> np.ndarray:
    """Return how good each point is: what the file says, else a village's point where it is one."""
    told, _ = meanings(column(texts, "location_quality", n), "location_qualities")
    point = np.where(sites.at_village | crowded, "village point", "surveyed")
    return np.where(sites.at_village | pd.isna(told), point, told)


def examine(table: Table, texts: Texts, ledger: Ledger, gazetteer: Gazetteer | None) -> gpd.GeoDataFrame:
    """Return the stations of a sheet, every row of it (n,), on the table's positions."""
    n = len(ledger.rows)
    sites = find(table, texts, ledger, gazetteer, required=True)
    village = pd.factorize(sites.village_id)[0]
    number = _numbered(texts, ledger, village)
    voters = _voters(texts, ledger)
    place = column(texts, "place", n)
    frame = pd.DataFrame(
        {"village": village, "number": number, "voters": voters, "place": place.to_numpy(object)}
    )
    exact = frame.assign(lon=np.round(sites.lon, 7), lat=np.round(sites.lat, 7))
    number = _once(exact, number, ledger)
    measured = np.where(sites.at_village, np.nan, sites.lon)
    crowded = outlying.shared(ledger, village, lon=measured, lat=sites.lat, most=MOST_ROOMS)
    found = {
        "station_id": _ids(texts, sites.village_id, number, ledger),
        "village_id": sites.village_id,
        "number": number,
        "registered_voters": voters,
        "place": place.to_numpy(object),
        "location_quality": _qualities(texts, sites, crowded, n),
        **indicators(texts, ledger, level="station"),
        **{f"said_{field}": values for field, values in said(texts, n).items()},
    }
    return gpd.GeoDataFrame(found, geometry=points(sites.lon, sites.lat), crs=crs.GEOGRAPHIC)


def points(lon: np.ndarray, lat: np.ndarray) -> gpd.GeoSeries:
    """Return points in degrees (n,), None where a coordinate is NaN."""
    there = np.isfinite(lon) & np.isfinite(lat)
    return gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=crs.GEOGRAPHIC).where(there)
