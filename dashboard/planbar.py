"""The plan under the planner's hands: what it changes, saved to a file, read from one, or given up."""

from __future__ import annotations

import tomllib

import streamlit as st

from dashboard import cache, differences, screen, state, text
from dashboard.layers import STORE, Payload
from dashboard.text import _, number
from geo.errors import Fault, GeoError, ScenarioError
from geo.operation import Operation
from geo.scenario import Scenario

SHOWN = 4
"""So many differences are written out in the bar; the others are counted there, and listed when it opens."""
MAX_BYTES = 1_000_000


def show(of: Operation) -> None:
    """Show the bar: differences on the left, what can be done with the plan on the right."""
    told = differences.phrases(state.scenario(), of)
    words, menu = st.columns([5, 1], vertical_alignment="center", gap="small")
    with words:
        screen.plan_line(_sentence(told))
    with menu, st.popover(_("Plan"), icon=":material/edit_note:", width="stretch"):
        _menu(of, told)


def _sentence(told: list[str]) -> str:
    if not told:
        return _("Base plan: nothing is changed.")
    more = len(told) - SHOWN
    rest = " · " + _("and {n} more").format(n=number(more)) if more > 0 else ""
    return _("Changed against the base plan:") + " " + " · ".join(told[:SHOWN]) + rest


def _menu(of: Operation, told: list[str]) -> None:
    for phrase in told:
        screen.note(phrase)
    plan = state.scenario()
    saved = Payload.file(plan.to_toml().encode(), "application/toml")
    screen.download(
        _("Save the plan as a file (TOML)"), STORE.put(state.token(), saved), name=f"{of.meta.id}.plan.toml"
    )
    given = st.file_uploader(_("Open a saved plan"), type="toml", key=f"plan file {state.revision()}")
    if given is not None and state.is_news("plan file", given.file_id):
        _open(of, given.getvalue())
    if told and st.button(_("Back to the base plan"), key="plan reset", width="stretch"):
        state.reset_scenario()
        st.rerun()


def read(data: bytes) -> Scenario:
    """Read a plan from a file.

    Raises
    ------
    ScenarioError
        It is no TOML in UTF-8, is too large, or holds settings that a plan cannot have.
    """
    if len(data) > MAX_BYTES:
        raise ScenarioError(Fault("The file is too large for a plan", "Choose a file that was saved here"))
    try:
        values = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(
            Fault("The file is not a saved plan ({why})", "Choose a file that was saved here", {"why": error})
        ) from error
    return Scenario.parse(values)


def _open(of: Operation, data: bytes) -> None:
    """Take a plan over once it has proved that this operation can be evaluated with it."""
    try:
        plan = read(data)
        cache.evaluation(of, plan)
    except GeoError as error:
        screen.notice(_("The plan was not opened.") + "\n" + text.error(error), kind="error")
        return
    state.take_scenario(plan)
    st.rerun()
