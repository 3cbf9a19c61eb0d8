"""Figures: the headline numbers of a part, counted from the evaluation's own tables."""

from __future__ import annotations

import pandas as pd

from dashboard.export.panel import Figure
from dashboard.export.part import Part
from dashboard.names import force_labels
from dashboard.text import _, number, percent
from geo.strength import GUARDS


def _stations(part: Part) -> Figure:
    return Figure(number(len(part.stations)), "TPS")


def situation(part: Part) -> list[Figure]:
    """Return stations, electing villages and voters."""
    villages = part.evaluation.operation.villages.loc[part.villages, "electing"]
    voters = part.rows["registered_voters"].sum()
    return [
        _stations(part),
        Figure(number(int(villages.sum())), _("electing villages")),
        Figure(number(voters), _("registered voters")),
    ]


def risk(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return the situation; how many stations are of which class the legend tells."""
    del hidden
    return situation(part)


def coverage(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return what is reached in time; how many stations that are the legend tells too."""
    del hidden
    rows = part.rows
    covered = int(rows["covered"].sum())
    return [
        Figure(f"{number(covered)} / {number(len(rows))}", _("TPS reached in time")),
        Figure(percent(covered / len(rows) if len(rows) else None), _("share reached in time")),
        Figure(number(rows["travel_min"].max(), 1), _("minutes to the furthest TPS")),
    ]


def balance(part: Part) -> pd.DataFrame | None:
    """Return need against strength by force for a part that has its own strength; None for others."""
    it = part.evaluation
    if part.whole:
        return it.balance.set_index("force")
    if part.area.kind == "district":
        table = it.balance_by_district
        return table[table["place"] == part.area.key].set_index("force")
    return None


def strength(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return need of each force, and what it lacks where the part has a strength of its own."""
    del hidden
    table, labels = balance(part), force_labels()
    guards = part.evaluation.need.loc[part.stations, list(GUARDS)].sum()
    need = guards if table is None else table["need"]
    shown = [f for f in GUARDS if need[f]]
    found = [Figure(number(int(need[f])), _("{force} needed").format(force=labels[f])) for f in shown]
    if table is None:
        return [_stations(part), *found]
    there = [
        Figure(number(int(table.loc[f, "strength"])), _("{force} present").format(force=labels[f]))
        for f in shown
    ]
    short = [
        Figure(number(int(table.loc[f, "shortfall"])), _("{force} short").format(force=labels[f]))
        for f in shown
    ]
    return [it for three in zip(found, there, short, strict=True) for it in three]


def floor(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return who is there and what cannot be reached in time."""
    del hidden
    units = part.evaluation.units.loc[part.units]
    rows = part.rows
    return [
        Figure(number(int(units["personnel"].sum())), _("people in {n} units").format(n=number(len(units)))),
        Figure(number(part.evaluation.scenario.threshold_min), _("minutes allowed")),
        Figure(number(int((~rows["covered"]).sum())), _("TPS not reached in time")),
    ]
