"""Phases: who is out at which stage and on which day, when everybody leaves, and what is not ready."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    aside,
    cache,
    charts,
    march,
    names,
    palette,
    registers,
    screen,
    sentences,
    staging,
    state,
    tables,
    work,
)
from dashboard.text import _, clock, date, named, number, percent
from geo import catalogue
from geo.evaluate import Evaluation
from geo.phasing import Phasing
from geo.stage import PLACES, Stage

BAR_PX = 40


def sentence(made: Phasing) -> str:
    """Say when the first leave, and what is not ready."""
    plan = made.scenario
    ready = made.readiness.totals
    missing = int(ready.loc["personnel", "missing"]) if "personnel" in ready.index else 0
    pending = int(made.preparations["open"].sum())
    rest = _("{missing} people are missing, {open} preparations are open.").format(
        missing=number(missing), open=number(pending)
    )
    if made.movement is None or made.movement.units["departure"].isna().all():
        voting = made.by_stage[made.by_stage["stage_id"] == "voting"]
        start = _("Voting takes at least {n} of {all} people;").format(
            n=number(voting["people"].sum()), all=number(voting["strength"].sum())
        )
        return f"{start} {rest}"
    first = made.movement.units.iloc[0]
    start = _("{n} guards stand at their TPS by {hour} on H-1 if the first unit leaves at {leave};").format(
        n=number(made.movement.units["people"].sum()),
        hour=clock(plan.arrive_by),
        leave=march.moment(first["departure"], eve=made.eve),
    )
    return f"{start} {rest}"


def cards(made: Phasing, chosen: Stage) -> None:
    """Show the stage, the movement, the reports and the register in one figure each."""
    rows = made.by_stage[made.by_stage["stage_id"] == chosen.id]
    out, there = rows["people"].sum(), rows["strength"].sum()
    units, ready = made.readiness.units, made.readiness.totals
    planned, missing = ready.reindex(["personnel"])[["planned", "missing"]].fillna(0).iloc[0]
    entered = made.preparations
    silent = int((entered["done"] + entered["open"]).eq(0).sum())
    screen.cards(
        [
            (
                "people",
                named(chosen.name),
                f"{number(out)} / {number(there)}",
                _("at least, {share} of every force").format(share=percent(rows["share"].max())),
            ),
            _leaving(made),
            (
                "bad" if missing or not units["reported"].all() else "good",
                _("Missing at H-1"),
                number(missing),
                _("of {n} people; {units} units without a report").format(
                    n=number(planned), units=number((~units["reported"]).sum())
                ),
            ),
            (
                "bad" if entered["open"].sum() or silent else "good",
                _("Open preparations"),
                number(entered["open"].sum()),
                _("in {n} villages; {silent} villages without an entry").format(
                    n=number(entered["open"].gt(0).sum()), silent=number(silent)
                ),
            ),
        ],
        defined=["", "departure", "readiness", ""],
    )


def _leaving(made: Phasing) -> tuple[str, str, str, str]:
    moved = made.movement
    if moved is None or moved.units["departure"].isna().all():
        return "people", _("First departure"), "–", _("nobody is posted yet")
    unit_id, first = moved.units.index[0], moved.units.iloc[0]
    told = _("{unit}; forms up at {hour}").format(
        unit=made.units.loc[unit_id, "name"], hour=march.moment(first["muster"], eve=made.eve)
    )
    return "people", _("First departure"), march.moment(first["departure"], eve=made.eve), told


def by_force(made: Phasing, chosen: Stage) -> None:
    """Show who is out at a stage at least, by force."""
    rows = made.by_stage
    rows = rows[rows["stage_id"] == chosen.id]
    parts = {"out": _("out at least"), "left": _("free")}
    long = rows.rename(columns={"people": "out"}).melt(
        "force", list(parts), var_name="part", value_name="people"
    )
    long = long.assign(label=long["force"].map(names.force_labels()), part=long["part"].map(parts))
    colours = {parts[key]: colour for key, colour in palette.STAGE_COLOURS.items()}
    screen.title(_("By force: {stage}").format(stage=named(chosen.name).lower()))
    st.altair_chart(charts.stacked(long, colours=colours, height=BAR_PX), width="stretch")
    changed = chosen.id in dict(made.scenario.stage_shares)
    screen.note(
        _("The planner's own share; published of {year}: {part}/{of}.").format(
            year=chosen.year, part=chosen.part, of=chosen.of
        )
        if changed
        else _(
            "Smallest share of every force, rounded up to whole people: {part}/{of}, {year}, mark {mark}."
        ).format(part=chosen.part, of=chosen.of, year=chosen.year, mark=chosen.mark)
    )


def timeline(made: Phasing) -> None:
    """Show where everybody is on each day of the operation."""
    days, places = catalogue.days(), names.place_labels()
    rows = made.by_day.groupby("day_id", sort=False)[list(PLACES)].sum()
    long = (
        rows.rename_axis("day_id")
        .reset_index()
        .melt("day_id", list(PLACES), var_name="part", value_name="people")
    )
    label = {key: named(day.name) for key, day in days.items()}
    long = long.assign(label=long["day_id"].map(label), part=long["part"].map(places))
    screen.title(_("From H-1 to H+7"))
    colours = {places[place]: palette.PLACE_COLOURS[place] for place in PLACES}
    st.altair_chart(charts.stacked(long, colours=colours, height=BAR_PX - 6), width="stretch")
    election = made.operation.meta.election_day
    hours = "; ".join(f"{label[key]}: {named(day.hours)}" for key, day in days.items() if day.hours)
    screen.note(f"H = {date(election)}. {hours}. " + sentences.days_proposed())


def details(made: Phasing) -> None:
    """Show the days by force, and let the planner change who is where."""
    with st.expander(_("Who is where on each day: change the shares (SIMULASI)")):
        shares, people = st.tabs([_("Shares"), _("People by force")])
        with shares:
            staging.days()
        with people:
            label = {key: named(day.name) for key, day in catalogue.days().items()}
            rows = made.by_day
            shown = rows.assign(
                day_id=rows["day_id"].map(label), force=rows["force"].map(names.force_labels())
            )
            tables.show(
                shown.rename(
                    columns={
                        "day_id": _("Day"),
                        "force": _("Force"),
                        "strength": _("Strength"),
                        **names.place_labels(),
                    }
                )
            )


def phasing(evaluation: Evaluation) -> Phasing:
    """Return what the plan comes to over time; without movement as long as the posting is being made."""
    posting = work.result(
        _("Posting"),
        "posting",
        evaluation.digest,
        make=lambda progress: evaluation.guarding.posted(should_stop=progress.should_stop),
    )
    return evaluation.phased(None if posting is None else posting.rows)


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    with aside.own():
        staging.march()
    top = st.container()
    chosen = staging.stage()
    evaluation = cache.evaluation(operation, state.scenario())
    with top:
        screen.head(_("Phases"), operation.meta.name, evaluation)
        made = phasing(evaluation)
        screen.answer(sentence(made), names.caption(evaluation))
    cards(made, chosen)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        by_force(made, chosen)
    with right:
        timeline(made)
    details(made)
    march.show(made, digest=evaluation.digest)
    registers.readiness(made)
    registers.preparations(made, digest=evaluation.digest)


if __name__ == "__main__":
    main()
