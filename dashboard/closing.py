"""Closing roads: draw a point, a line or an area on the map, say why, and open again what is closed."""

from __future__ import annotations

import streamlit as st

from dashboard import drawing, screen, state
from dashboard.drawing import Drawing
from dashboard.text import _, number
from geo import travel
from geo.changes import Closure
from geo.operation import Operation
from geo.scenario import Scenario

ENOUGH = {"Point": 1, "LineString": 2, "Polygon": 3}


def tool(of: Operation) -> None:
    """Show the tool; what it closes is part of the scenario."""
    shapes = {"Point": _("Road"), "LineString": _("Line"), "Polygon": _("Area")}
    chosen = st.segmented_control(
        _("Close roads"),
        list(shapes),
        format_func=shapes.__getitem__,
        key=f"closing {state.revision()}",
        width="stretch",
        help=_("Choose a shape, then click on the map: a road, or the corners of a line or an area."),
    )
    drawing.begin(chosen or "")
    drawn = drawing.current()
    if drawn.shape:
        _finish(drawn)
    _closed(of, state.scenario())


def _finish(drawn: Drawing) -> None:
    reason = st.text_input(_("Reason"), key="closing reason", placeholder=_("flood, market, convoy"))
    screen.note(_("{n} points set on the map.").format(n=number(len(drawn.points))))
    done, away = st.columns(2)
    lacking = len(drawn.points) < ENOUGH[drawn.shape]
    if done.button(_("Close"), disabled=lacking, width="stretch", type="primary"):
        points = drawn.points[-1:] if drawn.shape == "Point" else drawn.points
        _set(
            (*state.scenario().closures, Closure(type=drawn.shape, coordinates=points, reason=reason.strip()))
        )
    if away.button(_("Discard"), disabled=not drawn.points, width="stretch"):
        drawing.erase()
        st.rerun()


def _closed(of: Operation, plan: Scenario) -> None:
    if not plan.closures:
        return
    model = travel.model(plan, roads=of.roads)
    screen.note(_("{n} streets are closed.").format(n=number(int(model.closed.sum()))))
    for i, closure in enumerate(plan.closures):
        screen.note(f"{i + 1}. {closure.reason or _('no reason given')}")
        if st.button(_("Open again"), key=f"reopen {i} {state.revision()}", width="stretch"):
            _set(plan.closures[:i] + plan.closures[i + 1 :])


def _set(closures: tuple[Closure, ...]) -> None:
    state.set_scenario(state.scenario().model_copy(update={"closures": closures}))
    drawing.erase()
    st.rerun()
