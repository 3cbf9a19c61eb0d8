"""Home: the ways of units that are bound to their village to its stations."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np

from geo import schema
from geo.travel import TravelModel

FIRST = 1
"""Units that are asked for at first; a village's own are nearly always among them."""


class Ways(NamedTuple):
    """Station and unit (positions), minutes and metres, ordered by station and unit."""

    station: np.ndarray
    unit: np.ndarray
    minutes: np.ndarray
    metres: np.ndarray

    def at(self, rows: np.ndarray) -> Ways:
        """Return some of the ways."""
        return Ways(*(column[rows] for column in self))


def ways(
    stations: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    model: TravelModel,
    *,
    bound: np.ndarray,
    turnout_min: np.ndarray,
) -> Ways:
    """Return every way from a bound unit to a station of its village.

    The nearest units are asked for in bulk and those of the own village kept. Villages of which some unit was
    not found ask again among themselves, for more, until nothing is missing.

    Parameters
    ----------
    bound : which units are bound to their village (u,).
    turnout_min : of each unit [min], (u,).
    """
    homes, places = schema.xy(units), schema.xy(stations)
    left = np.flatnonzero(bound & np.isfinite(homes).all(axis=1))
    village = {name: i for i, name in enumerate(sorted(set(units["village_id"].iloc[left])))}
    of_unit = units["village_id"].map(village).fillna(-1).to_numpy(int)
    of_station = stations["village_id"].map(village).fillna(-2).to_numpy(int)
    rows = np.flatnonzero((of_station >= 0) & np.isfinite(places).all(axis=1))
    k, parts = FIRST, [Ways(*np.zeros((2, 0), int), *np.zeros((2, 0)))]
    while len(rows):
        depth = min(k, len(left))
        asked = homes[left], places[rows]
        label, metres, minutes = model.nearest(*asked, turnout_min=turnout_min[left], k=depth)
        unit, home = np.append(left, -1)[label], of_station[rows][:, None]
        own = (label >= 0) & (of_unit[unit] == home)
        row, rank = np.nonzero(own & np.isfinite(minutes))
        parts.append(Ways(rows[row], unit[row, rank], minutes[row, rank], metres[row, rank]))
        expected = np.bincount(of_unit[left], minlength=len(village))[home[:, 0]]
        missing = (own.sum(axis=1) < expected) & (label >= 0).all(axis=1) & (depth < len(left))
        rows = rows[missing]
        left = left[np.isin(of_unit[left], home[missing, 0])]
        k *= 2
    found = Ways(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    order = np.lexsort((found.unit, found.station))
    found = found.at(order)
    once = np.ones(len(order), bool)
    once[1:] = (found.station[1:] != found.station[:-1]) | (found.unit[1:] != found.unit[:-1])
    return found.at(once)
