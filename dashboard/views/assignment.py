"""Assignment: who guards which station, why, and how fair the load is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    aside,
    cache,
    mapview,
    names,
    palette,
    payloads,
    posting_controls,
    posting_tables,
    reasons,
    screen,
    sentences,
    state,
    work,
)
from dashboard.legend import DIGITS, Kinds, Look, codes
from dashboard.text import _, number, percent
from geo import schema
from geo.assignment import Posting
from geo.evaluate import Evaluation

NAMED = 12
"""So many units the legend names; the others are told by a click."""


def how(made: Posting) -> str:
    """Say how good the posting is."""
    if made.proven:
        return _("Proven: no other posting serves more TPS by class, or with fewer minutes.")
    return _("Not proven best: at most {gap} better is possible.").format(gap=percent(made.gap))


def figures(evaluation: Evaluation, made: Posting) -> list[tuple[str, str, str, str]]:
    """Return the four cards."""
    load, rows = made.load, made.rows
    far = rows["travel_min"].max()
    nearest = rows["reason"].eq("nearest").mean() if len(rows) else float("nan")
    return [
        (
            "good",
            _("TPS complete"),
            f"{number(made.served)} / {number(len(made.stations))}",
            _("from the nearest unit alone: {n}").format(
                n=number(evaluation.guarding.filled(nearest_only=True).served)
            ),
        ),
        (
            "people",
            _("People posted"),
            number(rows["people"].sum()),
            _("{n} left, {reserve} kept back").format(
                n=number(load["left"].sum()), reserve=number(load["reserve"].sum())
            ),
        ),
        (
            "bad",
            _("People missing"),
            number(made.stations["missing"].sum()),
            _("at {n} TPS").format(n=number(made.stations["missing"].gt(0).sum())),
        ),
        (
            "risk",
            _("From the nearest unit"),
            percent(nearest),
            _("the longest way: {m} minutes").format(m=number(far, 1)),
        ),
    ]


def _force(made: Posting) -> str:
    there = [f for f in names.force_labels() if f in set(made.rows["force"])] or ["polri"]
    labels = names.force_labels()
    return (
        st.segmented_control(
            _("Force on the map"),
            there,
            default=there[0],
            format_func=labels.__getitem__,
            key="posting force",
            width="stretch",
        )
        or there[0]
    )


def look(evaluation: Evaluation, made: Posting, force: str) -> tuple[Look, dict[str, object]]:
    """Return how the map tells units apart, and the state that goes with it."""
    rows = made.rows[made.rows["force"] == force]
    firsts = rows.drop_duplicates("station_id").set_index("station_id")["unit_id"]
    guards = [unit for unit in evaluation.units.index if unit in set(rows["unit_id"])]
    position = {unit: i % (len(DIGITS) - 2) for i, unit in enumerate(guards)}
    looks = palette.kind_looks(min(len(guards), len(DIGITS) - 2))
    short, none = len(looks), len(looks) + 1
    stations = made.stations
    kinds = [
        short if not served else position.get(firsts.get(station), none)
        for station, served in zip(stations.index, stations["served"], strict=True)
    ]
    labels = [str(evaluation.units["name"][unit]) for unit in guards[: len(looks)]]
    told = Kinds(
        _("Guarded by"),
        (*labels, _("people are missing"), _("needs nobody of this force")),
        (*looks, palette.GAP_MARK, palette.CHANGE_MARKS["same"]),
        shown=NAMED if len(looks) > NAMED else None,
    )
    homes = pd.DataFrame(schema.xy(evaluation.units), index=evaluation.units.index)
    there = pd.DataFrame(evaluation.operation.station_xy, index=stations.index)
    strokes = payloads.strokes(
        homes.loc[rows["unit_id"]].to_numpy(float),
        there.loc[rows["station_id"]].to_numpy(float),
        [position[unit] for unit in rows["unit_id"]],
    )
    return Look(kinds=told), {"marks": codes(kinds), "lines": strokes}


def chosen_station(evaluation: Evaluation, made: Posting) -> None:
    """Show the selected station: who guards it and why, its nearest units, lock and unlock."""
    station_id = state.station()
    if station_id not in made.stations.index:
        screen.note(_("Click a TPS or a unit on the map."))
        return
    place, row = evaluation.stations.loc[station_id], made.stations.loc[station_id]
    screen.title(f"{place['village']} · TPS {number(place['number'])}")
    if why := reasons.missing(row, evaluation.units):
        screen.notice(why, kind="warning")
    for posted in made.rows[made.rows["station_id"] == station_id].to_dict("records"):
        screen.note(reasons.posted(posted, evaluation.units))
    posting_tables.nearest(evaluation, str(station_id))
    posting_tables.ties(evaluation, made, str(station_id))


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    with aside.own():
        posting_controls.posting()
    evaluation = cache.evaluation(operation, state.scenario())
    screen.head(_("Assignment"), operation.meta.name, evaluation)
    made = work.result(
        _("Posting"),
        "posting",
        evaluation.digest,
        make=lambda progress: evaluation.guarding.posted(should_stop=progress.should_stop),
    )
    if made is None:
        return
    screen.answer(
        sentences.posting(evaluation, made),
        f"{how(made)} · {names.caption(evaluation)}",
        defined=("served", "posted", "left"),
    )
    screen.cards(figures(evaluation, made), defined=("served", "posted", "need", "extra_min"))
    left, right = screen.halves()
    with left:
        force = _force(made)
        shown, extra = look(evaluation, made, force)
        unit = state.unit()
        if unit in evaluation.units.index and evaluation.units.geometry[unit] is not None:
            point = evaluation.units.geometry[unit]
            extra["around"] = [point.y, point.x]
        click = mapview.clickable(evaluation, view="assignment", look=shown, extra=extra)
        if click is not None and click.kind == "unit":
            state.set_unit(str(evaluation.units.index[click.index]))
            st.rerun()
    with right:
        chosen_station(evaluation, made)
        posting_tables.chosen_unit(evaluation, made)
        posting_tables.load(evaluation, made)
        posting_tables.relaxations(evaluation, made)
    posting_tables.posting_list(evaluation, made)
    screen.style("deep")


if __name__ == "__main__":
    main()
