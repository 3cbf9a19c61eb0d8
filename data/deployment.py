"""Polling stations of an operation: how many, where in their village, how many voters (all simulated)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from cells import DECIMALS
from outline import to_degrees, to_metres

MAX_VOTERS = 500
"""Largest electorate of one polling station (SE Mendagri 141/6698/SJ, 2020)."""

_VOTERS_PER_STATION_2024 = 262
_CANDIDATE_POINTS = 500


def seed_of(*words: str) -> np.random.Generator:
    """Return a random generator that depends on the words alone, the same on every machine."""
    return np.random.default_rng([b for word in words for b in word.encode()])


def shares(sizes: pd.Series, *, total: int, low: int, high: int) -> pd.Series:
    """Return whole shares of a total by size, each within low..high (Sainte-Laguë divisors).

    Parameters
    ----------
    sizes : positive size of each row; ties go to the first row.
    total : sum to reach.
    low, high : bounds of a share.

    Raises
    ------
    ValueError
        The total is outside what the bounds allow.
    """
    if not low * len(sizes) <= total <= high * len(sizes):
        raise ValueError(f"{total} does not fit {len(sizes)} shares of {low}..{high}")
    size = sizes.to_numpy(float)
    result = np.full(len(size), low)
    for _ in range(total - int(result.sum())):
        claim = np.where(result < high, size / (2 * result + 1), -1.0)
        result[int(claim.argmax())] += 1
    return pd.Series(result, index=sizes.index)


def station_counts(electing: pd.DataFrame, *, total: int, bounds: tuple[int, int]) -> pd.Series:
    """Return the number of polling stations per village id.

    Parameters
    ----------
    electing : indexed by village_id, with stations_2024 (size), station_group and group_stations (a number
        that is published for several villages together; empty elsewhere).
    total : number in the whole operation.
    bounds : fewest and most in one village.
    """
    low, high = bounds
    size = electing["stations_2024"].astype(float)
    parts = []
    for _, group in electing.groupby("station_group"):
        grouped = int(group["group_stations"].iloc[0])
        parts.append(shares(size[group.index], total=grouped, low=low, high=high))
    published = pd.concat(parts) if parts else pd.Series(dtype=int)
    rest = size.drop(published.index)
    free = shares(rest, total=total - int(published.sum()), low=low, high=high)
    counts: pd.Series = pd.concat([published, free]).sort_index().astype(int)
    return counts


def hamlet_points(cell: shapely.Polygon, *, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return (count, 2) longitudes and latitudes inside a cell, apart from each other like hamlets.

    Parameters
    ----------
    cell : polygon, EPSG:4326.
    count : number of points.
    rng : source of chance.
    """
    metric = shapely.transform(cell, to_metres)
    inner = metric.buffer(-min(120.0, 0.12 * np.sqrt(metric.area)))
    west, south, east, north = inner.bounds
    drawn = rng.uniform((west, south), (east, north), size=(20 * _CANDIDATE_POINTS, 2))
    inside = drawn[shapely.contains_xy(inner, drawn)][:_CANDIDATE_POINTS]
    heart = shapely.get_coordinates(inner.centroid)[0]
    from_heart = np.hypot(*(inside - heart).T)
    reach = np.sqrt(metric.area / np.pi)
    liking = rng.uniform(0.4, 1.0, len(inside)) / (1 + 2 * (from_heart / reach) ** 2)
    chosen = [int(from_heart.argmin())]
    while len(chosen) < count:
        gap = np.min([np.hypot(*(inside - inside[k]).T) for k in chosen], axis=0)
        chosen.append(int((gap * liking).argmax()))
    points: np.ndarray = np.round(to_degrees(inside[chosen]), DECIMALS)
    return points


def _voters(size: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return the voters of each station of a village with `size` stations in the general election of 2024."""
    mean = np.clip(_VOTERS_PER_STATION_2024 * size / count, 270.0, 455.0)
    drawn = np.round(mean * rng.normal(1.0, 0.045, count))
    voters: np.ndarray = np.clip(drawn, 1, MAX_VOTERS).astype(int)
    return voters


def build_stations(operation: str, electing: pd.DataFrame, counts: pd.Series) -> pd.DataFrame:
    """Return the stations frame of an operation, sorted by station_id.

    Parameters
    ----------
    operation : id of the operation, part of the seed.
    electing : indexed by village_id, with name, stations_2024 and polygon.
    counts : stations per village id.
    """
    rows = []
    for label, village in electing.sort_index().iterrows():
        village_id = str(label)
        rng = seed_of(operation, village_id)
        count = int(counts[village_id])
        points = hamlet_points(village["polygon"], count=count, rng=rng)
        voters = _voters(int(village["stations_2024"]), count, rng)
        for k in range(count):
            place = f"Balai Desa {village['name']}" if k == 0 else f"Dusun {k + 1} {village['name']}"
            rows.append({
                "station_id": f"{village_id}-{k + 1:02d}", "village_id": village_id, "number": k + 1,
                "lon": points[k, 0], "lat": points[k, 1], "registered_voters": voters[k],
                "place": place, "location_quality": "simulated",
            })  # fmt: skip
    return pd.DataFrame(rows)
