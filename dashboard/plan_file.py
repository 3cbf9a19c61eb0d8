"""Files of plans: a plan with its history as one file, or its settings alone as TOML, to save and to open."""

from __future__ import annotations

import tomllib

import streamlit as st

from dashboard import cache, hand, screen, state, text
from dashboard.access import may
from dashboard.hand import Hand
from dashboard.layers import STORE, Payload
from dashboard.service import plans
from dashboard.service.exports import SUFFIX
from dashboard.text import _
from geo.errors import Fault, GeoError, ScenarioError
from geo.operation import Operation
from geo.scenario import Scenario

MAX_BYTES = 20_000_000
"""No plan file is larger."""
MAX_SETTINGS = 1_000_000
LEFT_OUT = "settings left out"
"""Settings of a plan file that this program does not know any more."""


def show(of: Operation, held: Hand) -> None:
    """Offer to save the plan in hand as a file, and to open one."""
    actor = state.actor()
    if held.plan is not None and may(actor.role, "see_history"):
        download(held.plan.plan_id, held.plan.name, version=held.plan.version)
    saved = Payload.file(state.scenario().to_toml().encode(), "application/toml")
    screen.download(
        _("Save the settings as a file (TOML)"),
        STORE.put(state.token(), saved),
        name=f"{of.meta.id}.plan.toml",
    )
    if may(actor.role, "create_plan"):
        upload(of, held)


def download(plan_id: str, name: str, *, version: int) -> None:
    """Offer a plan with all its versions as one file."""
    body = cache.payload(
        "plan file",
        plan_id,
        str(version),
        name,
        make=lambda: Payload.file(plans.dumped(state.actor(), plan_id), "application/json"),
    )
    if body is not None:
        stem = "-".join("".join(it if it.isalnum() else " " for it in name).split()) or "plan"
        words = _("Save the plan with its history as a file")
        screen.download(words, STORE.put(state.token(), body), name=f"{stem}{SUFFIX}")


def upload(of: Operation, held: Hand, *, place: str = "bar") -> None:
    """Offer to open a file: a plan with its history becomes a plan here, settings alone are tried out."""
    given = st.file_uploader(
        _("Open a plan from a file"),
        type=["toml", SUFFIX.removeprefix(".")],
        key=f"plan file {place} {state.revision()}",
    )
    left_out = state.held(LEFT_OUT, [])
    if left_out:
        screen.notice(
            _("Settings of the file that there are no more: {names}").format(names=", ".join(left_out)),
            kind="warning",
        )
    if given is None or not state.is_news(f"plan file {place}", given.file_id):
        return
    state.hold(LEFT_OUT, [])
    try:
        if given.name.lower().endswith(".toml"):
            plan = read(given.getvalue())
            cache.evaluation(of, plan)
            state.take_scenario(plan)
        else:
            _bring(of, held, given.getvalue())
    except GeoError as error:
        screen.notice(_("The plan was not opened.") + "\n" + text.error(error), kind="error")
        return
    st.rerun()


def _bring(of: Operation, held: Hand, data: bytes) -> None:
    """Save what a plan file holds as a plan of this operation, once it has proved that it fits."""
    if len(data) > MAX_BYTES:
        raise ScenarioError(Fault("The file is too large for a plan", "Choose a file that was saved here"))
    actor = state.actor()
    file = plans.read(actor, data)
    cache.evaluation(of, file.scenario)
    made = plans.brought(actor, file, operation=held.operation, data_digest=of.digest)
    hand.take_up(made.plan_id)
    if file.unknown:
        state.hold(LEFT_OUT, list(file.unknown))


def read(data: bytes) -> Scenario:
    """Read the settings of a plan from a file.

    Raises
    ------
    ScenarioError
        It is no TOML in UTF-8, is too large, or holds settings that a plan cannot have.
    """
    if len(data) > MAX_SETTINGS:
        raise ScenarioError(Fault("The file is too large for a plan", "Choose a file that was saved here"))
    try:
        values = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(
            Fault("The file is not a saved plan ({why})", "Choose a file that was saved here", {"why": error})
        ) from error
    return Scenario.parse(values)
