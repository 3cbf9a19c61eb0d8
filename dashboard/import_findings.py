"""Third step of the import: what was found, rule by rule, questions first; every answer can be taken back."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pandas as pd
import streamlit as st

from dashboard import (
    import_answers,
    import_back,
    import_desk,
    import_rows,
    import_words,
    rulings,
    screen,
    state,
    tables,
    text,
)
from dashboard.import_answers import OWN, SHEET_ROW, Group
from dashboard.import_desk import OPEN, SHOWN, Desk, Outcome
from dashboard.text import _, number, percent
from geo.intake import report
from geo.intake.decision import Action
from geo.intake.finding import STATUSES, Status

ORDER: tuple[Status, ...] = ("questioned", "refused", "repaired", "clean")
EDGES = {"clean": "good", "repaired": "people", "questioned": "bad", "refused": "risk"}
MOST = 40
"""So many groups are shown at once; the gravest come first."""


def show(desk: Desk, outcome: Outcome) -> None:
    """Show the four numbers, the groups of one status, and the rows of the group that is open."""
    _cards(outcome)
    shown = _status(outcome)
    groups = [it for it in outcome.groups if it.status == shown]
    if not groups:
        screen.notice(_nothing(shown))
    for group in groups[:MOST]:
        _group(desk, outcome, group)
    if len(groups) > MOST:
        screen.note(
            _("{n} more kinds of findings follow when these are answered.").format(
                n=number(len(groups) - MOST)
            )
        )
    _sheets(desk, outcome)


def _cards(outcome: Outcome) -> None:
    """Show how many rows have each status."""
    rows, labels = max(int(outcome.totals["rows"]), 1), rulings.statuses()
    notes = {
        "clean": _("taken as they stand"),
        "repaired": _("changed, with before and after"),
        "questioned": _("doubtful: you say what is right"),
        "refused": _("cannot be used as they are"),
    }
    screen.cards(
        (
            EDGES[it],
            labels[it].capitalize(),
            number(int(outcome.totals[it])),
            f"{percent(outcome.totals[it] / rows)} · {notes[it]}",
        )
        for it in STATUSES
    )


def _status(outcome: Outcome) -> Status:
    """Offer the statuses and return the one whose findings are shown: questions while there are any."""
    counts = {it: sum(group.status == it for group in outcome.groups) for it in ORDER}
    first = next((it for it in ORDER if counts[it]), "clean")
    kept = state.held(SHOWN, "")
    now = kept if kept in ORDER else first
    labels = {
        "questioned": _("Questions"),
        "refused": _("Refused"),
        "repaired": _("Repairs"),
        "clean": _("Notes and answered"),
    }
    picked = st.segmented_control(
        _("Findings"),
        ORDER,
        default=now,
        format_func=lambda it: f"{labels[it]} ({number(counts[it])})",
        key=f"import status {now} {text.language()}",
        label_visibility="collapsed",
    )
    if picked and picked != now:
        state.hold(SHOWN, picked)
        st.rerun()
    return now


def _nothing(shown: Status) -> str:
    if shown == "questioned":
        return _("No question is open. The next step shows everything on the map.")
    if shown == "refused":
        return _("No row is refused.")
    return _("There is nothing here.")


def _group(desk: Desk, outcome: Outcome, group: Group) -> None:
    """Show one group with its answers; its rows stand below when it is open."""
    with st.container(border=True, key=f"import group {group.name}".replace(" ", "-")):
        told, answers = st.columns([5, 4], vertical_alignment="center")
        with told:
            screen.show(card(outcome, group))
        with answers, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
            _answers(desk, outcome, group)
        if state.held(OPEN, "") == group.name:
            import_rows.show(desk, outcome, group)


def _answers(desk: Desk, outcome: Outcome, group: Group) -> None:
    """Offer to accept a proposal, to take it back, to decide anew, and to see the rows."""
    for words, icon, action, first in offers(group):
        if st.button(
            words,
            icon=icon,
            key=f"import {action or 'undecided'} {group.name}",
            type="primary" if first else "secondary",
        ):
            _decide(desk, outcome, group, action)
    if group.rows and group.rows[0] == SHEET_ROW:
        return
    opened = state.held(OPEN, "") == group.name
    words = _("Hide the rows") if opened else _("Row by row")
    icon = ":material/expand_less:" if opened else ":material/expand_more:"
    if st.button(words, icon=icon, key=f"import rows {group.name}", type="tertiary"):
        state.hold(OPEN, "" if opened else group.name)
        st.rerun()


Offer = tuple[str, str, Action | None, bool]
"""What a button says, its icon, what it decides, and whether it is the one to think of first."""


def offers(group: Group) -> list[Offer]:
    """Return what can be decided about all rows of a group at once."""
    check, undo = ":material/check:", ":material/undo:"
    if group.rule == OWN:
        return [(_("Take these back"), undo, None, False)]
    if group.decided:
        return [(_("Decide anew"), undo, None, False)]
    if group.status == "repaired":
        return [(_("Take back: as in the file"), undo, "reject", False)]
    if group.status == "refused":
        return [(_("Accept the proposal"), check, "accept", True)] if group.proposed else []
    if group.status == "clean":
        return []
    made: list[Offer] = []
    if group.proposed:
        made.append((_("Accept the proposal"), check, "accept", True))
    elif not group.held:
        made.append((_("It is right"), check, "accept", True))
    if group.held:
        made.append((_("Leave these rows out"), ":material/block:", "reject", False))
    elif group.proposed:
        made.append((_("As in the file"), undo, "reject", False))
    return made


def _decide(desk: Desk, outcome: Outcome, group: Group, action: Action | None) -> None:
    """Decide about all rows of a group, and examine again."""
    examination = outcome.consultation.examinations[group.examination]
    rows = import_answers.findings(examination, group)["row"].astype(int).tolist()
    old = desk.wish(group.key).decisions
    if group.rule == OWN:
        made = import_answers.owned(old, group.field, dict.fromkeys(rows, None))
    else:
        made = import_answers.decided(old, group, action, every=examination.findings, rows=rows)
    import_desk.decide(desk, group.key, made)
    state.hold(OPEN, "")
    st.rerun()


def card(outcome: Outcome, group: Group) -> Element:
    """Return what is said of a group: what it is, what to do, how often, and the first examples."""
    ruling = rulings.rulings()[group.rule]
    box = Element("section", {"class": f"pp-found pp-found-{group.status}"})
    head = SubElement(box, "p", {"class": "pp-found-head"})
    SubElement(head, "span", {"class": "pp-found-what"}).text = ruling.what
    about = [import_words.found_field(group.field), import_words.rows(group.number)]
    if group.rows and group.rows[0] == SHEET_ROW:
        about = [rulings.place(SHEET_ROW)]
    if group.after and any(group.after) and group.status != "clean":
        about.append(_("{share} sure").format(share=percent(group.confidence)))
    if len(outcome.consultation.examinations) > 1:
        about.append(" / ".join(it for it in group.key if it))
    SubElement(box, "p", {"class": "pp-found-count"}).text = " · ".join(it for it in about if it)
    SubElement(box, "p", {"class": "pp-note"}).text = _remedy(group, ruling.remedy)
    for row, before, after in zip(group.rows, group.before, group.after, strict=True):
        changed = rulings.change(before, _named(outcome, group, after))
        if changed:
            line = SubElement(box, "p", {"class": "pp-found-example"})
            SubElement(line, "span", {"class": "pp-found-row"}).text = rulings.place(row)
            SubElement(line, "span").text = changed
    return box


def _remedy(group: Group, remedy: str) -> str:
    answered = {"accept": _("You accepted this."), "reject": _("You took this back.")}
    amount = rulings.amount(group.rule, group.amount)
    told = [answered.get(group.decided, ""), remedy]
    if amount:
        told.append(_("At most: {amount}.").format(amount=amount))
    return " ".join(it for it in told if it)


def _named(outcome: Outcome, group: Group, after: str | None) -> str | None:
    """Return a proposed village by name and code, everything else as it is."""
    if group.field != "village_id" or not isinstance(after, str):
        return after
    name = outcome.village_names.get(after)
    return f"{name}, {after}" if name else after


def _sheets(desk: Desk, outcome: Outcome) -> None:
    """Show the numbers of every sheet; those that were passed over are said."""
    consultation, labels = outcome.consultation, rulings.statuses()
    counted = report.counts(consultation.examinations)
    columns: dict[str, Any] = {
        _("File"): counted["file"],
        _("Sheet"): counted["sheet"],
        _("Lists"): counted["kind"].map(import_words.kinds()),
        _("Rows in"): counted["rows"],
        **{labels[it].capitalize(): counted[it] for it in STATUSES},
        _("No rows of their own"): counted["aside"],
        _("Waiting"): counted["held"],
        _("Used"): counted["used"],
    }
    told, back = st.columns([3, 2], vertical_alignment="center")
    with told:
        screen.title(_("Sheet by sheet"))
    with back:
        import_back.offer(desk, outcome)
    tables.show(
        pd.DataFrame(columns),
        helps={
            _("No rows of their own"): _("Empty rows, headings, totals and repetitions."),
            _("Waiting"): _("They cannot be used before you answer, or not at all."),
        },
    )
    screen.note(
        _("Rows in = clean + repaired + questioned + refused = no rows of their own + waiting + used.")
    )
    if consultation.passed:
        screen.listed(
            _("Sheets that were passed over"),
            [" · ".join(filter(None, (it.file, it.name))) for it in consultation.passed],
        )
