"""The dashboard's one script: language, navigation, sidebar, and the page that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from dashboard import aside, controls, offline, planbar, screen, state, text
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
    "phases",
    "export",
)
OPERATION_VARIABLE = "PETAPAM_OPERATION"
SIDEBAR_PX = 256


def _pages() -> list[st.Page]:
    return [
        st.Page(HERE / "views" / "briefing.py", title=_("Briefing"), icon=":material/map:", default=True),
        st.Page(HERE / "views" / "risk.py", title=_("Risk"), icon=":material/warning:"),
        st.Page(HERE / "views" / "coverage.py", title=_("Coverage"), icon=":material/timer:"),
        st.Page(HERE / "views" / "strength.py", title=_("Strength"), icon=":material/groups:"),
        st.Page(HERE / "views" / "assignment.py", title=_("Assignment"), icon=":material/assignment_ind:"),
        st.Page(HERE / "views" / "gaps.py", title=_("Gaps"), icon=":material/healing:"),
        st.Page(HERE / "views" / "siting.py", title=_("Siting"), icon=":material/add_location_alt:"),
        st.Page(HERE / "views" / "stress.py", title=_("Stress test"), icon=":material/bolt:"),
        st.Page(HERE / "views" / "compare.py", title=_("Compare"), icon=":material/compare_arrows:"),
        st.Page(HERE / "views" / "phases.py", title=_("Phases"), icon=":material/event_upcoming:"),
        st.Page(HERE / "views" / "province.py", title=_("Province"), icon=":material/travel_explore:"),
        st.Page(HERE / "views" / "export.py", title=_("Print & export"), icon=":material/print:"),
        st.Page(HERE / "views" / "data.py", title=_("Data"), icon=":material/edit_location_alt:"),
        st.Page(HERE / "views" / "method.py", title=_("Method"), icon=":material/function:"),
    ]


def main() -> None:
    """Run one page."""
    offline.install()
    state.language()
    st.set_page_config(
        page_title="PetaPAM",
        page_icon="🗺️",
        layout="wide",
        initial_sidebar_state="collapsed" if state.kiosk() else SIDEBAR_PX,
    )
    screen.style("page")
    page = st.navigation(_pages(), position="hidden" if state.kiosk() else "sidebar", expanded=True)
    default = os.environ.get(OPERATION_VARIABLE, DEFAULT_OPERATION)
    st.session_state["fault"] = ""
    with st.sidebar:
        controls.language()
        chosen = controls.operation(default)
        aside.begin()
        if chosen is not None:
            controls.travel(chosen)
        controls.response()
    if state.kiosk():
        screen.style("kiosk")
    if chosen is None:
        _sorry(st.session_state["fault"])
        return
    bar = st.container()
    try:
        page.run()
    except GeoError as error:
        _sorry(text.error(error))
    if page.url_path in PLANNING and not state.kiosk():
        with bar:
            planbar.show(chosen)


def _sorry(why: str) -> None:
    screen.notice(_("This operation cannot be shown.") + "\n" + why, kind="error")


main()
