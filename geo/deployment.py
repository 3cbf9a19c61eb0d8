"""Deployment: the units as a scenario plans them, each in its district."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo import crs
from geo.errors import Fault, ScenarioError
from geo.operation import Operation
from geo.scenario import Scenario


def planned_units(operation: Operation, scenario: Scenario) -> gpd.GeoDataFrame:
    """Return the units of the operation with the scenario's moves, additions and removals, by id.

    Raises
    ------
    ScenarioError
        A change names a unit that is not there, or adds one whose id is taken.
    """
    units = operation.units
    moved = {it.unit_id: it for it in scenario.units_moved}
    unknown = sorted({*moved, *scenario.units_off} - set(units.index))
    if unknown:
        raise ScenarioError(
            Fault(
                "The scenario changes units that are not in the operation",
                "Remove these changes",
                ids=unknown,
            )
        )
    added_ids = [it.unit_id for it in scenario.units_added]
    taken = sorted({it for it in added_ids if it in units.index or added_ids.count(it) > 1})
    if taken:
        raise ScenarioError(
            Fault("The scenario adds units whose id is taken", "Give them another id", ids=taken)
        )
    if not (moved or scenario.units_off or scenario.units_added):
        return units.assign(district=operation.unit_districts)
    units = units.copy()
    if moved:
        places = gpd.points_from_xy([it.lon for it in moved.values()], [it.lat for it in moved.values()])
        units.loc[list(moved), "geometry"] = gpd.GeoSeries(places, index=list(moved), crs=crs.GEOGRAPHIC)
    units = units.drop(index=list(scenario.units_off))
    if scenario.units_added:
        rows = [it.model_dump(exclude={"lon", "lat"}) for it in scenario.units_added]
        places = gpd.points_from_xy(
            [it.lon for it in scenario.units_added], [it.lat for it in scenario.units_added]
        )
        added = gpd.GeoDataFrame(rows, geometry=places, crs=crs.GEOGRAPHIC)
        added = added.set_index("unit_id", drop=False).rename_axis(None).astype({"turnout_min": float})
        units = gpd.GeoDataFrame(pd.concat([units, added])).sort_index()
    return units.assign(district=operation.districts_at(units))


def left_behind(operation: Operation, scenario: Scenario) -> gpd.GeoDataFrame:
    """Return the units that the scenario switches off or moves, as they stand in the operation, by id."""
    moved = {it.unit_id for it in scenario.units_moved}
    return operation.units[operation.units.index.isin(moved | set(scenario.units_off))]
