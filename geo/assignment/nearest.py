"""Assignment: which units are nearest to each station, in minutes, with metres beside them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs, schema
from geo.travel import TravelModel

COLUMNS = ("station_id", "rank", "unit_id", "distance_m", "travel_min", "quality", "access_m")


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
        engine measures], travel_min [min, turnout included], quality (``road`` or ``straight line``: how the
        minutes were found), access_m [m from the road to the station, NaN without roads]; ordered by station
        and rank, ties by unit_id. A station that no unit can reach has one row: rank 1, unit_id None, NaN.
    """
    units = units.sort_index()
    k = max(1, min(k, len(units)))
    places = schema.xy(units), schema.xy(stations)
    labels, metres, minutes = model.nearest(*places, turnout_min=turnout(units, default_min=turnout_min), k=k)
    quality, access_m = model.quality(*places, labels=labels)
    ids = np.array([*units.index, None], dtype=object)
    table = pd.DataFrame(
        {
            "station_id": np.repeat(stations.index.to_numpy(object), k),
            "rank": np.tile(np.arange(1, k + 1), len(stations)),
            "unit_id": pd.Series(ids[labels.ravel()], dtype=object),
            "distance_m": metres.ravel(),
            "travel_min": minutes.ravel(),
            "quality": pd.Series(quality.ravel(), dtype=object),
            "access_m": np.repeat(access_m, k),
        }
    )
    kept = (labels.ravel() >= 0) | (table["rank"].to_numpy() == 1)
    return pd.DataFrame(table[kept].reset_index(drop=True))


def arrivals(
    stations: gpd.GeoDataFrame, units: gpd.GeoDataFrame, model: TravelModel, *, turnout_min: float
) -> pd.DataFrame:
    """Return the minutes of the first unit of each force, on the stations' index, one column per force."""
    forces = sorted(set(units["force"]))
    able = responding(units, forces=tuple(forces))
    homes, there = schema.xy(able), schema.xy(stations)
    start, force_of = turnout(able, default_min=turnout_min), able["force"].to_numpy(object)
    columns = {}
    for force in forces:
        own = force_of == force
        columns[force] = model.nearest(homes[own], there, turnout_min=start[own], k=1)[2][:, 0]
    return pd.DataFrame(columns, index=stations.index)


def routes(
    first: pd.DataFrame,
    stations: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    model: TravelModel,
    *,
    turnout_min: float,
) -> gpd.GeoDataFrame:
    """Return the way of one unit to each station as a line.

    Parameters
    ----------
    first : indexed by station_id, with the unit_id that goes there; None or NaN where nobody does.
    stations, units : indexed by id, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        By station_id: unit_id, travel_min [min, turnout and walk included], distance_m [m], quality and the
        LineString in EPSG:4326; only stations that somebody reaches.
    """
    units, stations = units.sort_index(), stations.loc[first.index]
    labels = units.index.get_indexer(first["unit_id"])
    start = turnout(units, default_min=turnout_min)
    ways = model.ways(schema.xy(units), schema.xy(stations), turnout_min=start, labels=labels)
    found = [i for i, way in enumerate(ways) if way]
    return gpd.GeoDataFrame(
        {
            "unit_id": first["unit_id"].to_numpy(object)[found],
            "travel_min": [ways[i].minutes for i in found],
            "distance_m": [ways[i].metres for i in found],
            "quality": [ways[i].quality for i in found],
        },
        index=first.index[found],
        geometry=[shapely.LineString(ways[i].lonlat) for i in found],
        crs=crs.GEOGRAPHIC,
    )
