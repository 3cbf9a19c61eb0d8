"""Remedies: what a gap's cause and a cure are called, and what a cure asks for, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import names
from dashboard.text import _, number
from geo.evaluate import Evaluation

_OF_POSTING = {
    "unlock": "lock",
    "allow": "forbidden",
    "release_reserve": "reserve_share",
    "stand_in": "stand_in",
    "cross_sectors": "sectors",
    "leave_village": "home",
    "more_stations": "max_stations",
    "raise_limit": "time",
    "more_people": "people",
}
"""Cures that relax the posting, and what they are called there."""


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


def words(cure: Mapping[str, Any], evaluation: Evaluation, places: Mapping[str, str]) -> str:
    """Say what a cure asks for.

    Parameters
    ----------
    cure : a row of `geo.cures.propose`.
    evaluation : the plan that the cure changes.
    places : names of the candidate places by id; see `geo.candidates.candidates`.
    """
    if cure["kind"] in _OF_POSTING:
        kind = _OF_POSTING[cure["kind"]]
        if cure["kind"] == "release_reserve" and isinstance(cure["detail"], tuple):
            kind = "reserve_kind"
        told = relaxation({**cure, "kind": kind}, evaluation.units)
        return told[:1].upper() + told[1:]
    amount, plan, units = cure["amount"], evaluation.scenario, evaluation.units
    closure = plan.closures[int(amount) - 1] if cure["kind"] == "open_road" else None
    values = {
        "unit": units["name"].get(cure["unit_id"], cure["name"] or cure["unit_id"] or "–"),
        "place": places.get(str(cure["candidate_id"]), cure["name"] or "–"),
        "n": number(amount),
        "minutes": number(amount, 1),
        "reason": (closure.reason if closure else "") or _("no reason given"),
    }
    known = {
        "switch_on": _("Switch {unit} on again"),
        "move_back": _("Move {unit} back to where it was"),
        "open_road": _("Open road closure {n} again ({reason})"),
        "move_unit": _("Move {unit} to {place}"),
        "add_post": _("Add a post at {place}"),
        "raise_threshold": _("Accept {minutes} minutes more"),
    }
    return known[cure["kind"]].format(**values)


def relaxation(row: Mapping[str, Any], units: pd.DataFrame) -> str:
    """Say what a relaxation of `geo.assignment.relaxations` asks for.

    Parameters
    ----------
    row : a row of the relaxations.
    units : by unit_id, with name.
    """
    amount, force, detail = row["amount"], row["force"], row["detail"]
    forces, kinds_ = names.force_labels(), names.unit_kind_labels()
    places = len(detail) if row["kind"] == "people" else 0
    unit = row["unit_id"] if isinstance(row["unit_id"], str) else ""
    values = {
        "n": number(amount),
        "force": forces.get(str(force), _("of all forces")),
        "unit": units["name"].get(unit, unit),
        "places": number(places),
        "share": number(amount * 100) if pd.notna(amount) else "–",
        "kinds": ", ".join(kinds_.get(it, it) for it in detail) if row["kind"] == "reserve_kind" else "",
        "other": forces.get(str(detail), str(detail)),
    }
    told = {
        "people": _("{n} more {force} at {places} places, most at {unit}"),
        "time": _("post people up to {n} minutes away"),
        "reserve_share": _("keep back only {share} % of every unit"),
        "reserve_kind": _("release the reserve: {kinds} ({n} people)"),
        "sectors": _("let units of other sectors come"),
        "lock": _("give up the lock of {unit}"),
        "forbidden": _("allow {unit} where it is forbidden"),
        "stand_in": _("let {other} stand in for {force}"),
        "max_stations": _("let a unit guard {n} TPS"),
        "home": _("let Linmas leave their village"),
    }
    return told[str(row["kind"])].format(**values)
