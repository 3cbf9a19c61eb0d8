"""The single rows of what was found: each is accepted, taken back, or given a value of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import fields, import_answers, import_desk, names, rulings, screen, tables, text
from dashboard.import_answers import Decisions, Group
from dashboard.import_desk import Desk, Outcome
from dashboard.text import _, number
from geo import schema
from geo.force import FORCES
from geo.intake.rules import RULES

ROWS, SHOWN = 300, 8
"""So many rows are answered at a time; so many are seen without scrolling."""
MOST_CHOICES = 3_000
COLUMNS = ["row", "before", "after", "note", "answer", "own"]
UNASKED, ACCEPT, REJECT = "", "accept", "reject"


def show(desk: Desk, outcome: Outcome, group: Group) -> None:
    """Show the rows of a group with their answers, and take the answers over at once."""
    examination = outcome.consultation.examinations[group.examination]
    found = import_answers.findings(examination, group)
    start = frame(outcome, group, found.head(ROWS))
    edited = st.data_editor(
        start,
        key=f"import rows of {group.name} {desk.turn} {text.language()}",
        hide_index=True,
        width="stretch",
        height=tables.ROW_PX * (min(len(start), SHOWN) + 1) + 3,
        disabled=["row", "before", "after", "note"],
        placeholder="–",
        column_config=_looks(outcome, group),
        column_order=[it for it in COLUMNS if it != "own" or may_own(group)],
    )
    changed = list(answers(start, edited))
    told, button = st.columns([4, 2], vertical_alignment="center")
    with told:
        if len(found) > ROWS:
            screen.note(
                _("The first {n} of {all} rows; the next ones follow when these are answered.").format(
                    n=number(ROWS), all=number(len(found))
                )
            )
    if button.button(
        _("Take over {n} answers").format(n=number(len(changed))),
        icon=":material/done_all:",
        key=f"import take rows {group.name}",
        type="primary",
        width="stretch",
        disabled=not changed,
    ):
        old = desk.wish(group.key).decisions
        import_desk.decide(desk, group.key, taken(old, group, changed, every=examination.findings))
        st.rerun()


def may_own(group: Group) -> bool:
    """Return whether a value of one's own can stand in the place of what the file says."""
    return group.field not in {"", "geometry"}


def frame(outcome: Outcome, group: Group, found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a group as the table shows them."""
    villages = outcome.village_names if group.field == "village_id" else {}
    other = RULES[group.rule].other
    known = outcome.village_names if other == "village_id" else {}
    rows = []
    for it in found.itertuples(index=False):
        after = None if pd.isna(it.after) else str(it.after)
        said = None if pd.isna(it.other) else str(it.other)
        notes = [rulings.amount(group.rule, it.amount)]
        if said:
            notes.append(
                known.get(said, rulings.place(int(said)) if other == "row" and said.isdecimal() else said)
            )
        shown = f"{villages[after]}, {after}" if after in villages else after
        before = None if pd.isna(it.before) else str(it.before)
        rows.append((int(it.row), before, shown, " · ".join(filter(None, notes)), it.decision, None))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"own": object})


def choices(outcome: Outcome, field: str) -> dict[str, str]:
    """Return what an own value of a field can be, with its words; nothing where it is typed freely."""
    known: dict[str, dict[str, str]] = {
        "kind": {it: names.unit_kind_labels()[it] for it in schema.UNIT_KINDS},
        "force": {it: names.force_labels()[it] for it in FORCES},
        "location_quality": fields.quality_labels(),
        "village_id": dict(sorted(outcome.village_names.items(), key=lambda it: it[1])),
    }
    found = known.get(field, {})
    return found if len(found) <= MOST_CHOICES else {}


def _looks(outcome: Outcome, group: Group) -> dict[str, Any]:
    labels = {
        UNASKED: "–",
        ACCEPT: _("accept") if group.proposed else _("it is right"),
        REJECT: _("leave out") if group.held else _("as in the file"),
    }
    known = choices(outcome, group.field)
    own: Any = st.column_config.TextColumn(_("Own value"), width=170, max_chars=500)
    if known:
        own = st.column_config.SelectboxColumn(
            _("Own value"), options=list(known), format_func=lambda it: known.get(it, it), width=170
        )
    return {
        "row": st.column_config.NumberColumn(_("Row"), format="%d", width=60),
        "before": st.column_config.TextColumn(_("In the file"), width=190),
        "after": st.column_config.TextColumn(_("Proposal"), width=190),
        "note": st.column_config.TextColumn(_("Note"), width=120),
        "answer": st.column_config.SelectboxColumn(
            _("Answer"), options=list(labels), format_func=lambda it: labels.get(it, it), width=110
        ),
        "own": own,
    }


def answers(start: pd.DataFrame, edited: pd.DataFrame) -> Iterator[tuple[int, str, str | None]]:
    """Give row, answer and own value of the rows of which either changed."""
    for was, now in zip(start.itertuples(index=False), edited.itertuples(index=False), strict=True):
        answer = now.answer if isinstance(now.answer, str) else UNASKED
        own = str(now.own).strip() if isinstance(now.own, str) and now.own.strip() else None
        if own is not None or answer != was.answer:
            yield int(was.row), answer, own


def taken(
    old: Decisions, group: Group, changed: list[tuple[int, str, str | None]], *, every: pd.DataFrame
) -> Decisions:
    """Return the decisions of a sheet with the answers to some rows; an own value counts before an answer."""
    made = old
    for action in (ACCEPT, REJECT, UNASKED):
        rows = [row for row, answer, own in changed if answer == action and own is None]
        if rows:
            known = None if action == UNASKED else "accept" if action == ACCEPT else "reject"
            made = import_answers.decided(made, group, known, every=every, rows=rows)
            every = _with(every, group, rows, action)
    values = {row: own for row, _answer, own in changed if own is not None}
    return import_answers.owned(made, group.field, dict(values)) if values else made


def _with(every: pd.DataFrame, group: Group, rows: list[int], action: str) -> pd.DataFrame:
    """Return the findings as they are decided now, so that the next answers do not undo these."""
    mine = every["rule"].eq(group.rule) & every["field"].eq(group.field) & every["row"].isin(rows)
    return every.assign(decision=every["decision"].mask(mine, action))
