"""First step of the import: files come in, and each sheet is taken for something or left out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import cache, import_desk, import_words, import_work, screen, shelf, state, text
from dashboard.import_desk import FILES_ALONE, Desk, File, Outcome
from dashboard.service import operations
from dashboard.text import _, fault, number
from geo.errors import GeoError
from geo.intake import doctor
from geo.intake.consultation import Wish, key
from geo.intake.doctor import Examination
from geo.intake.gate import upload
from geo.intake.sheet import Sheet
from geo.schema import Kind

PASTED = "import pasted"
OUT = "out"
LETTERS = 2_000_000
"""Most letters of a text that is pasted; more comes as a file."""


def begin(desk: Desk) -> None:
    """Show where files come in while there are none, and what will become of them."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _inbox(desk)
        for file in desk.files:
            _file(desk, file, None)
    with right:
        screen.listed(
            _("How it goes"),
            [
                _("Load the lists as they are: polling stations, villages, units, in one file or several."),
                _("The columns are recognised; you see what each was taken for, and change it."),
                _("What can be repaired is proposed with before and after; what is doubtful is asked."),
                _("No row is lost: clean, repaired, questioned and refused add up to what came in."),
                _("At the end it becomes an operation of your own; nothing else changes."),
            ],
        )
        screen.listed(
            _("What is read"),
            [
                _("Tables: Excel, LibreOffice, CSV; pasted cells"),
                _("Maps: GeoJSON, GeoPackage, shapefile (ZIP), KML and KMZ, GPX, FlatGeobuf, GeoParquet"),
                _("Each file is read in a closed room and not kept on the disk."),
            ],
        )


