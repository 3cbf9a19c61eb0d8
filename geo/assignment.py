"""Assignment: which units are nearest to each station, in minutes, with metres beside them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import schema
from geo.travel import TravelModel

COLUMNS = ("station_id", "rank", "unit_id", "distance_m", "travel_min")


def turnout(units: gpd.GeoDataFrame, *, default_min: float) -> np.ndarray:
    """Return the turnout of each unit [min], the default where it has none of its own, (n_units,)."""
    return np.asarray(units["turnout_min"].fillna(default_min), dtype=float)


def responding(units: gpd.GeoDataFrame, *, forces: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Return the units that can answer a call, by id: of these forces, with people and a known place."""
    able = units["force"].isin(forces) & units["personnel"].gt(0) & units.geometry.notna()
    return units[able].sort_index()


def nearest(
    stations: gpd.GeoDataFrame, units: gpd.GeoDataFrame, model: TravelModel, *, k: int, turnout_min: float
) -> pd.DataFrame:
    """Return the k nearest units of every station, in travel direction unit -> station.

    Parameters
    ----------
    stations : indexed by station_id, EPSG:4326.
    units : indexed by unit_id, EPSG:4326, all of them able to respond (`responding`).
    model : travel engine.
    k : how many units per station; fewer rows follow where there are fewer units.
    turnout_min : default turnout [min].

    Returns
    -------
    DataFrame
        station_id, rank (1 = nearest), unit_id, distance_m [m, as the crow flies or along the road, as the
        engine measures], travel_min [min, turnout included]; ordered by station and rank, ties by unit_id.
        A station that no unit can reach has one row: rank 1, unit_id None, NaN.
    """
    units = units.sort_index()
    k = max(1, min(k, len(units)))
    labels, metres, minutes = model.nearest(
        schema.xy(units), schema.xy(stations), turnout_min=turnout(units, default_min=turnout_min), k=k
    )
    ids = np.array([*units.index, None], dtype=object)
    table = pd.DataFrame(
        {
            "station_id": np.repeat(stations.index.to_numpy(object), k),
            "rank": np.tile(np.arange(1, k + 1), len(stations)),
            "unit_id": pd.Series(ids[labels.ravel()], dtype=object),
            "distance_m": metres.ravel(),
            "travel_min": minutes.ravel(),
        }
    )
    kept = (labels.ravel() >= 0) | (table["rank"].to_numpy() == 1)
    return pd.DataFrame(table[kept].reset_index(drop=True))
