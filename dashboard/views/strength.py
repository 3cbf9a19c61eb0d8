"""Strength: what pattern and roles need, what is there, who stands in for whom, and what to ask for."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    aside,
    cache,
    charts,
    controls,
    names,
    pattern_table,
    role_table,
    screen,
    sentences,
    state,
    tables,
)
from dashboard.text import _, date, number
from geo.evaluate import Evaluation


def _columns() -> dict[str, str]:
    return {
        "force": _("Force"),
        "need": _("Need"),
        "strength": _("Strength"),
        "received": _("Stand in"),
        "shortfall": _("Ask for (BKO)"),
        "surplus": _("Beyond need"),
        "short": _("Short"),
        "lacking": _("Lacking"),
        "place": _("District"),
        "role_id": _("Role"),
    }


def _helps() -> dict[str, str]:
    return {
        _("Need"): _("Guards of TPS by the pattern, and for every role people × places."),
        _("Strength"): _("Everybody in the units of the plan, the reserve too."),
        _("Stand in"): _(
            "People of other forces who are left after the need of their own: at most what is missing."
        ),
        _("Ask for (BKO)"): _("Need − strength − stand in, where more than nought."),
        _("Short"): _("Need of the role − those who are there for it, one's own and stand-ins."),
        _("Lacking"): _("Need − strength of the district, where more than nought; nobody stands in yet."),
        _("Beyond need"): _("Strength − need − those who stand in elsewhere, where more than nought."),
    }


def _table(balance: pd.DataFrame, columns: list[str], **looks: object) -> None:
    shown = balance.assign(force=balance["force"].map(names.force_labels()))[columns].rename(
        columns=_columns()
    )
    helps = {name: words for name, words in _helps().items() if name in shown}
    tables.show(shown, helps=helps, **looks)


def _widths() -> dict[str, int]:
    return {
        _("Role"): 150,
        _("District"): 145,
        _("Force"): 132,
        _("Need"): 78,
        _("Strength"): 72,
        _("Short"): 66,
        _("Lacking"): 66,
    }


def by_force(evaluation: Evaluation) -> None:
    """Show need against strength for every force."""
    rows = evaluation.balance
    rows = rows[rows["need"] + rows["strength"] > 0]
    if rows.empty:
        screen.note(_("There is nobody to count."))
        return
    drawn = rows.assign(force=rows["force"].map(names.force_labels()))
    st.altair_chart(charts.balance(drawn), width="stretch")
    received = ["received"] if rows["received"].any() else []
    _table(rows, ["force", "need", "strength", *received, "shortfall", "surplus"], widths=_widths())


def by_role(evaluation: Evaluation) -> None:
    """Show who is there for every role, in the order in which roles are filled."""
    rows = evaluation.balance_by_role
    if rows.empty:
        screen.note(_("Nobody is needed: there are no stations and no roles."))
        return
    rows = rows.assign(role_id=rows["role_id"].map(names.role_labels(evaluation)))
    received = ["received"] if rows["received"].any() else []
    _table(
        rows.rename(columns={"shortfall": "short"}),
        ["role_id", "force", "need", "strength", *received, "short"],
        widths=_widths(),
    )
    screen.note(sentences.guards_first())


def request(evaluation: Evaluation) -> None:
    """Show the reinforcement to ask for: whom, for what, by when."""
    asked = evaluation.bko
    if asked.empty:
        screen.note(sentences.nobody_asked())
        return
    labels, forces = names.role_labels(evaluation), names.force_labels()
    short = evaluation.balance_by_role.set_index(["role_id", "force"])["shortfall"]
    tables.show(
        pd.DataFrame(
            [
                {
                    _("Force"): forces[row.force],
                    _("People"): row.people,
                    _("For"): ", ".join(f"{number(int(short[r, row.force]))} {labels[r]}" for r in row.roles),
                    _("Need"): row.need,
                    _("Strength"): row.strength,
                    _("There by"): date(row.due),
                }
                for row in asked.itertuples()
            ]
        ),
        helps={_("People"): _helps()[_("Ask for (BKO)")], _("There by"): _("The day before the election.")},
    )


def standing_in(evaluation: Evaluation) -> None:
    """Say in words who stands in for whom, and what is never done."""
    forces = names.force_labels()
    for row in evaluation.stand_ins.itertuples():
        screen.note(
            _("{n} {a} stand in for {b}.").format(
                n=number(row.people), a=forces[row.stand_in], b=forces[row.wanted]
            )
        )
    screen.note(
        _(
            "A force covers its own need first; what it has left stands in, "
            "so that as few people as possible are missing. "
            "Police work is done by police only: Linmas never stand in for Polri. "
            "Nobody stands in for the TNI, whose part is agreed with its own command."
        )
    )


def by_district(evaluation: Evaluation) -> None:
    """Show where inside the operation people are missing."""
    rows = evaluation.balance_by_district
    rows = rows[rows["need"] + rows["strength"] > 0]
    rows = rows.sort_values("shortfall", ascending=False, kind="stable")
    rows = rows.assign(place=rows["place"].replace("", _("operation level")))
    _table(
        rows.rename(columns={"shortfall": "lacking"}),
        ["place", "force", "need", "strength", "lacking"],
        widths=_widths(),
        rows=12,
    )
    screen.note(
        _(
            "What a district lacks can come from the reserve of the whole operation "
            "before reinforcement is asked for."
        )
    )


def main() -> None:
    """Show the page. The tables to edit come first in time, so that all figures follow them."""
    operation = cache.operation(str(state.operation()))
    with aside.own():
        controls.pattern(operation.meta.pattern)
        controls.roles(operation.meta.roles)
        controls.substitutes()
    top = st.container()
    left, right = st.columns(2, gap="medium")
    with left:
        figures = st.container()
        screen.title(_("Pattern: people for each group of TPS"))
        pattern_table.show(operation)
        places = st.container()
    with right:
        answers = st.container()
        screen.title(_("Roles: people at each place"))
        role_table.show(operation)
    evaluation = cache.evaluation(operation, state.scenario())
    with top:
        screen.head(_("Strength"), operation.meta.name, evaluation)
        screen.answer(
            sentences.strength(evaluation),
            _("Pattern: {pattern}. Roles: {roles}. {n} people in all.").format(
                pattern=names.pattern_name(evaluation),
                roles=names.roles_name(evaluation),
                n=number(evaluation.summary["personnel"]),
            ),
        )
        screen.title(_("Reinforcement to ask for (BKO)"))
        request(evaluation)
    with figures:
        screen.title(_("Need and strength by force"))
        by_force(evaluation)
        standing_in(evaluation)
    with answers:
        screen.title(_("Need and strength by role"))
        by_role(evaluation)
    with places:
        screen.title(_("By district"))
        by_district(evaluation)
        screen.checks_note(evaluation)


if __name__ == "__main__":
    main()
