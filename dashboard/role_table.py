"""The roles as a table to edit: how many people each role has at each place."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import controls, names, screen, state, tables, text
from dashboard.text import _, named
from geo import doctrine
from geo.operation import Operation
from geo.role import RolePlan

MOST = 100_000


def frame(plan: RolePlan, people: dict[str, int]) -> pd.DataFrame:
    """Return the roles of a plan, with people set by role id, as a table in the user's language."""
    forces, places = names.force_labels(), names.per_labels()
    return pd.DataFrame(
        [
            {
                _("Role"): named(role.name),
                _("Force"): forces[role.force],
                _("For each"): places[role.per],
                _("People"): people.get(role.id, role.people),
            }
            for role in plan.roles
        ]
    )


def own_people(plan: RolePlan, table: pd.DataFrame) -> dict[str, int]:
    """Return people by role id where an edited table of `frame` differs from the plan."""
    rows = zip(plan.roles, table[_("People")], strict=True)
    return {role.id: int(people) for role, people in rows if int(people) != role.people}


def show(of: Operation) -> None:
    """Show the table; what it changes is part of the scenario."""
    plan = state.scenario()
    roles = doctrine.role_plan(of, plan)
    if not roles.roles:
        screen.note(_("This plan has no roles beside the guards of TPS: choose another one at the side."))
        return
    edited = tables.edit(
        frame(roles, dict(plan.role_people)),
        {_("People"): (0, MOST)},
        widths={_("Role"): 205, _("Force"): 110, _("For each"): 80, _("People"): 90},
        key=f"roles {roles.id} {text.language()} {state.revision()}",
        helps={
            _("People"): _("People at each place. Need of a role = people × places."),
            _("For each"): _("Every electing village, every district with one, or once for the operation."),
        },
    )
    controls.change(role_people=own_people(roles, edited))
    screen.note(f"{roles.year} · {roles.source}. {named(roles.note) if roles.note else ''}")
    if state.scenario().role_people and st.button(_("Back to the preset"), key="roles back", width="stretch"):
        controls.change(role_people={})
        state.renew()
        st.rerun()
