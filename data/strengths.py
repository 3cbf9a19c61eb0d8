"""Strengths: invented units of a regency, as a police district of its size might have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from deployment import seed_of
from outline import to_degrees
from parcels import DECIMALS

POLRI_PER_STATION = 1.25
"""Police of a district with those lent to it, per polling station, before chance makes some richer."""
BRIMOB_PER_STATION, TNI_PER_STATION, LINMAS_PER_STATION = 0.05, 0.12, 3
PLATOON = 30
STATIONS_PER_PATROL = 250
_RICHER = (0.8, 1.2)


class Base(NamedTuple):
    """Where units may stand: the middle of the regency, and of every district, degrees."""

    heart: np.ndarray
    districts: dict[str, np.ndarray]


def _bases(villages: gpd.GeoDataFrame) -> Base:
    """Return the village nearest to the middle of the regency and of every district, as a point in it."""
    points = shapely.get_coordinates(shapely.point_on_surface(villages["metric"].to_numpy()))

    def middle(rows: np.ndarray) -> np.ndarray:
        here = points[rows]
        chosen = here[int(np.hypot(*(here - here.mean(axis=0)).T).argmin())]
        return np.round(to_degrees(chosen[None, :] + 150.0), DECIMALS)[0]

    district = villages["district"].to_numpy(object)
    names = sorted(set(district))
    return Base(middle(np.arange(len(points))), {it: middle(np.flatnonzero(district == it)) for it in names})


def _unit(key: str, name: str, what: str, at: np.ndarray, people: float) -> dict[str, Any]:
    """Return one unit; `what` is its kind and its force."""
    kind, force = what.split()
    return {"unit_id": key, "name": name, "kind": kind, "force": force, "lon": at[0], "lat": at[1],
            "personnel": int(np.round(people)), "village_id": ""}  # fmt: skip


def _located(
    base: Base, code: str, short: str, stations: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Yield the units that stand at a base: polres, polsek, Dalmas, patrols, Brimob and koramil."""
    police = stations * POLRI_PER_STATION * rng.uniform(*_RICHER)
    yield _unit(f"{code}-polres", f"Polres {short}", "polres polri", base.heart, 0.30 * police)
    yield _unit(f"{code}-dalmas", f"Dalmas {short}", "standby polri", base.heart, 0.05 * police)
    parts = rng.dirichlet(np.full(len(base.districts), 25.0))
    soldiers = stations * TNI_PER_STATION / len(base.districts)
    for i, ((district, at), share) in enumerate(zip(base.districts.items(), parts, strict=True), start=1):
        yield _unit(f"{code}-polsek-{i:02d}", f"Polsek {district}", "polsek polri", at, 0.60 * police * share)
        yield _unit(f"{code}-koramil-{i:02d}", f"Koramil {district}", "koramil tni", at - 0.004, soldiers)
    patrols = max(1, stations // STATIONS_PER_PATROL)
    places = list(base.districts.values())
    for i in range(patrols):
        at = places[(i * len(places)) // patrols] + rng.normal(0, 0.008, 2)
        yield _unit(f"{code}-patroli-{i + 1:02d}", f"Patroli {i + 1} {short}", "patrol polri",
                    np.round(at, DECIMALS), 0.05 * police / patrols)  # fmt: skip
    for i in range(max(1, round(stations * BRIMOB_PER_STATION / PLATOON))):
        at = places[(i * 3) % len(places)]
        yield _unit(f"{code}-brimob-{i + 1}", f"Brimob SST {i + 1} {short}", "standby brimob", at, PLATOON)


def units_of(
    villages: gpd.GeoDataFrame, stations: gpd.GeoDataFrame, code: str, *, short: str, seed: str
) -> gpd.GeoDataFrame:
    """Return the units of a regency: those at a base, and the Linmas of every village at its first station.

    Parameters
    ----------
    villages : with district, and metric (shape in UTM 49S).
    stations : those of the villages.
    code, short : Kemendagri code and name of the regency.
    seed : what chance begins with.
    """
    rng = seed_of(seed, code, "units")
    rows = list(_located(_bases(villages), code, short, stations=len(stations), rng=rng))
    first = stations[stations["number"] == 1].set_index("village_id").geometry
    counted = stations.groupby("village_id").size()
    for village_id, name in zip(villages["village_id"], villages["name"], strict=True):
        here, people = first[village_id], LINMAS_PER_STATION * counted[village_id] * rng.uniform(*_RICHER)
        at = np.array([here.x, here.y])
        rows.append(
            _unit(f"linmas-{village_id}", f"Linmas {name}", "post linmas", at, people)
            | {"village_id": village_id}
        )
    table = pd.DataFrame(rows).assign(sector="", turnout_min=np.nan)
    return gpd.GeoDataFrame(
        table.drop(columns=["lon", "lat"]), geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326
    )
