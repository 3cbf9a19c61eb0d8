"""Strength: what the pattern needs, what is there, and what to ask for."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import cache, charts, controls, names, screen, state, tables
from dashboard.text import _, named, number
from geo import catalogue
from geo.evaluate import Evaluation
from geo.strength import GUARDS


def sentence(evaluation: Evaluation) -> str:
    """Say whether the strength is enough."""
    forces, short = names.force_labels(), evaluation.summary["shortfall"]
    need = ", ".join(f"{number(n)} {forces[f]}" for f, n in evaluation.summary["need"].items() if n)
    lacking = ", ".join(f"{number(n)} {forces[f]}" for f, n in short.items() if n)
    if lacking:
        return _("The stations need {need}; {lacking} are short and must be asked for (BKO).").format(
            need=need, lacking=lacking
        )
    return _("The stations need {need}; the strength is enough.").format(need=need)


def rules(evaluation: Evaluation) -> None:
    """Show the pattern in force, field by field."""
    chosen = catalogue.pattern(evaluation.scenario.pattern or evaluation.operation.meta.pattern)
    labels = names.class_labels()
    tables.show(
        pd.DataFrame(
            [
                {
                    _("Class"): named(rule.label),
                    _("Covers"): ", ".join(labels[c] for c in rule.classes),
                    "Polri": rule.polri,
                    "Linmas": rule.linmas,
                    "TNI": rule.tni,
                    _("for TPS"): rule.stations,
                }
                for rule in chosen.rules
            ]
        )
    )
    screen.note(f"{chosen.year} · {chosen.source}. {named(chosen.note) if chosen.note else ''}")


def request(evaluation: Evaluation) -> None:
    """Show need against strength for every force, and the reinforcement to ask for."""
    forces = names.force_labels()
    rows = evaluation.balance.assign(force=evaluation.balance["force"].map(forces))
    st.altair_chart(charts.balance(rows), width="stretch")
    tables.show(rows[["force", "need", "strength", "shortfall", "surplus"]].rename(columns=_columns()))


def _columns() -> dict[str, str]:
    return {
        "force": _("Force"),
        "need": _("Need"),
        "strength": _("Strength"),
        "shortfall": _("Ask for (BKO)"),
        "surplus": _("Beyond need"),
        "place": _("District"),
    }


def by_district(evaluation: Evaluation) -> None:
    """Show where inside the operation people are missing at stations."""
    forces = names.force_labels()
    rows = evaluation.balance_by_district
    rows = rows[rows["force"].isin(GUARDS) & (rows["need"] + rows["strength"] > 0)]
    rows = rows.sort_values("shortfall", ascending=False, kind="stable")
    rows = rows.assign(force=rows["force"].map(forces), place=rows["place"].replace("", _("whole operation")))
    tables.show(
        rows[["place", "force", "need", "strength", "shortfall"]].rename(columns=_columns()),
        widths={_("District"): 105, _("Force"): 130, _("Need"): 80, _("Strength"): 75},
        rows=20,
    )
    screen.note(
        _(
            "What a district lacks can come from the reserve of the whole operation "
            "before reinforcement is asked for."
        )
    )


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    with st.sidebar:
        controls.pattern(operation.meta.pattern)
    evaluation = cache.evaluation(operation, state.scenario())
    total = evaluation.summary
    screen.head(_("Strength"), operation.meta.name, evaluation)
    screen.answer(
        sentence(evaluation),
        _("Pattern: {pattern}. {n} people in all.").format(
            pattern=names.pattern_name(evaluation), n=number(total["personnel"])
        ),
    )
    left, right = st.columns(2, gap="medium")
    with left:
        screen.title(_("Need and strength by force"))
        request(evaluation)
        screen.title(_("Pattern in force"))
        rules(evaluation)
    with right:
        screen.title(_("By district"))
        by_district(evaluation)
        screen.checks_note(evaluation)


if __name__ == "__main__":
    main()
