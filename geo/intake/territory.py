"""Territory: the villages of an operation, out of the files, of what was known before, or of the stations."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.intake.codes import district_of
from geo.intake.doctor import Examination
from geo.schema import Kind

_PLACES = ["village_id", "village", "district", "regency"]


def joined(examinations: Iterable[Examination], kind: Kind) -> gpd.GeoDataFrame | None:
    """Return what all sheets of a kind list; None where none lists anything."""
    frames = [it.frame for it in examinations if it.kind == kind and len(it.frame)]
    return pd.concat(frames, ignore_index=True) if frames else None


def _middles(stations: gpd.GeoDataFrame) -> pd.Series:
    """Return the mean point of the stations of each village, on the villages' ids."""
    there = stations[stations.geometry.notna() & ~stations.geometry.is_empty]
    xy = pd.DataFrame({"x": there.geometry.x, "y": there.geometry.y, "village_id": there["village_id"]})
    mean = xy.groupby("village_id", sort=True).mean()
    return pd.Series(
        shapely.points(mean["x"].to_numpy(), mean["y"].to_numpy()), index=mean.index, dtype=object
    )


def _from_stations(examinations: list[Examination], stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the villages that stations name, as points; what a list does not say is taken from the code."""
    said = [it.places for it in examinations if it.kind == "stations"]
    places = pd.concat(said or [pd.DataFrame(dtype=object)], ignore_index=True).reindex(columns=_PLACES)
    places = places.groupby("village_id", sort=True).first().reset_index()
    places = places[places["village_id"].isin(stations["village_id"])]
    ids = places["village_id"].astype(str)
    code = ids.map(district_of)
    frame = pd.DataFrame(
        {
            "village_id": ids,
            "name": places["village"].where(places["village"].notna(), ids),
            "district": places["district"].where(places["district"].notna(), code),
            "regency": places["regency"].where(places["regency"].notna(), code.str[:5]),
            "electing": True,
            "registered_voters": np.nan,
        }
    ).reset_index(drop=True)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None] * len(frame), crs=crs.GEOGRAPHIC))


def shaped(villages: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return villages of which those without a shape are the middle of their stations."""
    middles = _middles(stations).to_dict()
    middle = np.full(len(villages), None, dtype=object)
    middle[:] = [middles.get(village) for village in villages["village_id"]]
    known = gpd.GeoSeries(middle, index=villages.index, crs=crs.GEOGRAPHIC)
    shapes = villages.geometry.where(villages.geometry.notna(), known)
    return villages.set_geometry(shapes)


def _of_known(known: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return villages that were known before; those with stations elect now, whatever they did then."""
    return known.reset_index(drop=True).assign(
        electing=known["village_id"].isin(stations["village_id"]).to_numpy()
    )


def with_known(
    villages: gpd.GeoDataFrame, known: gpd.GeoDataFrame, stations: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the villages of the files, and of those known before the ones in which a station stands."""
    more = known[known["village_id"].isin(stations["village_id"].drop_duplicates())]
    more = more[~more["village_id"].isin(villages["village_id"])]
    return (
        villages
        if more.empty
        else pd.concat([villages, more.reset_index(drop=True).assign(electing=True)], ignore_index=True)
    )


def villages(
    examinations: list[Examination], stations: gpd.GeoDataFrame, *, known: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Return all villages of an operation; one that has no shape and no station with a point lacks its shape.

    Parameters
    ----------
    examinations : of all sheets.
    stations : of the operation.
    known : villages known before; they stand in where no sheet lists any, or not the one of a station.
    """
    listed = joined(examinations, "villages")
    if listed is None:
        listed = _from_stations(examinations, stations) if known is None else _of_known(known, stations)
    elif known is not None:
        listed = with_known(listed, known, stations)
    return shaped(listed, stations)
