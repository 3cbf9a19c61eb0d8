"""The dashboard's one script: language, navigation, sidebar, and the page that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import admission, aside, controls, hand, offline, planbar, screen, state, text, trail
from dashboard.access import Actor, ForbiddenError
from dashboard.text import _
from geo.errors import GeoError

HERE = Path(__file__).parent
DEFAULT_OPERATION = "pasuruan-kota-2022"
# Views of the planner, by their address: they say above the page what the plan changes.
PLANNING = (
    "risk",
    "coverage",
    "strength",
    "assignment",
    "gaps",
    "siting",
    "stress",
    "compare",
    "plans",
    "phases",
    "export",
)
WITHOUT_OPERATION = ("keeping",)
"""Views that are about the installation; whoever opens one need not see any plan."""
OPERATION_VARIABLE = "PETAPAM_OPERATION"
SIDEBAR_PX = 256


def _views() -> dict[str, tuple[str, str]]:
    """Return name and sign of each view, by its address, in the order of the navigation."""
    return {
        "briefing": (_("Briefing"), "map"),
        "risk": (_("Risk"), "warning"),
        "coverage": (_("Coverage"), "timer"),
        "strength": (_("Strength"), "groups"),
        "assignment": (_("Assignment"), "assignment_ind"),
        "gaps": (_("Gaps"), "healing"),
        "siting": (_("Siting"), "add_location_alt"),
        "stress": (_("Stress test"), "bolt"),
        "compare": (_("Compare"), "compare_arrows"),
        "plans": (_("Plans"), "history"),
        "phases": (_("Phases"), "event_upcoming"),
        "province": (_("Province"), "travel_explore"),
        "export": (_("Print & export"), "print"),
        "data": (_("Data"), "edit_location_alt"),
        "method": (_("Method"), "function"),
        "keeping": (_("Keeping"), "admin_panel_settings"),
    }


def _pages(actor: Actor) -> dict[str, StreamlitPage]:
    """Return the views; one that somebody may not open has an address, and no place in the navigation."""
    views = _views()
    first = admission.first(list(views), actor)
    return {
        name: st.Page(
            HERE / "views" / f"{name}.py",
            title=title,
            icon=f":material/{sign}:",
            default=name == first,
            visibility="visible" if admission.may_open(name, actor) else "hidden",
        )
        for name, (title, sign) in views.items()
    }


def main() -> None:
    """Run one page, where whoever asks may open it."""
    offline.install()
    state.language()
    st.set_page_config(
        page_title="PetaPAM",
        page_icon="🗺️",
        layout="wide",
        initial_sidebar_state="collapsed" if state.kiosk() else SIDEBAR_PX,
    )
    screen.style("page")
    actor = state.actor()
    pages = _pages(actor)
    shown = "hidden" if state.kiosk() else "sidebar"
    page = st.navigation(list(pages.values()), position=shown, expanded=True)
    view = next(name for name, it in pages.items() if it == page)
    st.session_state["fault"] = ""
    if state.kiosk():
        screen.style("kiosk")
    opened = admission.may_open(view, actor)
    if not opened or view in WITHOUT_OPERATION:
        with st.sidebar:
            admission.strip(actor)
            controls.language()
        if opened:
            page.run()
        else:
            admission.refuse(actor)
        return
    _run(page, view, actor)


def _run(page: StreamlitPage, view: str, actor: Actor) -> None:
    """Run a page that whoever asks may open."""
    served = os.environ.get(OPERATION_VARIABLE, DEFAULT_OPERATION)
    with st.sidebar:
        admission.strip(actor)
        controls.language()
        chosen = controls.operation(trail.start(served))
        aside.begin()
        if chosen is not None:
            hand.begin(str(state.operation()), served)
            controls.travel(chosen)
        controls.response()
    if chosen is None:
        _sorry(st.session_state["fault"])
        return
    hand.settle()
    bar = st.container()
    try:
        page.run()
    except ForbiddenError as error:
        screen.notice(text.error(error), kind="error")
    except GeoError as error:
        _sorry(text.error(error))
    hand.settle()
    if not state.kiosk():
        with bar:
            if view in PLANNING:
                planbar.show(chosen)
            planbar.brought_back()


def _sorry(why: str) -> None:
    screen.notice(_("This operation cannot be shown.") + "\n" + why, kind="error")


main()
