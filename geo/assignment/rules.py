"""Rules: who may be posted where, before any minute is counted."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import schema
from geo.scenario import Scenario
from geo.travel import TravelModel

NOBODY = -1
"""Sector code of a unit or a station that belongs to none."""
ROUNDING = 1e-9
"""A share of whole people that rounds up only by the rounding of the machine is whole."""


def providers(force: str, scenario: Scenario) -> tuple[str, ...]:
    """Return the forces whose people count for a need of this force: itself, then those that stand in."""
    return (force, *(stand_in for wanted, stand_in in scenario.substitutes if wanted == force))


def strength(units: gpd.GeoDataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return personnel, reserve and available [people] of every unit, on the units' index.

    The reserve is `reserve_share` of the personnel, rounded up; all of it for the kinds of `reserve_kinds`.
    """
    personnel = units["personnel"].to_numpy(float).astype(np.int64)
    kept = np.array([math.ceil(people * scenario.reserve_share - ROUNDING) for people in personnel], np.int64)
    whole = units["kind"].isin(scenario.reserve_kinds).to_numpy(bool)
    reserve = np.where(whole, personnel, np.minimum(kept, personnel))
    return pd.DataFrame(
        {"personnel": personnel, "reserve": reserve, "available": personnel - reserve}, index=units.index
    )


def at_home(units: gpd.GeoDataFrame, scenario: Scenario) -> np.ndarray:
    """Return which units are bound to their village: Linmas that have one, if Linmas stay at home."""
    village = units["village_id"].fillna("").astype(str).to_numpy()
    return np.asarray(scenario.linmas_at_home & units["force"].eq("linmas").to_numpy(bool) & (village != ""))


def _texts(frame: pd.DataFrame, column: str) -> np.ndarray:
    held = frame.get(column, pd.Series("", index=frame.index, dtype=object))
    return np.asarray(held.fillna("").astype(str).to_numpy(object))


def sectors(
    stations: gpd.GeoDataFrame, units: gpd.GeoDataFrame, model: TravelModel
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sector code of every station and of every unit; `NOBODY` where there is none.

    A unit's sector is what the data say; a unit without one (a polres, a koramil, reinforcement) belongs to
    nobody and is bound by no sector. A station's sector is, in this order,

    1. that of its village, where `stations` has a column `sector`;
    2. that of the polsek of its district, where these agree on one: the sector is administrative, and must
       not change because a road is closed;
    3. that of the nearest polsek that has one;
    4. none, and then no sector binds anybody there.
    """
    of_unit = _texts(units, "sector")
    given, district = _texts(stations, "sector"), _texts(stations, "district")
    posts = np.flatnonzero(units["kind"].eq("polsek").to_numpy(bool) & (of_unit != ""))
    told = pd.Series(of_unit[posts]).groupby(_texts(units, "district")[posts]).agg(["min", "nunique"])
    agreed = told.loc[told["nunique"].eq(1) & told.index.to_series().ne(""), "min"].to_dict()
    found = np.array(
        [own or agreed.get(d, "") for own, d in zip(given, district, strict=True)], dtype=object
    ).reshape(len(stations))
    open_ = np.flatnonzero(found == "")
    if len(open_) and len(posts):
        places = schema.xy(units)[posts], schema.xy(stations)[open_]
        label = model.nearest(*places, turnout_min=np.zeros(len(posts)), k=1)[0][:, 0]
        found[open_] = np.append(of_unit[posts], "")[label]
    names = sorted({*of_unit, *found} - {""})
    code = {"": NOBODY, **{name: i for i, name in enumerate(names)}}
    return np.array([code[it] for it in found], int), np.array([code[it] for it in of_unit], int)
