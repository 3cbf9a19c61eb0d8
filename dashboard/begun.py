"""Begun rows: what a station, unit or village holds when it has just been put on the map."""

from __future__ import annotations

import pandas as pd
import shapely

from dashboard.edit_rows import fresh_id
from geo.editing import Added, Cells, Spot
from geo.operation import Operation


def village_at(now: Operation, spot: Spot) -> str:
    """Return the id of the village in which a place lies; empty where it lies in none."""
    inside = now.villages.geometry.intersects(shapely.Point(spot))
    return str(now.villages.index[inside][0]) if inside.any() else ""


def station(now: Operation, spot: Spot, *, quality: str) -> Added | None:
    """Return a new station with the next number of the village that lies there; None where none does."""
    village_id = village_at(now, spot)
    if not village_id:
        return None
    last = now.stations.loc[now.stations["village_id"].eq(village_id), "number"].max()
    number = 1.0 if pd.isna(last) else float(last) + 1
    cells: Cells = (("village_id", village_id), ("number", number), ("location_quality", quality))
    return Added("stations", fresh_id(now, "stations", dict(cells)), cells, at=spot)


def unit(now: Operation, spot: Spot, *, name: str) -> Added:
    """Return a new post of the police with nobody in it yet."""
    cells: Cells = (("name", name), ("kind", "post"), ("force", "polri"), ("personnel", 0))
    return Added("units", fresh_id(now, "units", dict(cells)), cells, at=spot)


def village(now: Operation, told: tuple[str, str, str], ring: tuple[Spot, ...]) -> Added:
    """Return a new village that elects, in the regency of its district.

    Parameters
    ----------
    told : code, name and district; without a code it has one of its name.
    ring : the corners of its border.
    """
    row_id, name, district = told
    of = now.villages.loc[now.villages["district"].eq(district), "regency"]
    regency = str(of.iloc[0]) if len(of) else str(next(iter(now.villages["regency"]), district))
    cells: Cells = (("name", name), ("district", district), ("regency", regency), ("electing", True))
    return Added("villages", row_id or fresh_id(now, "villages", dict(cells)), cells, ring=ring)
