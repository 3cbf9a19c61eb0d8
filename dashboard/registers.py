"""Registers: readiness of the units and preparations in the villages, what is missing first."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import names, screen, tables
from dashboard.text import _, day_month, number
from geo.phasing import Phasing

ROWS = 10


def readiness(phased: Phasing) -> None:
    """Show what is there against what was planned: by item, and by unit."""
    made = phased.readiness
    if made.totals.empty:
        screen.title(_("Readiness at H-1"))
        screen.notice(_("No unit has reported. The file readiness.csv of the operation holds the reports."))
        return
    ordered = made.totals.loc[sorted(made.totals.index, key=lambda it: (it != "personnel", it))]
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _totals(ordered)
    with right:
        _reports(phased)


def _totals(ordered: pd.DataFrame) -> None:
    screen.ranked(
        _("Readiness at H-1"),
        [_("What"), _("Planned"), _("Present"), _("Missing"), _("There")],
        [
            (
                names.item_label(str(item)),
                number(row.planned),
                number(row.present),
                number(row.missing),
                row.share,
            )
            for item, row in zip(ordered.index, ordered.itertuples(), strict=True)
        ],
        compact=True,
        defined=["readiness"],
    )


def _reports(phased: Phasing) -> None:
    """Show every unit, the one that lacks most people first."""
    units = phased.readiness.units
    tables.show(
        pd.DataFrame(
            {
                _("Unit"): units.index.map(phased.units["name"]),
                _("Planned"): units["planned"].to_numpy(),
                _("Present"): units["present"].to_numpy(),
                _("Missing"): units["missing"].to_numpy(),
                _("Lacks besides"): lacking(phased),
            }
        ),
        rows=ROWS,
        widths={_("Unit"): 205, _("Planned"): 70, _("Present"): 62, _("Missing"): 64},
    )
    screen.note(_("The numbers are people.") + " " + _against_plan(units))


def _against_plan(units: pd.DataFrame) -> str:
    other = units["planned"].notna() & units["planned"].ne(units["strength"])
    if not other.any():
        return _("What the units planned is what the plan counts on.")
    return _("{n} units planned with another number of people than the plan counts on.").format(
        n=number(other.sum())
    )


def lacking(phased: Phasing) -> list[str]:
    """Return what each unit lacks beside people, in words, in the order of its readiness."""
    made = phased.readiness
    short = made.items[(made.items["missing"] > 0) & made.items["item"].ne("personnel")]
    words = dict.fromkeys(made.units.index, "")
    for unit_id, item, missing in zip(short["unit_id"], short["item"], short["missing"], strict=True):
        told = f"{names.item_label(item)} {number(missing)}"
        words[unit_id] = ", ".join(filter(None, (words[unit_id], told)))
    return [
        (words[unit_id] or _("nothing")) if reported else _("no report")
        for unit_id, reported in zip(made.units.index, made.units["reported"], strict=True)
    ]


def preparations(phased: Phasing, *, digest: str) -> None:
    """Show what is open in each village, and the register of one of them."""
    made = phased.preparations
    if phased.operation.preparations is None or made.empty:
        screen.title(_("Preparations in the villages"))
        screen.notice(_("Nothing is entered. The file preparations.csv of the operation holds the register."))
        return
    left, right = st.columns([11, 9], gap="medium")
    with left:
        village_id = _villages(phased, digest=digest)
    with right:
        _register(phased, village_id)


def _villages(phased: Phasing, *, digest: str) -> str:
    """Show every village, the one with the most open first; return the marked one, or the first."""
    screen.title(_("Preparations in the villages"))
    made = phased.preparations
    key = f"preparations {digest}"
    row = tables.marked(key, rows=len(made)) or 0
    tables.show(
        pd.DataFrame(
            {
                _("Village"): made["name"],
                _("Open"): made["open"],
                _("Done"): made["done"],
                _("Last done"): [_before(it) for it in made["days_before"]],
                _("What is open"): [
                    _open(items, done) for items, done in zip(made["open_items"], made["done"], strict=True)
                ],
            }
        ),
        key=key,
        rows=ROWS,
        widths={_("Village"): 112, _("Open"): 66, _("Done"): 64, _("Last done"): 72},
    )
    screen.note(_("Choose a village to see its register."))
    return str(made.index[row])


def _before(days: float) -> str:
    """Write how long before the election a thing was done, such as H-3."""
    return "–" if pd.isna(days) else "H" if days == 0 else f"H{-int(days):+d}"


def _open(items: tuple[str, ...], done: int) -> str:
    if items:
        return ", ".join(names.preparation_word(it) for it in items)
    return _("nothing") if done else _("no entry")


def _register(phased: Phasing, village_id: str) -> None:
    """Show every entry of a village by date."""
    register = phased.operation.preparations
    entries = register[register["village_id"] == village_id]
    village = phased.operation.villages.loc[village_id]
    screen.title(
        _("Register of {village}, {district}").format(village=village["name"], district=village["district"])
    )
    if entries.empty:
        screen.notice(_("No entry."))
        return
    states = {"done": _("done"), "open": _("open")}
    election = pd.Timestamp(phased.operation.meta.election_day)
    tables.show(
        pd.DataFrame(
            {
                _("Date"): [day_month(it) for it in entries["date"]],
                "H": [_before(it) for it in (election - entries["date"]).dt.days],
                _("Preparation"): entries["kind"].map(names.preparation_label),
                _("State"): entries["state"].map(states),
                _("Note"): entries["note"].fillna(""),
            }
        ),
        rows=8,
        widths={_("Date"): 64, "H": 46, _("Preparation"): 182, _("State"): 65},
    )
    screen.note(_("The date of an open entry is the day by which it is due."))
