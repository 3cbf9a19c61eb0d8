"""Reassigned: who guards what instead of whom between plan A and plan B, and what that asks of every unit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import palette, screen, tables, work
from dashboard.legend import Kinds, codes
from dashboard.text import _, number
from geo.comparison import Comparison
from geo.reassignment import CHANGES, Reassignment

LISTED = 9
LISTED_LOAD = 8
MARKS = {"served": "gained", "unserved": "lost", "other_units": "other_unit", "same": "same"}
"""The mark of each change on the map, of `palette.CHANGE_MARKS`."""


def study(made: Comparison) -> Reassignment | None:
    """Return what the posting of plan B does otherwise, or show how far the work is and return None."""
    a, b = made.plans
    return work.result(_("Posting"), "reassigned", a.digest, b.digest, make=lambda _progress: made.posting)


def labels() -> dict[str, str]:
    """Return what the difference of a station between two postings is called."""
    return {
        "served": _("complete now"),
        "unserved": _("complete no more"),
        "other_units": _("other guards"),
        "same": _("the same"),
    }


def differs(found: Reassignment) -> bool:
    """Return whether anybody stands elsewhere."""
    return bool(found.stations["change"].ne("same").any())


def sentence(found: Reassignment) -> str:
    """Say in one sentence what plan B does to the stations that get everybody they need."""
    before, after = (int(found.stations[f"served_{side}"].sum()) for side in "ab")
    counts = found.stations["change"].value_counts()
    values = {
        "n": number(abs(after - before)),
        "a": number(before),
        "b": number(after),
        "gained": number(counts.get("served", 0)),
        "lost": number(counts.get("unserved", 0)),
        "others": number(counts.get("other_units", 0)),
    }
    if after > before:
        return _("{n} more TPS get everybody they need ({a} → {b}).").format(**values)
    if after < before:
        return _("{n} fewer TPS get everybody they need ({a} → {b}).").format(**values)
    if counts.get("served", 0):
        return _("As many TPS get everybody they need ({a}): {gained} more and {lost} no more.").format(
            **values
        )
    return _("{others} TPS get other guards; {a} get everybody they need, as before.").format(**values)


def kinds(found: Reassignment) -> tuple[Kinds, str]:
    """Return how the map tells the differences apart, and the state that goes with it."""
    told = labels()
    position = {key: i for i, key in enumerate(CHANGES)}
    return (
        Kinds(
            _("Posting, B against A"),
            tuple(told[key] for key in CHANGES),
            tuple(palette.CHANGE_MARKS[MARKS[key]] for key in CHANGES),
        ),
        codes([position[key] for key in found.stations["change"]]),
    )


def totals(found: Reassignment) -> None:
    """Show the headline numbers of both postings."""
    stations, units = found.stations, found.units
    sums = [
        (_("TPS complete"), *(stations[f"served_{side}"].sum() for side in "ab")),
        (_("People missing"), *(stations[f"missing_{side}"].sum() for side in "ab")),
        (_("People posted"), *(units[f"people_{side}"].sum() for side in "ab")),
        (_("Person minutes"), *(units[f"person_minutes_{side}"].sum() for side in "ab")),
        (_("Kilometres"), *(units[f"kilometres_{side}"].sum() for side in "ab")),
    ]
    tables.show(
        pd.DataFrame(
            {
                _("Figure"): [name for name, _a, _b in sums],
                "A": [float(a) for _name, a, _b in sums],
                "B": [float(b) for _name, _a, b in sums],
                "±": [float(b - a) for _name, a, b in sums],
            }
        ),
        widths={_("Figure"): 170, "A": 84, "B": 84, "±": 84},
        defined={"±": "delta"},
    )


def _asked(made: Comparison, found: Reassignment) -> pd.DataFrame:
    """Ask which differences are to be listed; return them, the weightiest first."""
    told = labels()
    rows = found.people.assign(
        change=found.people["station_id"].map(found.stations["change"]),
        place=found.people["station_id"].map({id_: i for i, id_ in enumerate(found.stations.index)}),
    )
    there = [key for key in CHANGES[:-1] if rows["change"].eq(key).any()]
    units = [
        unit for unit in found.units.index if rows[["from_unit_id", "to_unit_id"]].eq(unit).any(axis=None)
    ]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        change = st.pills(
            _("Change"),
            there,
            format_func=told.__getitem__,
            key="posting change",
            label_visibility="collapsed",
        )
    with right:
        unit = st.selectbox(
            _("Unit"),
            units,
            index=None,
            format_func=lambda it: str(made.units["name"][it]),
            placeholder=_("every unit"),
            key="guards of unit",
            label_visibility="collapsed",
        )
    if change:
        rows = rows[rows["change"].eq(change)]
    if unit:
        rows = rows[rows["from_unit_id"].eq(unit) | rows["to_unit_id"].eq(unit)]
    order = rows["change"].map({key: i for i, key in enumerate(CHANGES)})
    return rows.assign(order=order).sort_values(["order", "place"], kind="stable")


def guards(made: Comparison, found: Reassignment) -> None:
    """List who stands where instead of whom."""
    screen.title(_("TPS with other guards: {n}").format(n=number(found.stations["change"].ne("same").sum())))
    if not differs(found):
        screen.notice(_("In both plans the same people guard every TPS."))
        return
    rows = _asked(made, found)
    places = made.plans[1].stations.loc[rows["station_id"]]
    unit_names, yes_no = made.units["name"], {True: _("yes"), False: _("no")}
    sides = [found.stations.loc[rows["station_id"], f"served_{side}"].map(yes_no) for side in "ab"]
    tables.show(
        pd.DataFrame(
            {
                "TPS": [f"{v} · {n:.0f}" for v, n in zip(places["village"], places["number"], strict=True)],
                _("Plan A"): rows["from_unit_id"]
                .map(unit_names)
                .astype(object)
                .fillna(_("nobody"))
                .to_numpy(),
                _("Plan B"): rows["to_unit_id"].map(unit_names).astype(object).fillna(_("nobody")).to_numpy(),
                _("People"): rows["people"].to_numpy(),
                _("Complete"): [a if a == b else f"{a} → {b}" for a, b in zip(*sides, strict=True)],
            }
        ),
        widths={_("People"): 66, _("Complete"): 86},
        rows=LISTED,
    )


def loads(made: Comparison, found: Reassignment) -> None:
    """Show what both postings ask of every unit that guards, the largest difference first."""
    units = found.units
    guarding = units[units[["people_a", "people_b"]].fillna(0).gt(0).any(axis=1)]
    order = guarding["people_delta"].abs().rename("order")
    rows = guarding.join(order).sort_values("order", ascending=False, kind="stable")
    screen.title(_("Load of the units in both plans"))
    if rows.empty:
        screen.notice(_("Nobody is posted."))
        return
    columns: dict[str, Any] = {_("Unit"): made.units["name"].reindex(rows.index)}
    heads = {"people": _("People"), "stations": "TPS", "person_minutes": _("Person min"), "kilometres": "km"}
    defined = {}
    for key, head in heads.items():
        for suffix, side in (("a", "A"), ("b", "B"), ("delta", "±")):
            columns[f"{head} {side}"] = rows[f"{key}_{suffix}"]
            if side == "±":
                defined[f"{head} {side}"] = "delta"
    tables.show(pd.DataFrame(columns), widths={_("Unit"): 170}, rows=LISTED_LOAD, defined=defined)
