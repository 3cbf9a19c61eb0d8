"""The pattern as a table to edit: what is changed becomes the plan's own rules."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import controls, names, screen, state, tables, text
from dashboard.text import _, named
from geo import doctrine
from geo.operation import Operation
from geo.pattern import CLASSES, Pattern, Rule

MOST = {"polri": 1_000, "linmas": 1_000, "tni": 1_000, "stations": 100}


def _columns() -> dict[str, str]:
    return {"polri": "Polri", "linmas": "Linmas", "tni": "TNI", "stations": "TPS"}


def frame(pattern: Pattern) -> pd.DataFrame:
    """Return the rules of a pattern as a table in the user's language."""
    labels = names.class_labels()
    return pd.DataFrame(
        [
            {
                _("Rank"): rule.rank,
                _("Class"): _class(rule, labels),
                **{shown: getattr(rule, field) for field, shown in _columns().items()},
            }
            for rule in pattern.rules
        ]
    )


def _class(rule: Rule, labels: dict[str, str]) -> str:
    """Return what the pattern calls a class and, where that is something else, what it is called here."""
    theirs, ours = named(rule.label), [labels[class_id] for class_id in rule.classes]
    if len(ours) == len(CLASSES):
        return theirs
    listed = ", ".join(ours)
    return listed.capitalize() if theirs.lower() in ours else f"{theirs}: {listed}"


def rules(pattern: Pattern, table: pd.DataFrame) -> tuple[Rule, ...]:
    """Return the rules of a pattern with the numbers of a table that `frame` made and somebody edited."""
    rows = table[list(_columns().values())].to_numpy(int)
    return tuple(
        rule.model_copy(update=dict(zip(_columns(), map(int, row), strict=True)))
        for rule, row in zip(pattern.rules, rows, strict=True)
    )


def by_class(pattern: Pattern) -> tuple[Rule, ...]:
    """Return the same people with one rule for each class, ranked by severity."""
    return tuple(
        pattern.rule(class_id).model_copy(update={"classes": (class_id,), "rank": rank})
        for rank, class_id in enumerate(CLASSES, start=1)
    )


def show(of: Operation) -> None:
    """Show the table; what it changes is part of the scenario."""
    plan = state.scenario()
    preset, pattern = doctrine.preset(of, plan), doctrine.pattern(of, plan)
    shape = "/".join(" ".join(rule.classes) for rule in pattern.rules)
    edited = tables.edit(
        frame(pattern),
        {_columns()[field]: (int(field == "stations"), most) for field, most in MOST.items()},
        widths={_("Rank"): 60, _("Class"): 155, "Polri": 68, "Linmas": 82, "TNI": 66, "TPS": 66},
        key=f"rules {preset.id} {shape} {text.language()} {state.revision()}",
        helps={
            _("Rank"): _("Severity: 1 is the safest class."),
            "TPS": _(
                "TPS of one village that share these people. "
                "Need of a village = ⌈number of its TPS / this⌉ × people."
            ),
        },
    )
    chosen = rules(pattern, edited)
    controls.change(rules=() if chosen == preset.rules else chosen)
    screen.note(f"{preset.year} · {preset.source}. {named(preset.note) if preset.note else ''}")
    back, split = st.columns(2)
    own = state.scenario().rules
    if own and back.button(_("Back to the preset"), key="rules back", width="stretch"):
        _set(())
    if len(pattern.rules) < len(CLASSES) and split.button(
        _("One row for each class"), key="rules by class", width="stretch"
    ):
        _set(by_class(pattern))


def _set(own: tuple[Rule, ...]) -> None:
    controls.change(rules=own)
    state.renew()
    st.rerun()
