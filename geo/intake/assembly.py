"""Assembly: examined sheets put together as an operation, or what is missing for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.errors import Fault, InputError
from geo.intake.codes import district_of
from geo.intake.doctor import Examination
from geo.operation import Meta, Operation
from geo.schema import Kind

_PLACES = ["village_id", "village", "district", "regency"]


def _open_rows(examinations: list[Examination]) -> list[Fault]:
    """Return a fault for each sheet of which rows wait for an answer or are refused."""
    return [
        Fault(
            "{file}: {number} rows wait for an answer or are refused",
            "Answer the questions, or leave these rows out",
            {"file": it.sheet.file, "sheet": it.sheet.name, "number": int(it.held.sum())},
            [str(row) for row in it.table.rows[it.held]],
        )
        for it in examinations
        if it.held.any()
    ]


def _joined(examinations: list[Examination], kind: Kind) -> gpd.GeoDataFrame | None:
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
    places = pd.concat(said, ignore_index=True).reindex(columns=_PLACES)
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


def _shaped(villages: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return villages of which those without a shape are the middle of their stations."""
    middles = _middles(stations).to_dict()
    middle = np.full(len(villages), None, dtype=object)
    middle[:] = [middles.get(village) for village in villages["village_id"]]
    known = gpd.GeoSeries(middle, index=villages.index, crs=crs.GEOGRAPHIC)
    shapes = villages.geometry.where(villages.geometry.notna(), known)
    return villages.set_geometry(shapes)


def _from_known(
    known: gpd.GeoDataFrame, listed: gpd.GeoDataFrame | None, stations: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the villages of the files, and those known before that belong to them.

    Where no sheet lists villages all known ones are taken, otherwise those in which a station stands. What is
    taken elects where a station stands in it; nothing else of the earlier election is taken over.
    """
    places = known[["village_id", "name", "district", "regency"]].copy()
    elects = known["village_id"].isin(stations["village_id"])
    more = gpd.GeoDataFrame(
        places.assign(electing=elects, registered_voters=np.nan), geometry=known.geometry
    ).reset_index(drop=True)
    if listed is None:
        return more
    more = more[more["electing"] & ~more["village_id"].isin(listed["village_id"])]
    return listed if more.empty else pd.concat([listed, more], ignore_index=True)


def _serving(units: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return units that were known before; one of a village that is not there any more is of none."""
    known = units["village_id"].isin(villages["village_id"])
    kept = units["village_id"].astype(object).where(known, None)
    return units.assign(village_id=kept).reset_index(drop=True)


def assemble(
    examinations: Iterable[Examination],
    meta: Meta,
    *,
    leave_out: bool = False,
    given: Mapping[Kind, gpd.GeoDataFrame] | None = None,
) -> Operation:
    """Return the operation that examined sheets make together.

    Where no sheet lists villages, those that the stations name become points in the middle of their stations;
    so does a village without a shape.

    Parameters
    ----------
    examinations : of all sheets; several of one kind are put together.
    meta : what `operation.toml` says.
    leave_out : whether rows that wait for an answer, and refused ones, are left out.
    given : villages and units that were known before, as `geo.schema` describes them. Units stand in where no
        sheet lists any; of villages see `_from_known`.

    Raises
    ------
    InputError
        There are no stations or no units, rows still wait for an answer, or what is there breaks its
        contract; every fault is listed.
    """
    told, given = list(examinations), given or {}
    faults = [] if leave_out else _open_rows(told)
    frames = {kind: _joined(told, kind) for kind in ("villages", "stations", "units")}
    stations, units = frames["stations"], frames["units"]
    borrowed = units is None and "units" in given
    if borrowed:
        units = given["units"]
    for kind, frame in (("stations", stations), ("units", units)):
        if frame is None:
            missing = {"kind": kind}
            faults.append(Fault("There are no {kind} among the files", "Add a file that lists them", missing))
    if faults or stations is None or units is None:
        raise InputError(*faults)
    villages = frames["villages"]
    if "villages" in given:
        villages = _from_known(given["villages"], villages, stations)
    elif villages is None:
        villages = _from_stations(told, stations)
    if borrowed:
        units = _serving(units, villages)
    return Operation.build(
        meta, {"villages": _shaped(villages, stations), "stations": stations, "units": units}
    )
