"""Coverage: who is reached in time, by place and by force, and where the gaps are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from geo.serving import served

HIGH_RANK = 3
"""Severity rank from which a station counts as high-risk."""
CAUSES = ("no_coordinates", "off_by_choice", "no_unit", "no_road", "too_far")
"""Why a station is a gap, the first that holds; see `causes`."""
THRESHOLDS_MIN = (10.0, 15.0, 30.0, 60.0)
"""At these minutes the people who can be there are counted [min]."""


def first_arrival(nearest: pd.DataFrame) -> pd.DataFrame:
    """Return unit_id, distance_m and travel_min of the nearest unit, indexed by station_id."""
    first = nearest[nearest["rank"] == 1].set_index("station_id")
    return first[["unit_id", "distance_m", "travel_min"]]


def causes(
    first: pd.DataFrame, *, located: pd.Series, given_up_min: pd.Series, threshold_min: float, anybody: bool
) -> pd.Series:
    """Return why each station would be a gap if it is one, on the stations' index.

    Parameters
    ----------
    first : as `first_arrival` returns it.
    located : by station_id: whether its place is known.
    given_up_min : by station_id: minutes of the first unit that the scenario switched off or moved away, from
        where that stood; NaN where there is none.
    threshold_min : response threshold [min].
    anybody : whether any unit responds in this plan at all.

    Returns
    -------
    Series
        The first of `CAUSES` that holds: ``no_coordinates``, the place of the station is unknown;
        ``off_by_choice``, a unit that was given up would be in time; ``no_unit``, nobody responds in this
        plan; ``no_road``, no unit has a way there; ``too_far``.
    """
    unreached = first["travel_min"].isna()
    holds = {
        "no_coordinates": ~located.reindex(first.index),
        "off_by_choice": given_up_min.reindex(first.index).le(threshold_min),
        "no_unit": unreached & (not anybody),
        "no_road": unreached,
    }
    chosen = np.select([holds[key].to_numpy(bool) for key in CAUSES[:-1]], CAUSES[:-1], CAUSES[-1])
    return pd.Series(chosen, index=first.index, dtype=object)


def gaps(first: pd.DataFrame, *, threshold_min: float, cause: pd.Series) -> pd.DataFrame:
    """Return the stations that nobody reaches in time, the worst first, ties by id.

    Parameters
    ----------
    first : as `first_arrival` returns it.
    threshold_min : response threshold [min]; arriving on the minute is in time.
    cause : as `causes` returns it.

    Returns
    -------
    DataFrame
        station_id, travel_min, over_min (minutes too late), unit_id of the nearest unit, and cause. A station
        that no unit reaches at all comes first with NaN and None: it is listed, never dropped.
    """
    late = first[~first["travel_min"].le(threshold_min)]
    table = pd.DataFrame(
        {
            "station_id": late.index,
            "travel_min": late["travel_min"].to_numpy(),
            "over_min": late["travel_min"].to_numpy() - threshold_min,
            "unit_id": late["unit_id"].reset_index(drop=True),
            "cause": cause.reindex(late.index).to_numpy(object),
        }
    )
    return table.sort_values(
        ["over_min", "station_id"], ascending=[False, True], na_position="first", ignore_index=True
    )


def unserved(posted: pd.DataFrame, *, covered: pd.Series) -> pd.DataFrame:
    """Return the stations that are covered and not served in full, the most people missing first, ties by id.

    Parameters
    ----------
    posted : by station_id: served, missing, short_force, nearest_unit_id, nearest_min, reason; see
        `geo.assignment.Posting`.
    covered : by station_id: whether a unit is there in time.

    Returns
    -------
    DataFrame
        station_id, missing [people], short_force, unit_id and travel_min of the nearest unit of that force,
        reason, and cause ``no_strength``.
    """
    short = posted[~posted["served"] & covered.reindex(posted.index)]
    table = short[["missing", "short_force", "nearest_unit_id", "nearest_min", "reason"]].rename(
        columns={"nearest_unit_id": "unit_id", "nearest_min": "travel_min"}
    )
    table = table.assign(cause="no_strength").rename_axis("station_id").reset_index()
    return table.sort_values(["missing", "station_id"], ascending=[False, True], ignore_index=True)


def share(stations: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Count what is reached in time, in all or by a column.

    Parameters
    ----------
    stations : indexed by station_id with covered (bool), registered_voters, rank and the column `by`.

    Returns
    -------
    DataFrame
        stations, covered, gaps, covered_share (0..1); voters, voters_covered, voters_share; high_risk,
        high_risk_covered, high_risk_share. A share of nothing is NaN. Indexed by `by`, or one row "all".
    """
    high = stations["rank"].ge(HIGH_RANK)
    voters = stations["registered_voters"].fillna(0)
    counted = pd.DataFrame(
        {
            "stations": 1,
            "covered": stations["covered"].astype(int),
            "voters": voters,
            "voters_covered": voters * stations["covered"],
            "high_risk": high.astype(int),
            "high_risk_covered": (high & stations["covered"]).astype(int),
        },
        index=stations.index,
    )
    key = pd.Series("all", index=stations.index) if by is None else stations[by]
    table = counted.groupby(key).sum()
    if by is None and table.empty:
        table.loc["all"] = 0
    table.insert(2, "gaps", table["stations"] - table["covered"])
    for name, part, whole in (
        ("covered_share", "covered", "stations"),
        ("voters_share", "voters_covered", "voters"),
        ("high_risk_share", "high_risk_covered", "high_risk"),
    ):
        table[name] = table[part] / table[whole].where(table[whole] > 0, np.nan)
    return table


