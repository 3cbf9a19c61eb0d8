"""Readiness: what every unit reports at H-1, present against planned, and what is missing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

PERSONNEL = "personnel"


class Readiness(NamedTuple):
    """Readiness of all units.

    Attributes
    ----------
    units : by unit_id: reported; planned, present, missing, extra [people], share (0..1 of the planned who
        are there), NaN where personnel was not reported; strength [people] that the plan counts on;
        items_missing, the items that lack something. Those that lack most first, at the end those without
        any report.
    items : unit_id, item, planned, present, missing, extra, share; whatever was reported.
    totals : by item: units, planned, present, missing, extra, share. What one unit has too much of does not
        make up for what another lacks.
    """

    units: pd.DataFrame
    items: pd.DataFrame
    totals: pd.DataFrame


def _share(planned: pd.Series, missing: pd.Series) -> pd.Series:
    """Return how much of the planned is there (0..1): (planned - missing) / planned; NaN of nothing."""
    return ((planned - missing) / planned.replace(0, np.nan)).astype(float)


def readiness(report: pd.DataFrame | None, units: pd.DataFrame) -> Readiness:
    """Set what is present against what is planned.

    Parameters
    ----------
    report : unit_id, item, planned, present (`geo.registers`); None where nobody reported. What a unit
        reports that the plan does without is left out.
    units : the units of the plan, by unit_id, with personnel.
    """
    empty = pd.DataFrame({"unit_id": [], "item": [], "planned": [], "present": []})
    told = empty if report is None else report[["unit_id", "item", "planned", "present"]]
    items = told[told["unit_id"].isin(units.index)].reset_index(drop=True)
    items = items.astype({"unit_id": object, "item": object, "planned": float, "present": float})
    items["missing"] = (items["planned"] - items["present"]).clip(lower=0)
    items["extra"] = (items["present"] - items["planned"]).clip(lower=0)
    items["share"] = _share(items["planned"], items["missing"])

    columns = ["planned", "present", "missing", "extra"]
    totals = items.groupby("item")[columns].sum()
    totals.insert(0, "units", items.groupby("item")["unit_id"].nunique())
    totals["share"] = _share(totals["planned"], totals["missing"])

    people = items[items["item"] == PERSONNEL].set_index("unit_id")[[*columns, "share"]]
    short = items[items["missing"] > 0].groupby("unit_id")["item"].agg(tuple)
    table = people.reindex(units.index)
    table.insert(0, "reported", units.index.isin(items["unit_id"]))
    table["strength"] = units["personnel"].astype(int)
    table["items_missing"] = [short.get(unit_id, ()) for unit_id in units.index]
    lacking = table["items_missing"].map(len)
    order = table.assign(
        silent=~table["reported"],
        lacking=lacking,
        unit=table.index.astype(str),
        gap=table["missing"].fillna(0),
    ).sort_values(["silent", "gap", "lacking", "unit"], ascending=[True, False, False, True])
    return Readiness(table.loc[order.index], items, totals)
