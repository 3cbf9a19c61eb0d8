"""Part: the villages, stations and units that a sheet is about, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.export.areas import names
from dashboard.export.options import WORLD, Area
from dashboard.export.terrain import Terrain
from dashboard.text import _
from geo import schema
from geo.errors import Fault, NotFoundError
from geo.evaluate import Evaluation

AIR = {"village": 0.15, "district": 0.04, "unit": 0.06, "sector": 0.04}
"""How much of its size is shown around a part on every side."""
LEAST_M = 800.0
"""A frame shows at least so many metres across."""


@dataclass(frozen=True, eq=False)
class Part:
    """What a sheet counts and lists.

    Attributes
    ----------
    name : of the part in the user's language; empty for the whole operation.
    villages, stations, units : their ids.
    bounds : minx, miny, maxx, maxy [m] of what must be seen.
    """

    evaluation: Evaluation
    area: Area
    name: str
    villages: pd.Index
    stations: pd.Index
    units: pd.Index
    bounds: tuple[float, float, float, float]

    @property
    def rows(self) -> pd.DataFrame:
        """The stations of the part, as the evaluation keeps them."""
        return self.evaluation.stations.loc[self.stations]

    @property
    def whole(self) -> bool:
        """Whether this is the whole operation."""
        return self.area.kind == "operation"


def serving(evaluation: Evaluation, unit_ids: pd.Index, *, posted: bool = False) -> pd.Index:
    """Return the stations to which one of these units comes first, or that its people guard (`posted`)."""
    if posted:
        rows = evaluation.posting.rows
        guarded = rows.loc[rows["unit_id"].isin(unit_ids), "station_id"]
        return evaluation.stations.index[evaluation.stations.index.isin(guarded)]
    first = evaluation.stations["unit_id"]
    return first.index[first.isin(unit_ids)]


def _unknown(area: Area, known: dict[str, str]) -> NotFoundError:
    return NotFoundError(
        Fault(
            "There is no {kind} {key} to show",
            "Use one of {known}",
            {"kind": area.kind, "key": area.key, "known": ", ".join(list(known)[:8]) or "-"},
        )
    )


def _found(terrain: Terrain, area: Area, *, posted: bool) -> tuple[str, pd.Index, pd.Index, pd.Index]:
    """Return name, villages, stations and units of an area."""
    it = terrain.evaluation
    villages, stations, units = it.operation.villages, it.stations, it.units
    if area.kind == "operation":
        return "", villages.index, stations.index, units.index
    if area.kind == "bounds":
        own = stations.index[_inside(area, it.operation.station_xy)]
        where = pd.Index(it.operation.stations.loc[own, "village_id"].unique())
        return _("the frame of the screen"), where, own, units.index[_inside(area, schema.xy(units))]
    if area.kind in {"village", "district"}:
        column = "village_id" if area.kind == "village" else "district"
        chosen = villages.index[villages[column] == area.key]
        if chosen.empty:
            raise _unknown(area, names(it, area.kind))
        name = str(villages.loc[chosen[0], "name"]) if area.kind == "village" else area.key
        own = it.operation.stations["village_id"].isin(chosen)
        near = units["village_id"].isin(chosen) | (
            units["district"].eq(area.key) if area.kind == "district" else False
        )
        return name, chosen, own.index[own], units.index[near]
    chosen = units.index[units["unit_id" if area.kind == "unit" else "sector"].eq(area.key)]
    if chosen.empty:
        raise _unknown(area, names(it, area.kind))
    own = serving(it, chosen, posted=posted)
    where = pd.Index(it.operation.stations.loc[own, "village_id"].unique())
    name = str(units.loc[chosen[0], "name"]) if area.kind == "unit" else area.key
    return name, where, own, chosen


def _inside(area: Area, xy: np.ndarray) -> np.ndarray:
    """Return which points [degrees] lie in the frame of an area."""
    west, south, east, north = area.bounds or WORLD
    return ((xy >= (west, south)) & (xy <= (east, north))).all(axis=1)


def _bounds(terrain: Terrain, found: tuple[pd.Index, pd.Index, pd.Index], *, with_units: bool) -> np.ndarray:
    villages, stations, units = found
    rows = terrain.evaluation.stations.index.get_indexer(stations)
    points = [terrain.stations[rows], terrain.village_bounds.loc[villages].to_numpy().reshape(-1, 2)]
    if with_units:
        points.append(terrain.units().loc[units].to_numpy())
    stacked = np.concatenate(points)
    stacked = stacked[np.isfinite(stacked).all(axis=1)]
    if not len(stacked):
        stacked = terrain.village_bounds.to_numpy().reshape(-1, 2)
    return np.array([*stacked.min(axis=0), *stacked.max(axis=0)])


def part_of(terrain: Terrain, area: Area, *, posted: bool = False) -> Part:
    """Return the part of an operation that an area names.

    Parameters
    ----------
    posted : whether the stations of a unit or sector are those that its people guard; else those that it
        reaches before all others.

    Raises
    ------
    NotFoundError
        There is no such district, village, unit or sector.
    """
    name, villages, stations, units = _found(terrain, area, posted=posted)
    if area.kind == "bounds":
        bounds = np.array(terrain.from_degrees.transform_bounds(*(area.bounds or WORLD)))
    else:
        bounds = _bounds(terrain, (villages, stations, units), with_units=area.kind in {"unit", "sector"})
    if area.kind in AIR:
        air = (bounds[2:] - bounds[:2]) * AIR[area.kind]
        bounds = np.concatenate([bounds[:2] - air, bounds[2:] + air])
    lacking = np.maximum(LEAST_M - (bounds[2:] - bounds[:2]), 0) / 2
    bounds = np.concatenate([bounds[:2] - lacking, bounds[2:] + lacking])
    return Part(terrain.evaluation, area, name, villages, stations, units, tuple(map(float, bounds)))
