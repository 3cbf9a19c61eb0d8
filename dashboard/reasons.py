"""Reasons: why this unit guards this station, and why a station lacks people, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import names
from dashboard.text import _, number


def short(key: str) -> str:
    """Return a reason in two or three words, for a table."""
    known = {
        "": _("complete"),
        "locked": _("locked"),
        "stand_in": _("stand-in"),
        "nearest": _("nearest"),
        "reserve": _("nearest is reserve"),
        "forbidden": _("nearest is forbidden"),
        "sector": _("other sector"),
        "nearest_full": _("nearest is full"),
        "max_stations": _("enough stations"),
        "unproven": _("not proven best"),
        "no_place": _("no position"),
        "no_strength": _("nobody left"),
        "no_road": _("no way there"),
        "out_of_time": _("too far"),
        "not_at_home": _("Linmas of another village"),
        "group": _("another TPS of its group"),
    }
    return known.get(key, key)


def posted(row: Mapping[str, Any], units: pd.DataFrame) -> str:
    """Say why a unit guards a station.

    Parameters
    ----------
    row : one row of `Posting.rows`, with its numbers.
    units : by unit_id, with name.
    """
    known = units["name"]
    values = {
        "unit": known.get(row["unit_id"], row["unit_id"]),
        "nearest": known.get(row["nearest_unit_id"], "–"),
        "people": number(row["people"]),
        "minutes": number(row["travel_min"], 1),
        "extra": number(row["extra_min"], 1),
        "short": number(row["nearest_short"]),
        "force": names.force_labels()[row["force"]],
    }
    told = {
        "locked": _("{unit} guards it because the planner locked it there ({minutes} min)."),
        "stand_in": _("{unit} stands in for {force} ({minutes} min)."),
        "nearest": _("{unit} is the nearest ({minutes} min)."),
        "reserve": _("{unit} goes ({minutes} min): {nearest} is nearer by {extra} min but kept back whole."),
        "forbidden": _("{unit} goes ({minutes} min): {nearest} is nearer by {extra} min but forbidden."),
        "sector": _("{unit} goes ({minutes} min): {nearest} is nearer by {extra} min, in another sector."),
        "nearest_full": _(
            "{unit} goes ({minutes} min): {nearest} is nearer by {extra} min but full; "
            "{short} people more are wanted of it than it has."
        ),
        "max_stations": _(
            "{unit} goes ({minutes} min): {nearest} is nearer by {extra} min but guards enough TPS."
        ),
        "unproven": _("{unit} goes ({minutes} min); that this is the best is not proven."),
    }
    words = told.get(row["reason"], "{unit}: " + str(row["reason"])).format(**values)
    head = _("{people} {force}:").format(**values)
    return f"{head} {words}"


def missing(row: Mapping[str, Any], units: pd.DataFrame) -> str:
    """Say why a station lacks people; empty where it lacks nobody.

    Parameters
    ----------
    row : one row of `Posting.stations`.
    units : by unit_id, with name.
    """
    if row["served"]:
        return ""
    values = {
        "n": number(row["missing"]),
        "force": names.force_labels().get(str(row["short_force"]), ""),
        "nearest": units["name"].get(row["nearest_unit_id"], "–"),
        "minutes": number(row["nearest_min"], 1),
    }
    told = {
        "no_place": _("{n} people are missing: the TPS has no position."),
        "no_strength": _(
            "{n} people are missing: everybody of {force} who could come is posted elsewhere; "
            "the nearest is {nearest} ({minutes} min)."
        ),
        "max_stations": _("{n} people are missing: who could come guards as many TPS as one may."),
        "no_road": _("{n} people are missing: no unit of {force} finds a way there."),
        "out_of_time": _(
            "{n} people are missing: {nearest}, the nearest of {force}, needs {minutes} min, "
            "longer than anybody is posted."
        ),
        "forbidden": _("{n} people are missing: whoever of {force} could come is forbidden to."),
        "sector": _("{n} people are missing: whoever of {force} could come belongs to another sector."),
        "not_at_home": _("{n} people are missing: the Linmas who could come belong to another village."),
        "group": _("It has its people, but another TPS of its group lacks some."),
    }
    return told.get(row["reason"], str(row["reason"])).format(**values)
