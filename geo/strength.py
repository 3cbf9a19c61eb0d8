"""Strength: pattern and roles -> need by station, district and force, against what is there."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from geo.catalogue import UNASSESSED
from geo.errors import Fault, ScenarioError
from geo.force import FORCES
from geo.operation import OUTSIDE
from geo.pattern import Pattern
from geo.role import RolePlan

GUARDS = ("polri", "linmas", "tni")
"""The forces that a pattern posts at stations."""
EVERYWHERE = "all"
"""Place of what is counted over the whole operation."""


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
    rule = classes.map(rule_of).to_numpy(np.int64)
    village, names = pd.factorize(stations["village_id"], sort=True)
    by_id = np.arange(len(stations))
    if not stations.index.is_monotonic_increasing:
        by_id = np.argsort(np.argsort(stations.index.to_numpy(object), kind="stable"))
    order = np.lexsort((by_id, stations["number"].to_numpy(float), rule, village))
    row = np.arange(len(order))
    together = village[order] * len(pattern.rules) + rule[order]
    starts = np.flatnonzero(np.diff(together, prepend=-1))
    count = np.diff(starts, append=len(order))
    place = row - np.repeat(starts, count)
    size = np.array([it.stations for it in pattern.rules])[rule[order]]
    group, seat = place // size, place % size
    seats = np.minimum(size, np.repeat(count, count) - group * size)
    table = {}
    for force in GUARDS:
        people = np.array([getattr(it, force) for it in pattern.rules])[rule[order]]
        table[force] = _placed(people // seats + (seat < people % seats), order)
    rank = np.array([it.rank for it in pattern.rules])[rule[order]]
    labels = [f"{names[v]}/{r}/{g + 1}" for v, r, g in zip(village[order], rank, group, strict=True)]
    table["group"] = _placed(np.array(labels, dtype=object), order)
    return pd.DataFrame(table, index=stations.index)


def _placed(ordered: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the values of ordered rows where the rows stood before they were put in order."""
    placed = np.empty_like(ordered)
    placed[order] = ordered
    return placed


def role_need(
    villages: pd.DataFrame, plan: RolePlan, role_people: Iterable[tuple[str, int]] = ()
) -> pd.DataFrame:
    """Return how many people every role needs at every place.

    A role per village is needed in every village that elects, a role per district in every district with
    such a village, and a role of the operation once.

    Parameters
    ----------
    villages : indexed by village_id with district and electing.
    plan : the role plan.
    role_people : (role id, people for each place) in place of the plan's own quantities.

    Returns
    -------
    DataFrame
        role_id, force, per, place (village_id, district or `EVERYWHERE`), district (`OUTSIDE` for a role of
        the operation) and people [people]; in the order of the roles, then of the places.

    Raises
    ------
    ScenarioError
        A quantity is set for a role that the plan does not have.
    """
    people = {role.id: role.people for role in plan.roles}
    given = dict(role_people)
    if given.keys() - people.keys():
        raise ScenarioError(
            Fault(
                "People are set for roles that the role plan does not have",
                "Use one of {known}",
                {"known": ", ".join(people)},
                sorted(given.keys() - people.keys()),
            )
        )
    district = villages.loc[villages["electing"].astype(bool), "district"].sort_index()
    names = sorted(set(district))
    places = {
        "village": (district.index.to_list(), district.to_list()),
        "district": (names, names),
        "operation": ([EVERYWHERE], [OUTSIDE]),
    }
    rows = [
        (role.id, role.force, role.per, place, of, given.get(role.id, role.people))
        for role in plan.roles
        for place, of in zip(*places[role.per], strict=True)
    ]
    columns = ["role_id", "force", "per", "place", "district", "people"]
    return pd.DataFrame(rows, columns=columns).astype({"people": int})


def _tally(place: np.ndarray, force: np.ndarray, people: np.ndarray) -> pd.DataFrame:
    """Return people by place (sorted) and force (all of `FORCES`)."""
    row, names = pd.factorize(place, sort=True)
    column = pd.Index(FORCES).get_indexer(pd.Index(force))
    cells = np.bincount(row * len(FORCES) + column, weights=people, minlength=len(names) * len(FORCES))
    counted = cells.astype(np.int64).reshape(-1, len(FORCES))
    return pd.DataFrame(counted, index=pd.Index(names, dtype=object), columns=list(FORCES))


def by_district(guards: pd.DataFrame, roles: pd.DataFrame, district: pd.Series) -> pd.DataFrame:
    """Return the whole need by district and force; its sum is the need of the operation.

    Parameters
    ----------
    guards : by station_id: one column per force of `GUARDS` [people], as `need` gives it.
    roles : as `role_need` gives it.
    district : of every station, on the index of `guards`.

    Returns
    -------
    DataFrame
        One row per district, `OUTSIDE` for the roles of the whole operation; one column per force [people].
    """
    place = np.concatenate([*[district.to_numpy(object)] * len(GUARDS), roles["district"].to_numpy(object)])
    force = np.concatenate(
        [np.repeat(np.array(GUARDS, dtype=object), len(guards)), roles["force"].to_numpy()]
    )
    people = np.concatenate([guards[list(GUARDS)].to_numpy().ravel("F"), roles["people"].to_numpy()])
    return _tally(place, force, people)


def available(units: pd.DataFrame, *, by: pd.Series | None = None) -> pd.DataFrame:
    """Return the people there are, one column per force: one row `EVERYWHERE`, or one per value of `by`.

    `by` is on the index of `units`.
    """
    place = np.full(len(units), EVERYWHERE, dtype=object) if by is None else by.to_numpy(object)
    counted = _tally(place, units["force"].to_numpy(object), units["personnel"].to_numpy(float))
    return counted if by is not None else counted.reindex([EVERYWHERE], fill_value=0)


def balance(need: pd.DataFrame, strength: pd.DataFrame) -> pd.DataFrame:
    """Set need against strength.

    Parameters
    ----------
    need, strength : one row per place, one column per force [people]; what one of them lacks counts as 0.

    Returns
    -------
    DataFrame
        place, force, need, strength, shortfall = max(need - strength, 0) and surplus = max(strength - need,
        0) [people]; for every place that either frame knows, a row for each of `FORCES`.
    """
    places = need.index.union(strength.index)
    wanted, there = (
        frame.reindex(index=places, columns=list(FORCES), fill_value=0).to_numpy(np.int64).ravel()
        for frame in (need, strength)
    )
    return pd.DataFrame(
        {
            "place": np.repeat(places.to_numpy(object), len(FORCES)),
            "force": np.tile(np.array(FORCES, dtype=object), len(places)),
            "need": wanted,
            "strength": there,
            "shortfall": np.maximum(wanted - there, 0),
            "surplus": np.maximum(there - wanted, 0),
        }
    )
