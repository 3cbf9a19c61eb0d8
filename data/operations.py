"""One operation out of facts and cells: its three frames and what `operation.toml` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from deployment import build_stations, station_counts
from forces import linmas_units, located_units
from indicator_values import INDICATORS, indicator_values
from outline import to_metres
from preparedness import build_preparations, build_readiness
from roads import build_roads

if TYPE_CHECKING:
    from pathlib import Path

    from cells import Cells

    from geo.travel.graph import RoadGraph

_REMOTE_M = (2000.0, 3500.0, 5000.0)
"""Straight distances to the nearest police post from which a village counts as remote 1, 2 and 3."""


class Tables(NamedTuple):
    """The tables of `data/facts/` that all operations share."""

    electing: pd.DataFrame
    bases: pd.DataFrame
    deployment: pd.DataFrame
    sectors: dict[str, str]
    corridors: pd.DataFrame
    mainland: pd.DataFrame


class Built(NamedTuple):
    """One built operation."""

    meta: dict[str, Any]
    villages: pd.DataFrame
    stations: pd.DataFrame
    units: pd.DataFrame
    ground: pd.Series
    """Outline of the land around the operation, by district."""
    roads: RoadGraph
    readiness: pd.DataFrame
    preparations: pd.DataFrame


def read_tables(facts: Path) -> Tables:
    """Return the tables of the folder of facts, text as text and empty cells as empty text."""

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(facts / f"{name}.csv", dtype=str, keep_default_na=False)

    sectors = read("sectors")
    deployment = read("deployment").astype({"personnel": int})
    by_district = dict(zip(sectors["district"], sectors["sector"], strict=True))
    bases, corridors = read("polsek").set_index("base_id"), read("corridors")
    return Tables(read("electing"), bases, deployment, by_district, corridors, read("mainland"))


def _meta(fact: dict[str, Any]) -> dict[str, Any]:
    """Return the content of `operation.toml` for one table of `operations.toml`."""
    simulated = [
        "stations.point", "stations.number", "stations.registered_voters", "stations.place",
        "units.point", "units.personnel", "villages.electing", "villages.registered_voters",
        *(f"villages.{name}" for name in INDICATORS), "roads", "readiness", "preparations",
    ]  # fmt: skip
    meta = {key: fact[key] for key in ("id", "name", "jurisdiction", "election_day", "data_date")}
    meta |= {"classification": "T", "pattern": fact["pattern"], "roles": fact["roles"],
             "simulated": simulated, "schematic": True, "notes": fact["notes"],
             "published": fact["published"]}  # fmt: skip
    rawan = fact.get("rawan")
    if rawan:
        shared = {"class_id": "elevated", **{key: rawan[key] for key in ("reason", "author", "date")}}
        meta["class_override"] = [{"village_id": village_id, **shared} for village_id in rawan["villages"]]
    return meta


def _remoteness(villages: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Return 0..3 per village by the distance from its label point to the nearest police post."""
    posts = to_metres(units.loc[units["force"] == "polri", ["lon", "lat"]].to_numpy(float))
    labels = to_metres(villages[["lon", "lat"]].to_numpy(float))
    nearest = np.hypot(*(labels[:, None, :] - posts[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    return pd.Series(np.searchsorted(_REMOTE_M, nearest), index=villages.index)


def _with_indicators(
    villages: pd.DataFrame, stations: pd.DataFrame, units: pd.DataFrame, fact: dict[str, Any]
) -> pd.DataFrame:
    """Return the villages with voters and one column per indicator, empty where no election is held."""
    voters = stations.groupby("village_id")["registered_voters"].sum()
    remoteness = _remoteness(villages, units)
    named = set(fact.get("rawan", {}).get("villages", ()))
    empty: dict[str, Any] = dict.fromkeys(INDICATORS)
    rows = []
    for village_id, electing in zip(villages["village_id"], villages["electing"], strict=True):
        values = indicator_values(
            fact["id"], village_id, hot=village_id in named, named=bool(named),
            remoteness=int(remoteness[village_id]),
        ) if electing else empty  # fmt: skip
        voters_here = int(voters[village_id]) if electing else None
        rows.append({"registered_voters": voters_here, "geometry_quality": "schematic", **values})
    return villages.join(pd.DataFrame(rows, index=villages.index, dtype=object))


def _ground(everywhere: pd.DataFrame, own: list[str], mainland: pd.DataFrame) -> pd.Series:
    """Return the land around by name: the other districts, and without a name what lies beyond."""
    around = everywhere.loc[~everywhere["district"].isin(own)]
    ground = around.groupby("district")["polygon"].agg(lambda cells: shapely.union_all(cells.to_numpy()))
    mapped = shapely.union_all(everywhere["polygon"].to_numpy())
    beyond = shapely.Polygon(mainland[["lon", "lat"]].to_numpy(float)).difference(mapped)
    return pd.concat([pd.Series({"": beyond}), ground])


def build_operation(fact: dict[str, Any], cells: Cells, tables: Tables) -> Built:
    """Return one operation.

    Parameters
    ----------
    fact : its table in `operations.toml`.
    cells : all village cells.
    tables : the shared tables of facts.
    """
    everywhere = cells.villages.assign(polygon=cells.polygons).set_index("village_id", drop=False)
    chosen = tables.electing[tables.electing["operation"] == fact["id"]].set_index("village_id")
    villages = everywhere[everywhere["district"].isin(fact["districts"])].sort_index()
    published = chosen[["selection", "station_group", "group_stations"]]
    electing = villages.loc[sorted(chosen.index)].join(published)
    electing["station_group"] = electing["station_group"].replace("", None)
    counts = station_counts(electing, total=fact["stations"], bounds=tuple(fact["stations_per_village"]))
    stations = build_stations(fact["id"], electing, counts)
    deployment = tables.deployment[tables.deployment["operation"] == fact["id"]]
    located = located_units(deployment, tables.bases, everywhere)
    spare = fact["personnel"] - int(located["personnel"].sum())
    linmas = linmas_units(electing, stations, tables.sectors, personnel=spare)
    units = pd.concat([located, linmas]).sort_values("unit_id", ignore_index=True)
    villages = villages.assign(
        electing=villages.index.isin(chosen.index),
        selection=chosen["selection"].reindex(villages.index).fillna("").to_numpy(),
    )
    ground = _ground(everywhere, fact["districts"], tables.mainland)
    roads = build_roads(everywhere, tables.corridors, stations, date=str(fact["data_date"]))
    described = _with_indicators(villages, stations, located, fact)
    readiness = build_readiness(fact["id"], units)
    preparations = build_preparations(fact["id"], list(chosen.index), election_day=fact["election_day"])
    return Built(_meta(fact), described, stations, units, ground, roads, readiness, preparations)