def show(desk: Desk, outcome: Outcome | None) -> None:
    """Show the files with their sheets, and where more come in."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        _inbox(desk)
        _ground(desk, outcome)
    with right:
        for file in desk.files:
            _file(desk, file, outcome)


def _inbox(desk: Desk) -> None:
    """Take files and pasted text; they are read at once and the box is empty again."""
    screen.style(f"upload-{text.language()}")
    box = st.file_uploader(
        _("Files with villages, polling stations or units"),
        accept_multiple_files=True,
        key=f"import files {desk.came}",
        max_upload_size=upload.LARGEST_MB,
    )
    incoming = [(it.name, it.getvalue()) for it in box or ()]
    with st.expander(_("Or paste cells or text"), icon=":material/content_paste:"):
        pasted = st.text_area(
            _("Pasted cells"),
            key=f"import paste {desk.came}",
            max_chars=LETTERS,
            height=110,
            label_visibility="collapsed",
            placeholder=_("Copy the rows in Excel together with their headings, and paste them here."),
        )
        if st.button(_("Read what was pasted"), key="import paste", disabled=not pasted.strip()):
            state.hold(PASTED, (desk.came, pasted))
    asked, held = state.held(PASTED, (desk.came, ""))
    if held and asked == desk.came:
        incoming.append((_("Pasted text"), held.encode()))
    if not incoming:
        return
    found = import_work.read(tuple(incoming))
    if found is not None:
        for name, content in incoming:
            operations.uploaded(state.actor(), name, content)
        import_desk.put(desk, found)
        st.rerun()


def _file(desk: Desk, file: File, outcome: Outcome | None) -> None:
    """Show one file: its sheets, or why it is not read."""
    at = [it.name for it in desk.files].index(file.name)
    examined = {} if outcome is None else {key(it.sheet): it for it in outcome.consultation.examinations}
    with st.container(border=True, key=f"import-file-{at}"):
        told, out = st.columns([9, 1], vertical_alignment="center")
        with told:
            if file.refused is None:
                screen.title(file.name)
            else:
                screen.notice(fault(file.refused), kind="error")
        if out.button("", icon=":material/close:", key=f"import take {at}", help=_("Take this file away")):
            operations.discarded(state.actor(), [file.name])
            import_desk.take(desk, file.name)
            st.rerun()
        for i, sheet in enumerate(file.sheets):
            _sheet(desk, sheet, examined.get(key(sheet)), name=f"{at} {i}", waiting=outcome is None)


def _sheet(desk: Desk, sheet: Sheet, found: Examination | None, *, name: str, waiting: bool) -> None:
    """Show a sheet: what it is taken for can be changed, and it can be left out."""
    of, labels = key(sheet), {**import_words.kinds(), OUT: _("left out")}
    now = desk.kinds[of] or OUT
    told, choice = st.columns([3, 2], vertical_alignment="center")
    with told:
        screen.note(_told(sheet, found, waiting=waiting, skipped=desk.wish(of).skipped))
    options = list(labels)
    picked = choice.selectbox(
        _("Taken for"),
        options,
        options.index(found.kind if found is not None else now),
        format_func=labels.__getitem__,
        key=f"import kind {name} {desk.turn} {text.language()}",
        label_visibility="collapsed",
    )
    before = found.kind if found is not None else now
    if picked != before:
        import_desk.say(desk, of, _taken(desk.wish(of), sheet, picked))
        st.rerun()


def _taken(wish: Wish, sheet: Sheet, picked: str) -> Wish:
    """Return the wish that takes a sheet for something else, or leaves it out."""
    if picked == OUT:
        return replace(wish, skipped=True)
    kind: Kind = next(it for it in import_words.kinds() if it == picked)
    mapping = doctor.recognise(sheet, kind=kind)
    return Wish(kind=kind, mapping=mapping, decisions=())


def _told(sheet: Sheet, found: Examination | None, *, waiting: bool, skipped: bool) -> str:
    """Say how large a sheet is and how sure it is what it lists."""
    words = [sheet.name] if sheet.name else []
    words.append(import_words.rows(len(sheet) if found is None else len(found.status)))
    if found is None and not waiting:
        words.append(_("left out") if skipped else _("passed over: no column of it is known"))
    if found is not None:
        words.append(
            _("{clean} clean, {repaired} repaired, {questioned} questioned, {refused} refused").format(
                **{name: number(count) for name, count in found.counts.items()}
            )
        )
    if found is not None and (found.table.titles or found.table.header):
        rows = [*found.table.titles, *found.table.header]
        words.append(_("headings in row {row}").format(row=number(rows[-1])))
    return " · ".join(words)


def _ground(desk: Desk, outcome: Outcome | None) -> None:
    """Offer where names of villages are matched."""
    here = import_desk.ground(desk)
    paths = list(dict.fromkeys([str(state.operation()), *map(str, shelf.own().values()), *shelf.shipped()]))
    options = [FILES_ALONE, *paths, *([here] if here not in {FILES_ALONE, *paths} else [])]
    labels = {path: _ground_name(path) for path in options}
    picked = st.selectbox(
        _("Names of villages are matched in"),
        options,
        index=options.index(here),
        format_func=labels.__getitem__,
        key=f"import ground {desk.turn} {text.language()}",
        help=_(
            "Villages of the files come first; those of the operation stand in where the files have none."
        ),
    )
    if picked != here:
        import_desk.stand(desk, picked)
        st.rerun()
    if outcome is not None and here != FILES_ALONE:
        _doubt(outcome)


def _ground_name(path: str) -> str:
    if path == FILES_ALONE:
        return _("the files alone")
    try:
        return cache.meta(path).name
    except GeoError:
        return path


def _doubt(outcome: Outcome) -> None:
    """Say so where most rows are of other villages than those of the operation."""
    unknown = sum(it.number for it in outcome.groups if it.rule in {"village_unknown", "code_unknown"})
    rows = sum(len(it.status) for it in outcome.consultation.examinations if it.kind == "stations")
    if rows and unknown > rows / 2:
        screen.notice(
            _("Most villages are not known there. Choose the operation that the files belong to."),
            kind="warning",
        )
