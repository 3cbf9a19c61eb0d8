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
    """Return for each force what is needed and what is there; guards alone where no strength is known."""
    del hidden
    table, labels = balance(part), force_labels()
    if table is None:
        need = part.evaluation.need.loc[part.stations, list(GUARDS)].sum()
        told = _("{force}, guards needed")
        wanted = [f for f in GUARDS if need[f]]
        return [Figure(number(need[f]), told.format(force=labels[f])) for f in wanted] or [_stations(part)]
    known = table[(table["need"] > 0) | (table["strength"] > 0)]
    return [
        Figure(
            f"{number(row['need'])} / {number(row['strength'])}",
            _("{force} needed / present, {short} short").format(
                force=labels[force], short=number(row["shortfall"])
            ),
        )
        for force, row in known.iterrows()
    ]


def floor(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return who is there and what cannot be reached in time."""
    del hidden
    units = part.evaluation.units.loc[part.units]
    rows = part.rows
    return [
        Figure(number(int(units["personnel"].sum())), _("people; units: {n}").format(n=number(len(units)))),
        Figure(number(part.evaluation.scenario.threshold_min), _("minutes allowed")),
        Figure(number(int((~rows["covered"]).sum())), _("TPS not reached in time")),
    ]
