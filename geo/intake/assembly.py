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
from geo.schema import SCHEMAS, Kind

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


def _of_known(known: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return villages that were known before; those with stations elect now, whatever they did then."""
    return known.reset_index(drop=True).assign(
        electing=known["village_id"].isin(stations["village_id"]).to_numpy()
    )


def _with_known(
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


def _standing(units: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return units that name only villages of this operation; the others keep their places."""
    known = units["village_id"].isin(villages["village_id"])
    return units.reset_index(drop=True).assign(village_id=units["village_id"].where(known, None).to_numpy())


def empty(kind: Kind) -> gpd.GeoDataFrame:
    """Return a frame of a kind without rows."""
    columns: dict[str, list[object]] = {name: [] for name in SCHEMAS[kind].columns}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=crs.GEOGRAPHIC))


def assemble(
    examinations: Iterable[Examination],
    meta: Meta,
    *,
    leave_out: bool = False,
    known: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> Operation:
    """Return the operation that examined sheets make together.

    Where no sheet lists villages and none are known, those that the stations name become points in the middle
    of their stations; so does a village without a shape.

    Parameters
    ----------
    examinations : of all sheets; several of one kind are put together.
    meta : what `operation.toml` says.
    leave_out : whether rows that wait for an answer or are refused, and villages without a place, stay out.
    known : frames by kind, such as the villages and units of another operation, or a frame without rows: they
        stand in where no sheet lists any; so does a village in which a station stands that no sheet lists.

    Raises
    ------
    InputError
        There are no stations or no units, rows still wait for an answer, or what is there breaks its
        contract; every fault is listed.
    """
    told = list(examinations)
    faults = [] if leave_out else _open_rows(told)
    frames = {kind: _joined(told, kind) for kind in ("villages", "stations", "units")}
    before = known or {}
    stations, units = (
        before.get(kind) if frames[kind] is None else frames[kind] for kind in ("stations", "units")
    )
    for kind, frame in (("stations", stations), ("units", units)):
        if frame is None:
            missing = {"kind": kind}
            faults.append(Fault("There are no {kind} among the files", "Add a file that lists them", missing))
    if faults or stations is None or units is None:
        raise InputError(*faults)
    villages, there = frames["villages"], before.get("villages")
    if villages is None:
        villages = _from_stations(told, stations) if there is None else _of_known(there, stations)
    elif there is not None:
        villages = _with_known(villages, there, stations)
    shaped = _shaped(villages, stations)
    bare = shaped.geometry.isna()
    if bare.any() and not leave_out:
        raise InputError(
            Fault(
                "villages without a shape and without stations",
                "Give each a polygon or a point, or leave them out",
                ids=shaped.loc[bare, "village_id"].tolist(),
            )
        )
    shaped = shaped[~bare]
    return Operation.build(
        meta, {"villages": shaped, "stations": stations, "units": _standing(units, shaped)}
    )


def renew(examinations: Iterable[Examination], base: Operation, *, leave_out: bool = False) -> Operation:
    """Return an operation in which what the sheets list stands in the place of what it held.

    A kind that no sheet lists stays. Villages in which a station stands elect; one that the files do not list
    any more stays while a station stands in it. Registers and class overrides keep the rows that still belong
    to something; what was simulated in a kind that is replaced is simulated no longer.

    Raises
    ------
    InputError
        No sheet lists anything, rows still wait for an answer, or what comes of it breaks its contract.
    """
    told = list(examinations)
    faults = [] if leave_out else _open_rows(told)
    came: dict[str, gpd.GeoDataFrame] = {}
    for kind in ("villages", "stations", "units"):
        frame = _joined(told, kind)
        if frame is not None:
            came[kind] = frame
    if not came:
        faults.append(Fault("No row of the files can be used", "Add a file that lists something"))
    if faults:
        raise InputError(*faults)
    held = {"villages": base.villages, "stations": base.stations, "units": base.units}
    frames = {kind: came.get(kind, frame).reset_index(drop=True) for kind, frame in held.items()}
    villages, stations = frames["villages"], frames["stations"]
    if "villages" in came:
        villages = _with_known(villages, base.villages, stations)
    if "stations" in came:
        stands = villages["village_id"].isin(stations["village_id"])
        villages = villages.assign(electing=villages["electing"].astype(bool) | stands)
    shaped = _shaped(villages, stations)
    units = _standing(frames["units"], shaped)
    return Operation.build(
        _still(base.meta, shaped, came),
        {"villages": shaped, "stations": stations, "units": units},
        ground=base.ground,
        roads=base.roads,
        basemap=base.basemap,
        tables=_registers(base, units=units, villages=shaped),
    )


def _still(meta: Meta, villages: gpd.GeoDataFrame, came: Mapping[str, gpd.GeoDataFrame]) -> Meta:
    """Return what an operation says of itself, as far as it still holds."""
    ids = set(villages["village_id"])
    kept = tuple(it for it in meta.class_override if it.village_id in ids)
    simulated = tuple(it for it in meta.simulated if it.split(".")[0] not in came)
    schematic = meta.schematic and "villages" not in came
    return meta.model_copy(update={"class_override": kept, "simulated": simulated, "schematic": schematic})


def _registers(
    base: Operation, *, units: gpd.GeoDataFrame, villages: gpd.GeoDataFrame
) -> dict[str, pd.DataFrame]:
    """Return the registers without the rows of units and villages that are gone."""
    told = {
        "readiness": (base.readiness, "unit_id", units),
        "preparations": (base.preparations, "village_id", villages),
    }
    return {
        name: table[table[key].isin(frame[key])].reset_index(drop=True)
        for name, (table, key, frame) in told.items()
        if table is not None
    }
