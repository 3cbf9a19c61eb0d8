"""Strength: pattern -> need per station, against what is there, and the reinforcement to ask for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.catalogue import UNASSESSED
from geo.pattern import Pattern

GUARDS = ("polri", "linmas", "tni")
"""The forces that a pattern posts at stations."""


def need(stations: pd.DataFrame, pattern: Pattern, *, unassessed_class: str) -> pd.DataFrame:
    """Return how many people of each force every station needs.

    Stations that follow the same rule inside one village share groups of `rule.stations`, in the order of
    their number: groups = ceil(n / rule.stations), and each group gets the full figure of the rule. The
    people of a group are spread over its stations as evenly as whole people allow, so that the stations of
    a village always sum to the need of the village.

    Parameters
    ----------
    stations : indexed by station_id with village_id, number and class_id.
    pattern : the security pattern.
    unassessed_class : class whose rule a station without a class follows.

    Returns
    -------
    DataFrame
        On the index of `stations`: polri, linmas, tni [people] and group (village_id, rule rank and
        running number of the group), the stations of one group being guarded by the same people.
    """
    classes = stations["class_id"].where(stations["class_id"] != UNASSESSED, unassessed_class)
    rule_of = {class_id: i for i, rule in enumerate(pattern.rules) for class_id in rule.classes}
    table = pd.DataFrame({"village_id": stations["village_id"], "number": stations["number"]})
    table["rule"] = classes.map(rule_of).astype(int)
    ordered = table.assign(station_id=table.index).sort_values(["village_id", "rule", "number", "station_id"])
    size = np.array([rule.stations for rule in pattern.rules])[ordered["rule"]]
    place = ordered.groupby(["village_id", "rule"]).cumcount().to_numpy()
    count = ordered.groupby(["village_id", "rule"])["number"].transform("size").to_numpy()
    group, seat = place // size, place % size
    seats = np.minimum(size, count - group * size)
    for force in GUARDS:
        people = np.array([getattr(rule, force) for rule in pattern.rules])[ordered["rule"]]
        ordered[force] = people // seats + (seat < people % seats)
    rank = np.array([rule.rank for rule in pattern.rules])[ordered["rule"]]
    ordered["group"] = [
        f"{v}/{r}/{g + 1}" for v, r, g in zip(ordered["village_id"], rank, group, strict=True)
    ]
    return ordered.reindex(stations.index)[[*GUARDS, "group"]]


def available(units: pd.DataFrame, *, by: pd.Series | None = None) -> pd.DataFrame:
    """Return the people there are, by force: one row "all", or one per value of `by` (on units' index)."""
    keyed = pd.DataFrame(
        {"place": "all" if by is None else by, "force": units["force"], "personnel": units["personnel"]},
        index=units.index,
    )
    return keyed.pivot_table("personnel", "place", "force", aggfunc="sum", fill_value=0).astype(int)


def balance(need: pd.DataFrame, strength: pd.DataFrame) -> pd.DataFrame:
    """Set need against strength.

    Parameters
    ----------
    need, strength : one row per place, one column per force [people]; what one of them lacks counts as 0.

    Returns
    -------
    DataFrame
        place, force, need, strength, shortfall (the reinforcement, BKO, to ask for) and surplus; a row for
        every place and force that either frame knows.
    """
    places = need.index.union(strength.index)
    forces = list(dict.fromkeys([*GUARDS, *strength.columns]))
    wanted = need.reindex(index=places, columns=forces).fillna(0).astype(int)
    there = strength.reindex(index=places, columns=forces).fillna(0).astype(int)
    rows = pd.MultiIndex.from_product([places, forces], names=["place", "force"]).to_frame(index=False)
    rows["need"] = wanted.to_numpy().ravel()
    rows["strength"] = there.to_numpy().ravel()
    rows["shortfall"] = (rows["need"] - rows["strength"]).clip(lower=0)
    rows["surplus"] = (rows["strength"] - rows["need"]).clip(lower=0)
    return rows
