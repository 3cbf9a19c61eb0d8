"""Locks: the pairs that a planner tied together are posted first, whatever the minutes."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assignment import rules
from geo.changes import Pair
from geo.scenario import Scenario

HOLDS = ""
SHORT = "short"
COLUMNS = ("unit_id", "station_id", "people", "reason")


class Books(NamedTuple):
    """What is open: need (s, f), capacity (u,) and slots (u,) of the units."""

    need: np.ndarray
    capacity: np.ndarray
    slots: np.ndarray


class Places(NamedTuple):
    """Stations and units by id, the forces of the need, the stations' weights and the forbidden pairs."""

    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    forces: tuple[str, ...]
    weight: np.ndarray
    forbidden: np.ndarray


class Locked(NamedTuple):
    """What the locked pairs came to.

    `unit`, `station`, `force` and `people` are positions and counts of what is posted, `left` what is open.
    `table` lists every pair with the people it posts and why it does not hold, `HOLDS` where it does:

    ============= ===============================================================================
    reason        meaning
    ============= ===============================================================================
    unknown       there is no such unit or station in this plan
    forbidden     the same pair is forbidden
    not_needed    the station needs nobody (more) of the unit's force or of one it may stand in for
    no_strength   the unit has nobody left to post (reserve, or locked elsewhere)
    max_stations  the unit already guards as many stations as one may
    short         it holds with fewer people than the station needs; the unit has no more
    ============= ===============================================================================
    """

    unit: np.ndarray
    station: np.ndarray
    force: np.ndarray
    people: np.ndarray
    left: Books
    table: pd.DataFrame


def _serves(force: str, places: Places, scenario: Scenario) -> list[int]:
    """Return the forces of the need that a unit's people count for, its own first."""
    able = [i for i, wanted in enumerate(places.forces) if force in rules.providers(wanted, scenario)]
    return sorted(able, key=lambda i: (places.forces[i] != force, i))


def _refusal(books: Books, unit: int, wanted: list[int]) -> str:
    if not wanted:
        return "not_needed"
    if books.capacity[unit] <= 0:
        return "no_strength"
    return "max_stations" if books.slots[unit] <= 0 else HOLDS


def post(scenario: Scenario, open_: Books, *, places: Places) -> Locked:
    """Post the locked pairs, those of the heavier class first, then by station and unit id.

    A unit guards its station with as many people as the station needs of the unit's own force; where it needs
    none, of the first force that the unit may stand in for.
    """
    books = Books(*(np.array(it) for it in open_))
    stations, units = places.stations.index, places.units.index

    def order(pair: Pair) -> tuple[int, str, str]:
        row = stations.get_indexer([pair.station_id])[0]
        return -int(places.weight[row]) if row >= 0 else 0, pair.station_id, pair.unit_id

    posted: list[tuple[int, int, int, int]] = []
    told: list[tuple[str, str, int, str]] = []
    for pair in sorted(set(scenario.locked), key=order):
        if pair.unit_id not in units or pair.station_id not in stations:
            told.append((pair.unit_id, pair.station_id, 0, "unknown"))
            continue
        unit, station = units.get_loc(pair.unit_id), stations.get_loc(pair.station_id)
        if unit * len(stations) + station in places.forbidden:
            told.append((pair.unit_id, pair.station_id, 0, "forbidden"))
            continue
        force = str(places.units["force"].iloc[unit])
        wanted = [f for f in _serves(force, places, scenario) if books.need[station, f] > 0]
        reason, people = _refusal(books, unit, wanted), 0
        if reason == HOLDS:
            asked = int(books.need[station, wanted[0]])
            people = min(asked, int(books.capacity[unit]))
            reason = SHORT if people < asked else HOLDS
            books.need[station, wanted[0]] -= people
            books.capacity[unit] -= people
            books.slots[unit] -= 1
            posted.append((unit, station, wanted[0], people))
        told.append((pair.unit_id, pair.station_id, people, reason))
    columns = np.array(posted, dtype=np.int64).reshape(-1, 4).T
    table = pd.DataFrame(told, columns=list(COLUMNS)).sort_values(
        ["station_id", "unit_id"], ignore_index=True
    )
    return Locked(columns[0], columns[1], columns[2], columns[3], books, table)
