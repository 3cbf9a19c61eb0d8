"""The only room that touches the session and the address line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import layers, seat, shelf, text
from geo.scenario import Scenario

T = TypeVar("T")
Started = TypeVar("Started")

SCENARIO = "scenario"
REVISION = "revision"
REMEMBERED = "remembered"
HELD = "held"
TURN = "turn of the operation"

actor = seat.actor
"""Return who looks at this page."""


def language() -> str:
    """Return the session's language: the address line's where it names one, else what was chosen before."""
    asked = st.query_params.get("lang")
    if asked in text.LANGUAGES:
        st.session_state["lang"] = asked
    chosen = st.session_state.setdefault("lang", text.DEFAULT)
    text.use(chosen)
    return chosen


def set_language(chosen: str) -> None:
    """Switch the language and say so in the address line, so that the link can be shared."""
    st.session_state["lang"] = chosen
    if chosen == text.DEFAULT:
        st.query_params.pop("lang", None)
    else:
        st.query_params["lang"] = chosen
    text.use(chosen)


def kiosk() -> bool:
    """Return whether all controls are hidden (`?mode=kiosk`); it lasts for the session."""
    if st.query_params.get("mode") == "kiosk":
        st.session_state["kiosk"] = True
    return bool(st.session_state.get("kiosk", False))


def token() -> str:
    """Return the session's token for layers by reference."""
    return st.session_state.setdefault("token", layers.new_token())


def scenario() -> Scenario:
    """Return the scenario under the planner's hands."""
    return st.session_state.setdefault(SCENARIO, Scenario())


def set_scenario(new: Scenario) -> None:
    """Keep a new scenario."""
    st.session_state[SCENARIO] = new


def take_scenario(new: Scenario) -> None:
    """Take another scenario over as a whole."""
    st.session_state[SCENARIO] = new
    renew()


def renew() -> None:
    """Let every control start afresh from the scenario as it is."""
    st.session_state[REVISION] = revision() + 1


def reset_scenario() -> None:
    """Go back to the default scenario."""
    take_scenario(Scenario())


def revision() -> int:
    """Return the number that is part of every control's key."""
    return int(st.session_state.get(REVISION, 0))


def operation() -> str | None:
    """Return the chosen operation's path or id, if one was chosen.

    A link may name a shipped operation or one of the user's: no address makes the server open another folder.
    """
    return st.session_state.get("operation") or shelf.linked(st.query_params.get("operation"))


def asked_plan() -> str:
    """Return the beginning of the id of the plan that the address line names; empty for none."""
    return str(st.query_params.get("plan", ""))


def name_plan(short: str) -> None:
    """Say in the address line which plan is in hand, or that none is, so that a reload comes back to it."""
    if short:
        st.query_params["plan"] = short
        key = shelf.key_of(str(operation()))
        if shelf.linked(key):
            st.query_params["operation"] = key
    else:
        st.query_params.pop("plan", None)


def set_operation(path: str) -> None:
    """Choose an operation; the scenario of another one does not carry over."""
    if st.session_state.get("operation") != path:
        st.session_state["operation"] = path
        st.session_state.pop("station", None)
        for name in ("unit", "plan a"):
            st.session_state.pop(name, None)
        st.session_state.pop(REMEMBERED, None)
        reset_scenario()


def open_operation(path: str) -> None:
    """Choose an operation in place of the one that stands in the sidebar."""
    st.session_state[TURN] = turn() + 1
    set_operation(path)


def follow_operation(path: str) -> None:
    """Go on with a copy of the chosen operation: scenario and selection carry over."""
    st.session_state[TURN] = turn() + 1
    st.session_state["operation"] = path


def turn() -> int:
    """Return the number of times that a page chose the operation; it is part of the selector's key."""
    return int(st.session_state.get(TURN, 0))


def drafts() -> dict[str, Any]:
    """Return the unsaved changes of the session's operations by path; they outlast every page."""
    return st.session_state.setdefault("drafts", {})


def begun(key: str, now: Started) -> Started:
    """Return what a control that keeps its own changes began with: what it is `now` while it is new."""
    if key not in st.session_state:
        st.session_state[f"start of {key}"] = now
    return st.session_state[f"start of {key}"]


def is_news(name: str, value: object) -> bool:
    """Return whether something has another value than at the last question."""
    last = st.session_state.get(f"last {name}")
    st.session_state[f"last {name}"] = value
    return bool(last != value)


def station() -> str | None:
    """Return the id of the station that is selected on map or table."""
    return st.session_state.get("station")


def set_station(station_id: str | None) -> None:
    """Select a station; each new selection makes the map fly there once."""
    if st.session_state.get("station") != station_id:
        st.session_state["station"] = station_id
        st.session_state["flight"] = flight() + 1


def unit() -> str | None:
    """Return the id of the unit that is selected on map or table."""
    return st.session_state.get("unit")


def set_unit(unit_id: str | None) -> None:
    """Select a unit."""
    st.session_state["unit"] = unit_id


def flight() -> int:
    """Return the running number of the last flight of the map."""
    return int(st.session_state.get("flight", 0))


def jobs() -> dict[Any, Any]:
    """Return the session's long work that is under way, by key."""
    return st.session_state.setdefault("jobs", {})


def cancelled() -> set[Any]:
    """Return the keys of the session's long work that was cancelled."""
    return st.session_state.setdefault("cancelled", set())


def plan_a() -> Scenario:
    """Return the plan that others are compared with: the base plan until another one is kept."""
    return st.session_state.setdefault("plan a", Scenario())


def keep_plan_a(plan: Scenario) -> None:
    """Keep the plan that others are compared with."""
    st.session_state["plan a"] = plan


def remembered(name: str, default: T) -> T:
    """Return what a page remembers under a name while its operation is open, or else the default."""
    return cast("T", st.session_state.setdefault(REMEMBERED, {}).get(name, default))


def remember(name: str, value: object) -> None:
    """Let a page remember something until another operation is opened."""
    st.session_state.setdefault(REMEMBERED, {})[name] = value


def held(name: str, default: T) -> T:
    """Return what the session holds under a name, whatever operation is open, or else the default."""
    return cast("T", st.session_state.setdefault(HELD, {}).get(name, default))


def hold(name: str, value: object) -> None:
    """Let the session hold something until it ends."""
    st.session_state.setdefault(HELD, {})[name] = value


def exports() -> list[Any]:
    """Return what the session has ordered to be made, the oldest first; it outlasts the operation."""
    return st.session_state.setdefault("exports", [])


def presence() -> Callable[[], bool]:
    """Return what tells, in any thread, whether somebody still has this session open."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: True
    server, session = runtime.get_instance(), context.session_id
    return lambda: server.is_active_session(session)
