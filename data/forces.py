"""Units of an operation: police, Brimob and TNI from the tables of facts, Linmas by village."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from cells import DECIMALS
from deployment import seed_of, shares
from outline import to_degrees, to_metres

LINMAS_PER_STATION = 2

_COLUMNS = [
    "unit_id", "name", "kind", "force", "lon", "lat", "personnel", "sector", "turnout_min", "village_id",
]  # fmt: skip
_NEAR_M = (60.0, 220.0)


def _near(anchor: np.ndarray, cell: shapely.Polygon, *, rng: np.random.Generator) -> np.ndarray:
    """Return a point [degrees] a few hundred metres from the anchor and inside the cell."""
    start = to_metres(anchor[None, :])
    if not shapely.contains_xy(cell, anchor[0], anchor[1]):
        start = to_metres(shapely.get_coordinates(shapely.point_on_surface(cell)))
    turn, distance = rng.uniform(0, 2 * np.pi), rng.uniform(*_NEAR_M)
    for share in (1.0, 0.5, 0.25, 0.0):
        offset = share * distance * np.array([[np.cos(turn), np.sin(turn)]])
        point: np.ndarray = np.round(to_degrees(start + offset), DECIMALS)[0]
        if shapely.contains_xy(cell, point[0], point[1]):
            break
    return point


def located_units(deployment: pd.DataFrame, bases: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    """Return the units that stand at a base, without Linmas.

    Parameters
    ----------
    deployment : unit_id, name, kind, force, base_id, personnel, sector, turnout_min.
    bases : indexed by base_id, with anchor_village_id, position, lon, lat (empty unless published).
    villages : indexed by village_id, with lon, lat and polygon.
    """
    units = deployment.copy()
    points = []
    for unit_id, base_id in zip(units["unit_id"], units["base_id"], strict=True):
        base = bases.loc[base_id]
        village = villages.loc[base["anchor_village_id"]]
        label = np.array([village["lon"], village["lat"]], dtype=float)
        if base["position"] == "published":
            points.append(np.array([base["lon"], base["lat"]], dtype=float))
        else:
            points.append(_near(label, village["polygon"], rng=seed_of(base_id, unit_id)))
    units[["lon", "lat"]] = np.array(points)
    units["village_id"] = ""
    return units[_COLUMNS]


def linmas_units(
    electing: pd.DataFrame, stations: pd.DataFrame, sectors: dict[str, str], *, personnel: int
) -> pd.DataFrame:
    """Return one Linmas unit per electing village at its first polling station.

    Parameters
    ----------
    electing : indexed by village_id, with name and district.
    stations : the stations of the operation.
    sectors : sector of each district; a district in no list has none.
    personnel : Linmas in all; two per polling station first, the rest by number of stations.
    """
    counts = stations.groupby("village_id").size().sort_index()
    floor = LINMAS_PER_STATION * counts
    spare = personnel - int(floor.sum())
    strength = floor + shares(counts.astype(float), total=spare, low=0, high=spare)
    first = stations[stations["number"] == 1].set_index("village_id")
    named = electing.loc[counts.index]
    return pd.DataFrame({
        "unit_id": [f"linmas-{village_id}" for village_id in counts.index],
        "name": [f"Linmas {name}" for name in named["name"]],
        "kind": "post",
        "force": "linmas",
        "lon": first["lon"].reindex(counts.index).to_numpy(),
        "lat": first["lat"].reindex(counts.index).to_numpy(),
        "personnel": strength.to_numpy(),
        "sector": [sectors.get(district, "") for district in named["district"]],
        "turnout_min": "",
        "village_id": counts.index.to_numpy(),
    })[_COLUMNS]  # fmt: skip
