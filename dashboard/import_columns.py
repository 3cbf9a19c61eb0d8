"""Second step of the import: which column is which field, changed by a choice and remembered."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import import_desk, import_words, screen, shelf, state, tables, text
from dashboard.import_desk import Desk, Outcome
from dashboard.text import _, number
from geo.errors import GeoError
from geo.intake import mapping as mappings
from geo.intake import vocabulary
from geo.intake.consultation import key
from geo.intake.doctor import Examination
from geo.intake.mapping import Mapping

SAID = "import mapping said"


def show(desk: Desk, outcome: Outcome) -> None:
    """Show the columns of every sheet that is taken."""
    examinations = outcome.consultation.examinations
    if not examinations:
        screen.notice(_("No sheet is taken. Say in the first step what the sheets list."), kind="warning")
        return
    names = [f"{it.sheet.file} · {it.sheet.name}".strip(" ·") for it in examinations]
    at = 0
    if len(examinations) > 1:
        at = st.selectbox(
            _("Sheet"),
            range(len(names)),
            format_func=names.__getitem__,
            key="import columns of",
            label_visibility="collapsed",
        )
    else:
        screen.note(names[0])
    _columns(desk, examinations[at])


def _sentence(mapping: Mapping) -> str:
    """Say how many columns are taken, and where that is known from."""
    told = _("{n} of {all} columns are taken, as {kind}.").format(
        n=number(len(mapping.fields)),
        all=number(len(mapping.columns)),
        kind=import_words.kinds()[mapping.kind],
    )
    if any(it.why == "saved" for it in mapping.columns):
        told += " " + _("This table is known from last time: its columns were remembered.")
    return told


def _columns(desk: Desk, examination: Examination) -> None:
    """Show the columns of a sheet as a table in which the field can be chosen."""
    mapping = examination.mapping
    screen.note(_sentence(mapping))
    start = frame(mapping)
    labels = {field: import_words.field(field) for field in ("", *vocabulary.fields(mapping.kind))}
    edited = st.data_editor(
        start,
        key=f"import columns {desk.turn} {key(examination.sheet)} {text.language()}",
        hide_index=True,
        width="stretch",
        height=tables.ROW_PX * (min(len(start), 14) + 1) + 3,
        disabled=["column", "example", "why", "confidence"],
        placeholder="–",
        column_config={
            "column": st.column_config.TextColumn(_("Column of the file"), width=190),
            "example": st.column_config.TextColumn(_("Example"), width=170),
            "field": st.column_config.SelectboxColumn(
                _("Is taken for"),
                options=list(labels),
                format_func=lambda it: labels.get(it, it),
                width=190,
                required=False,
            ),
            "why": st.column_config.TextColumn(_("Why"), width=200),
            "confidence": st.column_config.ProgressColumn(
                _("Confidence"), format="%.0f%%", min_value=0, max_value=100, width=100
            ),
        },
    )
    wanted = changes(start, edited)
    if wanted:
        _change(desk, examination, wanted)
    said = state.held(SAID, "")
    if said:
        screen.notice(said, kind="error")
    _remember(mapping)


def frame(mapping: Mapping) -> pd.DataFrame:
    """Return the columns as the table shows them; a forbidden one shows no example."""
    whys = import_words.whys()
    rows = [
        (it.name, it.example, it.field, whys[it.why], 100 * it.confidence if it.field else None)
        for it in mapping.columns
    ]
    return pd.DataFrame(rows, columns=["column", "example", "field", "why", "confidence"])


def changes(start: pd.DataFrame, edited: pd.DataFrame) -> dict[str, str]:
    """Return the columns that are to be another field, by name; an emptied cell means: not taken."""
    now = edited["field"].where(edited["field"].notna(), "")
    differ = now.ne(start["field"])
    return dict(zip(start.loc[differ, "column"], now[differ].astype(str), strict=True))


def _change(desk: Desk, examination: Examination, wanted: dict[str, str]) -> None:
    """Take columns for other fields, or say why that is not done."""
    of, mapping, said = key(examination.sheet), examination.mapping, ""
    try:
        for name, field in wanted.items():
            mapping = mapping.with_field(name, field)
    except GeoError as error:
        said = text.error(error)
        mapping = examination.mapping
    state.hold(SAID, said)
    import_desk.say(desk, of, replace(desk.wish(of), mapping=mapping))
    st.rerun()


def _remember(mapping: Mapping) -> None:
    """Offer to remember the columns for the next file that has the same."""
    known = any(it.why == "saved" for it in mapping.columns)
    told, button = st.columns([4, 2], vertical_alignment="center")
    with told:
        screen.note(
            _("What you remember is taken over by itself when a table with the same columns comes again.")
        )
    if button.button(
        _("Remember these columns"),
        icon=":material/bookmark_add:",
        key="import remember",
        width="stretch",
        disabled=known
        and all(it.why in {"saved", "forbidden", "unknown", "serial"} for it in mapping.columns),
    ):
        try:
            shelf.home().mkdir(mode=0o700, parents=True, exist_ok=True)
            mappings.save(mapping, import_desk.mappings_folder())
        except OSError as error:
            screen.notice(_("It was not saved.") + "\n" + str(error.strerror or error), kind="error")
            return
        screen.notice(_("Remembered."))
