"""Incidents: two stations call at once, and what is left for the second when the first has been served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.serving import served

CELLS = 4_000_000
"""Pairs of stations at a time at most."""
PAIRED = 1000
"""So many stations are paired at most unless somebody names them."""


@dataclass(frozen=True, eq=False)
class Incidents:
    """Two incidents at once, for every ordered pair of some stations; treat every array as read-only.

    Attributes
    ----------
    station_ids : the n stations that were paired, by id.
    wanted : (n,) people that an incident at each asks for.
    alone : (n,) of these, served in time while nothing else happens.
    second : (n, n) of the people wanted at the station of the column, served in time after the station of the
        row has been served; on the diagonal `alone`.
    limit_min : in time is within so many minutes [min].
    of : how many stations the plan has, paired or not.
    """

    station_ids: np.ndarray
    wanted: np.ndarray
    alone: np.ndarray
    second: np.ndarray
    limit_min: float
    of: int

    @property
    def lost(self) -> np.ndarray:
        """People whom the second station lacks because of the first alone, (n, n)."""
        return np.asarray(self.alone - self.second)

    @property
    def held_share(self) -> float:
        """Share of pairs in which the first costs the second nobody (0..1); NaN without pairs."""
        n = len(self.station_ids)
        return float(((self.lost == 0).sum() - n) / (n * (n - 1))) if n > 1 else float("nan")

    def worst(self, n: int | None = None) -> pd.DataFrame:
        """Return the n pairs in which the first costs the second most people, or all pairs.

        Returns
        -------
        DataFrame
            first_id, second_id; first_wanted, first_served, second_wanted, second_served [people]; unserved,
            those wanted at either and not served; lost, those of the second that it would have had alone. By
            lost, then unserved, the most first; ties by id.
        """
        size = len(self.station_ids)
        pair = np.flatnonzero(~np.eye(size, dtype=bool).ravel())
        short = self.wanted - self.alone
        unserved = (short[:, None] + self.wanted - self.second).ravel()[pair]
        lost = self.lost.ravel()[pair]
        order = np.lexsort((pair, -unserved, -lost))[:n]
        first, second = np.divmod(pair[order], max(1, size))
        return pd.DataFrame(
            {
                "first_id": self.station_ids[first],
                "second_id": self.station_ids[second],
                "first_wanted": self.wanted[first],
                "first_served": self.alone[first],
                "second_wanted": self.wanted[second],
                "second_served": self.second[first, second],
                "unserved": unserved[order],
                "lost": lost[order],
            }
        )

    def by_station(self) -> pd.DataFrame:
        """Return for each station what an incident elsewhere costs it.

        Returns
        -------
        DataFrame
            By station_id: wanted, alone [people], pairs (other stations that cost it people), lost (the most
            that one of them costs [people]) and first_id, the one that does; None where none does.
        """
        lost = self.lost
        most = lost.max(axis=0, initial=0)
        first_id = self.station_ids[lost.argmax(axis=0)] if len(lost) else self.station_ids
        return pd.DataFrame(
            {
                "wanted": self.wanted,
                "alone": self.alone,
                "pairs": (lost > 0).sum(axis=0),
                "lost": most,
                "first_id": pd.Series(first_id, dtype=object).where(most > 0, None).to_numpy(),
            },
            index=pd.Index(self.station_ids, name="station_id"),
        )


def paired(stations: pd.DataFrame, *, high_rank: int, at_most: int = PAIRED) -> pd.Index:
    """Return the ids of the stations to pair, by id: all of them, or where they are too many the riskiest.

    Those of high risk; where these are too many still, the first by rank, then by voters, ties by id.

    Parameters
    ----------
    stations : by station_id with rank and registered_voters.
    high_rank : rank from which a station counts as high-risk.
    """
    if len(stations) <= at_most:
        return stations.index
    high = stations[stations["rank"].ge(high_rank)].sort_index()
    order = np.lexsort((-high["registered_voters"].fillna(0).to_numpy(), -high["rank"].to_numpy()))
    return high.index[np.sort(order[:at_most])]


def _left(
    minutes: np.ndarray,
    personnel: np.ndarray,
    wants: Mapping[str, np.ndarray],
    serving: Mapping[str, np.ndarray],
) -> np.ndarray:
    """Return who is left of each unit once each station is served, (n_stations, n_units).

    Wanted forces in their order, each from the nearest units that may serve it, ties to the first unit.
    """
    order = np.argsort(minutes, axis=1, kind="stable")
    near = np.isfinite(np.take_along_axis(minutes, order, axis=1))
    left = np.where(near, personnel[order], 0)
    for name, want in wants.items():
        able = np.where(serving[name][order], left, 0)
        before = np.cumsum(able, axis=1) - able
        left = left - np.clip(want[:, None] - before, 0, able)
    whole = np.tile(personnel, (len(minutes), 1))
    row, rank = np.nonzero(near)
    whole[row, order[row, rank]] = left[row, rank]
    return whole


def second_incident(
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    units: pd.DataFrame,
    wanted: pd.DataFrame,
    *,
    serves: Mapping[str, tuple[str, ...]],
    limit_min: float,
    of: int | None = None,
) -> Incidents:
    """Return what is left for a second incident while the first is being served, for all ordered pairs.

    The first station takes the people it wants, and no more, from the units that reach it in time, nearest
    first, ties by id of the unit, a unit giving part of its people if that is enough; the forces wanted are
    served in the order of the columns of `wanted`. The second station gets the most that the people left
    within its own limit can serve. People are counted, not vehicles, and nobody comes back in between. Units
    are asked for all of their people; for less, say so in `personnel`.

    Parameters
    ----------
    pairs : positions of unit and station and minutes, as `TravelModel.within` returns them for the limit.
    units : by unit_id, in the order of `pairs`, with force and personnel.
    wanted : by station_id, in the order of `pairs`: people wanted, a column for each force.
    serves : by wanted force, who serves it; see `geo.serving.servers`.
    limit_min : in time is within so many minutes [min]; arriving on the minute is in time.
    of : how many stations the plan has, those paired included; None for those paired.
    """
    unit, station, found = pairs
    n, force = len(wanted), units["force"].to_numpy(object)
    personnel = units["personnel"].to_numpy(int)
    minutes = np.full((n, len(units)), np.inf)
    timely = found <= limit_min
    minutes[station[timely], unit[timely]] = found[timely]
    wants = {name: wanted[name].to_numpy(int) for name in wanted.columns}
    serving = {name: np.isin(force, serves[name]) for name in wants}
    left = _left(minutes, personnel, wants, serving)
    reach = {name: (np.isfinite(minutes) & (force == name)).astype(float) for name in sorted(set(force))}
    alone = served(wants, {name: it @ personnel for name, it in reach.items()}, serves)
    second = np.empty((n, n), int)
    rows = max(1, CELLS // max(1, n))
    for start in range(0, n, rows):
        part = left[start : start + rows].astype(float)
        there = {name: part @ it.T for name, it in reach.items()}
        second[start : start + rows] = served(wants, there, serves)
    np.fill_diagonal(second, alone)
    total = sum(wants.values(), np.zeros(n, int))
    return Incidents(wanted.index.to_numpy(object), total, alone, second, limit_min, n if of is None else of)
