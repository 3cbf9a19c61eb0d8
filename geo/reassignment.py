"""Reassignment: what one posting does otherwise than another, station by station, unit by unit, in people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.assignment import Posting

CHANGES = ("served", "unserved", "other_units", "same")
"""What a station's difference is called, the first that holds: it is served in full, it is no more, other
people guard it, or nothing."""
LOADS = ("people", "stations", "person_minutes", "kilometres")


@dataclass(frozen=True, eq=False)
class Reassignment:
    """What differs between two postings to the same stations.

    Attributes
    ----------
    stations : by station_id, every one: served, posted and missing [people], each with _a and _b, and change,
        the first of `CHANGES` that holds.
    units : by unit_id, every unit of either plan: people, stations, person_minutes and kilometres (see
        `geo.assignment.load`), each with _a, _b (NaN where the plan lacks the unit) and _delta (a missing one
        counts 0).
    people : station_id, force (that the need names), from_unit_id, to_unit_id, people: who stands there
        instead of whom. None where nobody stood there before, or nobody comes instead. Within a station and
        force, units that send fewer and units that send more are matched in order of their ids.
    """

    stations: pd.DataFrame
    units: pd.DataFrame
    people: pd.DataFrame


def reassigned(a: Posting, b: Posting) -> Reassignment:
    """Return what posting `b` does otherwise than posting `a`, of the same stations."""
    people = _people(a.rows, b.rows)
    columns = ["served", "posted", "missing"]
    sides = a.stations[columns].add_suffix("_a").join(b.stations[columns].add_suffix("_b"))
    holds = (
        ~sides["served_a"] & sides["served_b"],
        sides["served_a"] & ~sides["served_b"],
        sides.index.isin(people["station_id"]),
    )
    change = np.select([np.asarray(it, dtype=bool) for it in holds], CHANGES[:-1], CHANGES[-1])
    return Reassignment(
        stations=sides.assign(change=pd.Series(change, index=sides.index, dtype=object)),
        units=side_by_side(a.load[list(LOADS)], b.load[list(LOADS)]),
        people=people,
    )


def side_by_side(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of two tables with _a, _b and _delta, on all rows of either."""
    ids = a.index.union(b.index)
    table = pd.DataFrame(index=ids)
    for column in a:
        left, right = (side[column].reindex(ids).astype(float) for side in (a, b))
        table[f"{column}_a"], table[f"{column}_b"] = left, right
        table[f"{column}_delta"] = right.fillna(0) - left.fillna(0)
    return table


def _people(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return who stands where instead of whom.

    Fewer and more are laid end to end in the same order of station and force, and of equal length there;
    where either has an end, a row ends.
    """
    keys = ["station_id", "force", "unit_id"]
    before, after = (rows.groupby(keys)["people"].sum() for rows in (a, b))
    more = after.sub(before, fill_value=0).astype(np.int64).reset_index(name="people")
    balance = more.groupby(keys[:2])["people"].sum()
    ends = []
    for sign in (-1, 1):
        side = more[more["people"] * sign > 0].assign(people=lambda it: it["people"].abs())
        lacking = (-sign * balance).clip(lower=0)
        filler = lacking[lacking > 0].reset_index(name="people").assign(unit_id=None)
        whole = pd.concat([side, filler[side.columns]]) if len(filler) else side
        ends.append(whole.sort_values(keys, na_position="last", ignore_index=True))
    reached = [side["people"].cumsum().to_numpy() for side in ends]
    breaks = np.unique(np.concatenate(reached))
    old, new = (ends[i].loc[np.searchsorted(reached[i], breaks)].reset_index(drop=True) for i in (0, 1))
    return pd.DataFrame(
        {
            "station_id": old["station_id"],
            "force": old["force"],
            "from_unit_id": old["unit_id"],
            "to_unit_id": new["unit_id"],
            "people": np.diff(breaks, prepend=0),
        }
    )
