"""Fourth step of the import: everything that has a place on one map; a click opens its row."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    import_desk,
    import_picture,
    import_scene,
    import_words,
    mapview,
    rulings,
    screen,
    state,
    tables,
)
from dashboard.import_desk import OPEN, SHOWN, Desk, Outcome
from dashboard.import_picture import Picture
from dashboard.layers import Payload
from dashboard.text import _, number

HELD, CHOSEN = "import picture", "import chosen"
VIEW = "import"


def show(desk: Desk, outcome: Outcome) -> None:
    """Show the map at the left, and at the right what is known of the chosen row."""
    shown = _picture(desk, outcome)
    if shown.bounds is None:
        screen.notice(_("Nothing in the files has a place yet."), kind="warning")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        click = _drawn(desk, shown)
    if click is not None and click.kind == "station" and click.index < len(shown.points):
        spot = shown.points.iloc[click.index]
        state.hold(CHOSEN, (desk.turn, int(spot["examination"]), int(spot["row"]), str(spot["label"])))
    with right:
        _said(shown)
        turn, position, row, label = state.held(CHOSEN, (-1, 0, 0, ""))
        if turn == desk.turn:
            _row(outcome, (position, row), label)
        else:
            screen.note(_("Click a place to see its row."))


def _picture(desk: Desk, outcome: Outcome) -> Picture:
    seen, made = state.held(HELD, ("", None))
    if made is None or seen != desk.seen:
        made = import_picture.picture(outcome)
        state.hold(HELD, (desk.seen, made))
    return made


def _drawn(desk: Desk, shown: Picture) -> mapview.Click | None:
    """Show the map and return what was just clicked."""
    own = import_desk.ground(desk) == str(state.operation())
    basemap = mapview.background() if own else None
    made = import_scene.layers(shown)
    addresses = {name: mapview.address(made[name]) for name in ("villages", "districts", "stations")}
    url = mapview.address(Payload.of(import_scene.scene(shown, addresses, basemap=basemap))) or ""
    painted = {**import_scene.marks(shown), "lines": mapview.address(made["lines"])}
    painted["units"] = mapview.address(
        Payload.of({name: [] for name in ("lon", "lat", "name", "note", "look", "drawn", "labelled")})
    )
    click = mapview.drawn(url, painted, view=VIEW, basemap=basemap is not None, clicks=True)
    return mapview.news(click, view=VIEW)


def _said(shown: Picture) -> None:
    """Say what the map does not show."""
    near = import_picture.near(shown)
    lines = [_("Places drawn: {n}.").format(n=number(len(shown.points)))]
    if shown.unplaced:
        lines.append(_("Used without a place, so not on the map: {n}.").format(n=number(shown.unplaced)))
    off = import_picture.off_frame(shown)
    if off:
        lines.append(_("Off the frame, seen when you zoom out: {n}.").format(n=number(off)))
    if shown.left:
        lines.append(_("Not drawn, so that the map stays quick: {n}.").format(n=number(shown.left)))
    if len(shown.moves):
        lines.append(
            _("Places moved by a repair: {n}. {k} of them were on this map before and have a line.").format(
                n=number(len(shown.moves)), k=number(int(near.sum()))
            )
        )
    screen.listed(_("On the map"), lines)


def _row(outcome: Outcome, at: tuple[int, int], label: str) -> None:
    """Show what was found in a row, and lead to it."""
    position, row = at
    examination = outcome.consultation.examinations[position]
    screen.title(label)
    place = int((examination.table.rows == row).argmax())
    screen.note(
        f"{examination.sheet.file} · {rulings.place(row)} · {rulings.statuses()[examination.status[place]]}"
    )
    found = examination.findings[examination.findings["row"].eq(row)]
    if found.empty:
        screen.note(_("Nothing was found in this row: it is taken as it stands."))
        return
    rules, statuses = rulings.rulings(), rulings.statuses()
    tables.show(
        pd.DataFrame(
            {
                _("What"): [rules[it].what for it in found["rule"]],
                _("Field"): [import_words.found_field(it) for it in found["field"]],
                _("Change"): [
                    rulings.change(a, b) for a, b in zip(found["before"], found["after"], strict=True)
                ],
                _("Status"): [statuses[it] for it in found["status"]],
            }
        )
    )
    worst = max(found.itertuples(), key=lambda it: list(statuses).index(it.status))
    if st.button(_("Open it among the findings"), icon=":material/arrow_back:", key="import open row"):
        state.hold(SHOWN, worst.status)
        state.hold(OPEN, f"{position} {worst.rule} {worst.field} {worst.status}")
        state.hold(import_desk.STEP, "found")
        st.rerun()
