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
    found = [
        (
            "TPS outside their village",
            "Check the point and the village; borders of two surveys may differ",
            _outside(operation, frame[asked]).reindex(frame.index, fill_value=False),
        ),
        ("TPS of one village with the same number", "Check the number", twins),
        (
            "TPS with more than {most} voters",
            "Check the voters: a village election has {most} at most",
            frame["registered_voters"].gt(MOST_VOTERS),
        ),
        (
            "TPS at the very same point",
            "Move them apart where they stand apart",
            points.notna() & points.duplicated(keep=False),
        ),
    ]
    return [
        Fault(problem, remedy, {"most": MOST_VOTERS}, [str(it) for it in frame.index[wrong & asked]])
        for problem, remedy, wrong in found
        if (wrong & asked).any()
    ]


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
