"""Province: many operations at once - need, shortfall and gaps by polres, and the way into each of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    aside,
    cache,
    mapview,
    province_scene,
    province_words,
    provinces,
    remedies,
    screen,
    sentences,
    state,
    tables,
)
from dashboard.layers import Payload
from dashboard.text import _, number, percent
from geo.batch.province import Line, Province

BRIEFING = "views/briefing.py"
COMMAND = "petapam batch FOLDER --out provinsi.gpkg --shelf"
CHOSEN = "operation of the province"
LISTED = 8


def _parts(counts: dict[str, int], labels: dict[str, str]) -> str:
    """Return counts in words, the largest first; empty where there are none."""
    most = sorted(counts.items(), key=lambda it: (-it[1], it[0]))
    return " · ".join(f"{number(n)} {labels.get(key, key)}" for key, n in most if n)


def figures(run: Province) -> list[tuple[str, str, str, str]]:
    """Return the four cards: reached, not reached, need, and who is short."""
    stations, covered, gaps = (run.total(it) for it in ("stations", "covered", "gaps"))
    late = _parts(_late(run.people("gap_causes")), remedies.causes())
    need, short = (sentences.people(run.people(it)) for it in ("need", "shortfall"))
    share = covered / stations if stations else None
    people = sum(run.people("need").values())
    unmanned = _("{n} TPS lack people").format(n=number(stations - run.total("served")))
    return [
        (
            "good",
            _("TPS reached in time"),
            f"{number(covered)} / {number(stations)}",
            _("{share} of all TPS, {means}").format(share=percent(share), means=province_words.means(run)),
        ),
        ("bad", _("TPS not reached in time"), number(gaps), late or _("no gap")),
        ("people", _("Need"), number(people), need or "–"),
        ("risk", _("Short"), number(run.total("short")), f"{short or _('no shortfall')} · {unmanned}"),
    ]


def _late(causes: dict[str, int]) -> dict[str, int]:
    """Return the causes for which nobody is there in time; a station may lack people and be reached."""
    return {cause: n for cause, n in causes.items() if cause != "no_strength"}


def ranked(run: Province, by: str) -> list[Line]:
    """Return the operations, the worst first: by share reached, or by people short."""
    if by == "short":
        return sorted(run.lines, key=lambda it: (-it.short, it.key))
    return sorted(run.lines, key=lambda it: (it.covered_share if it.stations else 2.0, it.key))


def chosen(run: Province) -> Line | None:
    """Return the operation that is selected on map or table."""
    key = state.held(CHOSEN, "")
    return next((it for it in run.lines if it.key == key), None)


def choose(line: Line) -> None:
    """Select an operation on the map and below the table."""
    if state.held(CHOSEN, "") != line.key:
        state.hold(CHOSEN, line.key)
        st.rerun()


def area(run: Province, by: str) -> None:
    """Show the operations as outlines; a click selects one."""
    lines = province_scene.drawn(run)
    if not lines:
        screen.notice(_("No operation of this run has an outline."))
        return
    addresses = {name: mapview.address(it) for name, it in province_scene.layers(lines).items()}
    url = mapview.address(Payload.of(province_scene.scene(lines, addresses, by))) or ""
    painted = {"villages": province_scene.marks(lines, by), "classes": "", "marks": "", "around": None}
    line = chosen(run)
    if line is not None:
        painted["around"] = province_scene.middle(line)
    click = mapview.news(mapview.drawn(url, painted, view="province", clicks=True), view="province")
    found = click and province_scene.at(lines, lon=click.lon, lat=click.lat)
    if found:
        choose(found)


def table(run: Province, by: str) -> None:
    """Show the operations, the worst first; the selected row becomes the selected operation."""
    rows = ranked(run, by)
    screen.title(_("{n} operations, the worst first").format(n=number(len(rows))))
    key = f"province {by} {run.made_at.isoformat()}"
    picked = tables.picked(key)
    if picked is not None:
        choose(rows[picked])
    tables.show(
        pd.DataFrame(
            {
                _("Operation"): [province_words.short_name(it) for it in rows],
                "TPS": [it.stations for it in rows],
                _("Reached"): [100 * it.covered_share for it in rows],
                _("Gaps"): [it.gaps for it in rows],
                _("Need"): [sum(it.need.values()) for it in rows],
                _("Short"): [it.short for it in rows],
            }
        ),
        key=key,
        bars=[_("Reached")],
        widths={
            _("Operation"): 140,
            "TPS": 58,
            _("Reached"): 88,
            _("Gaps"): 58,
            _("Need"): 74,
            _("Short"): 60,
        },
        defined={
            _("Reached"): "covered_share",
            _("Gaps"): "gaps",
            _("Need"): "need",
            _("Short"): "shortfall",
        },
        rows=LISTED,
    )


def detail(run: Province) -> None:
    """Say more of the selected operation, and offer to open it."""
    line = chosen(run)
    if line is None:
        screen.note(_("Select an operation on the map or in the table to open it."))
        return
    causes = _parts(line.gap_causes, remedies.causes())
    told = f" · {_('Gaps')} (TPS): {causes}" if causes else ""
    screen.note(f"{line.name}: {province_scene.note(line)}{told}")
    place = provinces.openable(line)
    if place is None:
        screen.notice(_("The folder of this operation is not there any more."), kind="warning")
    elif st.button(_("Open this operation"), type="primary", width="stretch", key="open operation"):
        state.open_operation(place)
        state.take_scenario(run.scenario)
        st.switch_page(BRIEFING)


def doubts(run: Province) -> None:
    """Say what has no result, what changed since the run, and which sums do not agree."""
    if run.failures:
        told = "\n".join(province_words.failure(it) for it in run.failures)
        head = _("{n} operations have no result; they are in none of these figures.")
        screen.notice(head.format(n=number(len(run.failures))) + "\n" + told, kind="error")
    for words, there in (
        (_("Changed since the run, so run it again: {names}."), provinces.changed),
        (_("Sums that do not agree: {names}. See the page Method."), lambda it: not it.sums_agree),
        (_("Posting cut short, may not be the best: {names}."), lambda it: not it.proven),
        (_("Minutes by another way than was asked for: {names}."), lambda it: bool(it.doubts)),
    ):
        listed = [province_words.short_name(it) for it in run.lines if there(it)]
        if listed:
            screen.notice(words.format(names=", ".join(listed)), kind="warning")


def empty() -> None:
    """Say that there is no run yet, and the command that makes one."""
    meta = cache.operation(str(state.operation())).meta
    subtitle = f"{meta.name} · {_('many operations at once, one for each polres')}"
    screen.masthead(_("Province"), subtitle, meta)
    screen.notice(
        _("There is no run yet. On the command line, where FOLDER holds one folder for each operation:")
        + f"\n\n{COMMAND}\n\n"
        + _("Then open this page again: it shows need, shortfall and gaps by polres.")
    )
    screen.note(
        _("An invented province to try it out (SIMULASI): python data/build.py province FOLDER, in a clone.")
    )


def main() -> None:
    """Show the page."""
    run = cache.province()
    if run is None:
        empty()
        return
    labels = {"covered": _("Reached"), "short": _("Short")}
    with aside.own():
        by = st.segmented_control(
            _("Colour and order by"),
            list(labels),
            default="covered",
            format_func=labels.__getitem__,
            key="province by",
            width="stretch",
        )
        screen.note(_("The run has a plan of its own; what follows here is of the open operation."))
    subtitle = _("{n} operations with {villages} electing villages").format(
        n=number(len(run.lines)), villages=number(run.total("villages"))
    )
    screen.badged(_("Province"), subtitle, classification=run.classification, simulated=run.simulated)
    screen.answer(f"{province_words.reach(run)} {province_words.people(run)}", province_words.caption(run))
    screen.cards(figures(run), defined=("covered", "gaps", "need", "shortfall"))
    left, right = screen.halves()
    with left:
        area(run, by or "covered")
    with right:
        table(run, by or "covered")
        detail(run)
    doubts(run)
    screen.style("province")


if __name__ == "__main__":
    main()