def by_force(arrivals: pd.DataFrame, *, threshold_min: float) -> pd.DataFrame:
    """Return what each force reaches in time, by force.

    Parameters
    ----------
    arrivals : minutes of the first unit of each force, one column per force.

    Returns
    -------
    DataFrame
        covered [stations], covered_share (0..1, NaN without stations), median_min [min].
    """
    reached = arrivals.le(threshold_min).sum()
    share = reached / len(arrivals) if len(arrivals) else reached * np.nan
    return pd.DataFrame({"covered": reached, "covered_share": share, "median_min": arrivals.median()})


def force_within(
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    units: pd.DataFrame,
    wanted: pd.DataFrame,
    *,
    serves: Mapping[str, tuple[str, ...]],
    thresholds_min: Iterable[float] = THRESHOLDS_MIN,
) -> pd.DataFrame:
    """Return how many people can be at each station in time: the effective response force.

    Every unit is asked for all of its people, for this station alone.

    Parameters
    ----------
    pairs : positions of unit and station and minutes, as `TravelModel.within` returns them for at least the
        longest threshold.
    units : in the order of `pairs`, with force and personnel.
    wanted : by station_id, in the order of `pairs`: people wanted, a column for each force.
    serves : by wanted force, who serves it; see `geo.serving.servers`.
    thresholds_min : response thresholds [min]; arriving on the minute is in time.

    Returns
    -------
    DataFrame
        By station_id: wanted [people, all forces]; for each threshold, the shortest first, people_<min> in
        all, <force>_<min> of each force and enough_<min>, whether those wanted can be served force by force;
        and enough_min, the first threshold at which they can [min], NaN where it is none of them.
    """
    unit, station, minutes = pairs
    force, personnel = units["force"].to_numpy(object)[unit], units["personnel"].to_numpy(float)[unit]
    wants = {name: wanted[name].to_numpy(int) for name in wanted.columns}
    table = {"wanted": sum(wants.values(), np.zeros(len(wanted), int))}
    first = np.full(len(wanted), np.nan)
    for threshold in sorted(set(thresholds_min)):
        there = {}
        for name in sorted(set(units["force"])):
            own = (force == name) & (minutes <= threshold)
            people = np.bincount(station[own], weights=personnel[own], minlength=len(wanted))
            there[name] = people.astype(int)
        enough = served(wants, there, serves) == table["wanted"]
        first[enough & np.isnan(first)] = threshold
        table[f"people_{threshold:g}"] = sum(there.values(), np.zeros(len(wanted), int))
        table |= {f"{name}_{threshold:g}": people for name, people in there.items()}
        table[f"enough_{threshold:g}"] = enough
    return pd.DataFrame({**table, "enough_min": first}, index=wanted.index)
