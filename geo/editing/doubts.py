"""Doubts: what is allowed in the data of an operation and should be looked at again."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import pandas as pd

from geo import crs
from geo.errors import Fault
from geo.operation import Operation

MOST_VOTERS = 500
"""Voters at one polling station of a village election (SE Mendagri 141/6698/SJ, 10 December 2020)."""
NEAR_M = 50.0
"""A station so near its village's border may lie on either side of it [m]."""


def doubts(operation: Operation, stations: Collection[str]) -> list[Fault]:
    """Return what is doubtful about some stations; nothing of it keeps an operation from being used.

    Parameters
    ----------
    stations : their ids; those that are not there are left out.

    Returns
    -------
    list of Fault
        Stations further than `NEAR_M` outside their village (two surveys of one border may differ by much
        more), with a number that another one of the village has, with more than `MOST_VOTERS` voters, at the
        very point of another one.
    """
    asked = operation.stations.index.isin(list(stations))
    frame = operation.stations
    twins = frame.duplicated(["village_id", "number"], keep=False)
    points = pd.Series(frame.geometry.to_wkb(), index=frame.index)
    held = frame["registered_voters"]
    outside = _outside(operation, frame[asked]).reindex(frame.index, fill_value=False)
    found = [
        Fault(
            "TPS outside their village",
            "Check the point and the village; borders of two surveys may differ",
            ids=_ids(outside & asked),
        ),
        Fault("TPS of one village with the same number", "Check the number", ids=_ids(twins & asked)),
        Fault(
            "TPS with more than {most} voters",
            "Check the voters: a village election has {most} at most",
            {"most": MOST_VOTERS},
            _ids(held.gt(MOST_VOTERS) & asked),
        ),
        Fault(
            "TPS at the very same point",
            "Move them apart where they stand apart",
            ids=_ids(points.notna() & points.duplicated(keep=False) & asked),
        ),
    ]
    return [it for it in found if it.ids]


def _ids(wrong: pd.Series) -> list[str]:
    return [str(it) for it in wrong.index[wrong]]


def _outside(operation: Operation, stations: gpd.GeoDataFrame) -> pd.Series:
    """Return whether each station lies further than `NEAR_M` outside its village; False where unknown."""
    areas = operation.villages.geometry.reindex(stations["village_id"])
    areas = gpd.GeoSeries(areas.array, index=stations.index, crs=crs.GEOGRAPHIC)
    known = stations.geometry.notna() & areas.geom_type.isin(["Polygon", "MultiPolygon"])
    if not known.any():
        return pd.Series(False, index=stations.index)
    metric = crs.metric(operation.villages)
    apart = stations.geometry[known].to_crs(metric).distance(areas[known].to_crs(metric))
    return pd.Series(apart.gt(NEAR_M), index=stations.index[known]).reindex(stations.index, fill_value=False)
