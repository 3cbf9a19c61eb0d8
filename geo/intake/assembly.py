"""Assembly: examined sheets put together as an operation, or what is missing for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo import crs
from geo.errors import Fault, InputError
from geo.intake import territory
from geo.intake.doctor import Examination
from geo.intake.sheet import Sheet
from geo.operation import Meta, Operation
from geo.schema import SCHEMAS, Kind


@dataclass(frozen=True, eq=False)
class LeftOut:
    """What is not in an operation although the files list it.

    Attributes
    ----------
    rows : numbers of the rows that wait for an answer or are refused, by sheet.
    villages : ids of those without a shape and without a station that has a point.
    stations : ids of those that stand in these villages.
    """

    rows: tuple[tuple[Sheet, tuple[int, ...]], ...]
    villages: tuple[str, ...]
    stations: tuple[str, ...]


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


def left_out(
    examinations: Iterable[Examination], *, known: Mapping[str, gpd.GeoDataFrame] | None = None
) -> LeftOut:
    """Return what `assemble` leaves out when it may, of the same sheets and the same that was known."""
    told, before = list(examinations), known or {}
    stations = territory.joined(told, "stations")
    stations = before.get("stations", empty("stations")) if stations is None else stations
    villages = territory.villages(told, stations, known=before.get("villages"))
    gone = villages.loc[villages.geometry.isna(), "village_id"]
    return LeftOut(
        tuple((it.sheet, tuple(it.table.rows[it.held].tolist())) for it in told if it.held.any()),
        tuple(sorted(gone)),
        tuple(sorted(stations.loc[stations["village_id"].isin(gone), "station_id"])),
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
    leave_out : whether rows that wait for an answer or are refused, and villages without a place with their
        stations, stay out; `left_out` tells which.
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
    before = known or {}
    frames = {kind: territory.joined(told, kind) for kind in ("stations", "units")}
    stations, units = (before.get(kind) if frame is None else frame for kind, frame in frames.items())
    for kind, frame in (("stations", stations), ("units", units)):
        if frame is None:
            missing = {"kind": kind}
            faults.append(Fault("There are no {kind} among the files", "Add a file that lists them", missing))
    if faults or stations is None or units is None:
        raise InputError(*faults)
    shaped = territory.villages(told, stations, known=before.get("villages"))
    bare = shaped.geometry.isna()
    if bare.any() and not leave_out:
        raise InputError(
            Fault(
                "villages without a shape and without stations",
                "Give each a polygon or a point, or leave them out",
                ids=shaped.loc[bare, "village_id"].tolist(),
            )
        )
    stations = stations[~stations["village_id"].isin(shaped.loc[bare, "village_id"])]
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
        frame = territory.joined(told, kind)
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
        villages = territory.with_known(villages, base.villages, stations)
    if "stations" in came:
        stands = villages["village_id"].isin(stations["village_id"])
        villages = villages.assign(electing=villages["electing"].astype(bool) | stands)
    shaped = territory.shaped(villages, stations)
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
