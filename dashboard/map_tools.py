"""What is done on the editing map: choose, move, add, remove, draw; each click or drop becomes an edit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from dashboard import begun, drafts, edit_map, fields, screen, state
from dashboard.drafts import Draft
from dashboard.edit_map import CORNER, PENDING, Sight, corner_at
from dashboard.edit_table import sentence
from dashboard.mapview import Click
from dashboard.text import _, number
from geo.editing import Bent, Drawn, Edit, Moved, Removed, Spot
from geo.editing.sketch import CORNERS
from geo.errors import GeoError
from geo.operation import Operation
from geo.schema import Kind

HAND, SAID = "data hand", "data said"
SELECT, ADD, DRAW = "select", "add", "draw"
DECIMALS = 6


@dataclass(frozen=True)
class Hand:
    """What the user does on the map: the tool, what is selected, and the corners drawn so far."""

    kind: Kind = "stations"
    tool: str = SELECT
    selected: str = ""
    corners: tuple[Spot, ...] = ()
    quality: str = "simulated"


def hand(kind: Kind) -> Hand:
    """Return what the user does on the map of a kind; another kind begins with nothing selected."""
    kept: Hand = state.remembered(HAND, Hand())
    return kept if kept.kind == kind else Hand(kind)


def keep(now: Hand) -> None:
    """Remember what the user does on the map."""
    state.remember(HAND, now)


def show(draft: Draft, kind: Kind) -> None:
    """Show tools and map, and do what a click or drop asks for."""
    now = hand(kind)
    if now.selected and now.selected not in getattr(draft.now, kind).index:
        now = replace(now, selected="")
    now = _tools(draft, now)
    keep(now)
    said = state.remembered(SAID, "")
    if said:
        screen.notice(said, kind="error")
    drawing = now.tool == DRAW
    click, rows = edit_map.show(draft, Sight(kind, now.selected, drawing, now.corners))
    if click is not None:
        state.remember(SAID, "")
        _clicked(draft, now, (click, rows))
        st.rerun()


def _edit(draft: Draft, edit: Edit) -> bool:
    """Make an edit; where it is not allowed say why on the next run."""
    try:
        drafts.make(draft, edit)
    except GeoError as error:
        state.remember(SAID, "\n".join(sentence(it) for it in error.faults))
        return False
    state.remember(SAID, "")
    return True


def _tools(draft: Draft, now: Hand) -> Hand:
    """Offer the tools of a kind; return what is in the hand now."""
    if now.tool == DRAW:
        return _drawing(draft, now)
    if now.selected:
        return _selected(draft, now)
    labels = {SELECT: _("Select and move"), ADD: _("Add by click")}
    if now.kind == "villages":
        labels = {SELECT: _("Select"), DRAW: _("Draw a new village")}
    left, right = st.columns([3, 2], vertical_alignment="center")
    chosen = left.segmented_control(
        _("Tool"),
        list(labels),
        default=now.tool,
        format_func=labels.__getitem__,
        key=f"data tool {now.kind} {now.tool}",
        label_visibility="collapsed",
    )
    quality = now.quality
    with right:
        if now.tool == ADD and now.kind == "stations":
            known = fields.quality_labels()
            quality = st.selectbox(
                _("Location"),
                list(known),
                index=list(known).index(quality),
                format_func=known.__getitem__,
                key="data quality",
                label_visibility="collapsed",
            )
        else:
            screen.note(_hint(now))
    if chosen and chosen != now.tool:
        keep(replace(now, tool=chosen))
        st.rerun()
    return replace(now, quality=quality)


def _hint(now: Hand) -> str:
    if now.tool == ADD:
        return _("Click where the new unit stands.")
    hints = {
        "villages": _("Click a village to see its corners."),
        "stations": _("Click a TPS, then drag it."),
        "units": _("Click a unit, then drag it."),
    }
    return hints[now.kind]


def _selected(draft: Draft, now: Hand) -> Hand:
    """Offer what can be done with what is selected."""
    name, *buttons = st.columns(
        [3, 2, 3, 2] if now.kind == "villages" else [4, 2, 2], vertical_alignment="center"
    )
    with name:
        screen.note(fields.row_name(draft.now, now.kind, now.selected))
    remove, done = buttons[0], buttons[-1]
    if now.kind == "villages" and buttons[1].button(_("Draw anew"), key="data redraw", width="stretch"):
        keep(replace(now, tool=DRAW, corners=()))
        st.rerun()
    if remove.button(_("Remove"), key="data remove", width="stretch"):
        if _edit(draft, Removed(now.kind, now.selected)):
            keep(replace(now, selected=""))
        st.rerun()
    if done.button(_("Done"), key="data done", width="stretch"):
        state.remember(SAID, "")
        keep(replace(now, selected="", tool=SELECT))
        st.rerun()
    return now


def _drawing(draft: Draft, now: Hand) -> Hand:
    """Ask for what a new village is called, and say how far its border is."""
    edit: Edit = Drawn(now.selected, now.corners)
    if not now.selected:
        code, name, district = st.columns(3)
        row_id = code.text_input(_("Village code"), key="data village code", max_chars=40).strip()
        called = name.text_input(_("Name"), key="data village name", max_chars=80).strip()
        known = sorted(draft.now.villages["district"].unique())
        of = district.selectbox(
            _("District"),
            known,
            key="data village district",
            accept_new_options=True,
            index=0 if known else None,
        )
        edit = begun.village(draft.now, (row_id, called, str(of or "")), now.corners)
    told, take, clear, cancel = st.columns([4, 3, 2, 2], vertical_alignment="center")
    with told:
        screen.note(
            _("{n} corners: click on the map, one after the other.").format(n=number(len(now.corners)))
        )
    if take.button(
        _("Take the border"),
        type="primary",
        key="data take",
        width="stretch",
        disabled=len(now.corners) < CORNERS,
    ):
        if _edit(draft, edit):
            keep(Hand(now.kind, selected=getattr(edit, "id", "")))
        st.rerun()
    if clear.button(_("Back"), key="data corner back", width="stretch", disabled=not now.corners):
        keep(replace(now, corners=now.corners[:-1]))
        st.rerun()
    if cancel.button(_("Cancel"), key="data cancel", width="stretch"):
        state.remember(SAID, "")
        keep(Hand(now.kind, selected=now.selected))
        st.rerun()
    return now


def _clicked(draft: Draft, now: Hand, told: tuple[Click, pd.DataFrame]) -> None:
    """Do what a click or a drop asks for."""
    click, rows = told
    spot = (round(click.lon, DECIMALS), round(click.lat, DECIMALS))
    if click.kind == "post" and click.index < len(rows):
        _dropped(draft, now, (rows.iloc[click.index], spot))
    elif click.kind == "chosen":
        return
    elif now.tool == DRAW:
        keep(replace(now, corners=(*now.corners, spot)))
    elif now.tool == ADD:
        _place(draft, now, spot)
    else:
        keep(replace(now, selected=_under(draft.now, now.kind, click)))


def _dropped(draft: Draft, now: Hand, told: tuple[pd.Series, Spot]) -> None:
    mark, spot = told
    if mark["role"] == PENDING:
        corners = tuple(spot if it == mark["at"] else it for it in now.corners)
        keep(replace(now, corners=corners))
    elif mark["role"] == CORNER:
        _edit(draft, Bent(now.selected, corner_at(draft.now, now.selected, mark["at"]), spot))
    elif now.kind != "villages":
        _edit(draft, Moved(now.kind, now.selected, spot))


def _under(now: Operation, kind: Kind, click: Click) -> str:
    """Return what was clicked, if it is of this kind."""
    if kind == "villages":
        return begun.village_at(now, (click.lon, click.lat))
    frame = now.stations if kind == "stations" else now.units
    wanted = "station" if kind == "stations" else "unit"
    return str(frame.index[click.index]) if click.kind == wanted and click.index < len(frame) else ""


def _place(draft: Draft, now: Hand, spot: Spot) -> None:
    """Add a station or unit where the user clicked, and select it."""
    edit = begun.station(draft.now, spot, quality=now.quality) if now.kind == "stations" else None
    if now.kind == "units":
        edit = begun.unit(draft.now, spot, name=_("New post"))
    if edit is None:
        state.remember(SAID, _("A TPS stands in a village: click within one."))
    elif _edit(draft, edit):
        keep(replace(now, selected=edit.id, tool=SELECT))
