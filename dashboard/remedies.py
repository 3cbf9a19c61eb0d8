"""Remedies: what a gap's cause and a cure are called, and what a cure asks for, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.text import _, number
from geo.scenario import Scenario


def causes() -> dict[str, str]:
    """Return what the causes of gaps are called."""
    return {
        "too_far": _("too far"),
        "no_road": _("no way there"),
        "no_coordinates": _("no position"),
        "off_by_choice": _("unit off or moved by choice"),
        "no_unit": _("nobody responds"),
        "no_strength": _("people are missing"),
    }


def kinds() -> dict[str, str]:
    """Return what the kinds of cures are called."""
    return {
        "switch_on": _("switch on again"),
        "move_back": _("move back"),
        "open_road": _("open a road"),
        "release_reserve": _("release reserve"),
        "move_unit": _("move a unit"),
        "more_people": _("more people"),
        "add_post": _("add a post"),
        "raise_threshold": _("longer standard"),
    }


def words(cure: Mapping[str, Any], units: pd.DataFrame, plan: Scenario) -> str:
    """Say what a cure asks for.

    Parameters
    ----------
    cure : a row of `geo.cures.propose`.
    units : by unit_id, with name.
    plan : the plan that the cure changes.
    """
    amount = cure["amount"]
    closure = plan.closures[int(amount) - 1] if cure["kind"] == "open_road" else None
    values = {
        "unit": units["name"].get(cure["unit_id"], cure["name"] or cure["unit_id"] or "–"),
        "place": cure["name"] or cure["candidate_id"] or "–",
        "n": number(amount),
        "minutes": number(amount, 1),
        "reason": (closure.reason if closure else "") or _("no reason given"),
    }
    told = {
        "switch_on": _("Switch {unit} on again"),
        "move_back": _("Move {unit} back to where it was"),
        "open_road": _("Open road closure {n} again ({reason})"),
        "release_reserve": _("Release {n} people of the reserve"),
        "move_unit": _("Move {unit} to {place}"),
        "more_people": _("{n} people more at {unit}"),
        "add_post": _("Add a post at {place}"),
        "raise_threshold": _("Accept {minutes} minutes more"),
    }
    return told.get(cure["kind"], str(cure["kind"])).format(**values)
