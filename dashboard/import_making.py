"""Last step of the import: what came in becomes an operation of the user's own, or renews one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import streamlit as st

from dashboard import (
    cache,
    fields,
    import_answers,
    import_desk,
    import_words,
    rulings,
    screen,
    shelf,
    state,
    tables,
    text,
)
from dashboard.import_desk import FILES_ALONE, Desk, Outcome
from dashboard.text import _, number
from geo import catalogue
from geo.errors import Fault, GeoError, InputError
from geo.intake.assembly import assemble
from geo.meta import Meta
from geo.operation import Operation
from geo.schema import Kind

NOBODY = ""
SAID = "import made said"
ROWS = 8


@dataclass(frozen=True)
class Form:
    """What the user says of the new operation."""

    name: str
    jurisdiction: str
    election_day: dt.date | None
    data_date: dt.date | None
    pattern: str
    units: str
    leave_out: bool


def show(desk: Desk, outcome: Outcome) -> None:
    """Ask for what is not in the files, say what is missing, and make the operation."""
    said = state.held(SAID, "")
    if said:
        screen.notice(said, kind="error")
    left, right = st.columns([1, 1], gap="large")
    with left:
        form = _form(desk, outcome)
    with right:
        _parts(desk, outcome, form)
        lacking = missing(outcome, form)
        if lacking:
            screen.notice("\n".join([_("Still missing:"), *(f"• {it}" for it in lacking)]), kind="warning")
        if st.button(
            _("Put it on my shelf and open it"),
            type="primary",
            icon=":material/library_add_check:",
            key="import make",
            width="stretch",
            disabled=bool(lacking),
        ):
            _make(desk, outcome, form)


def _form(desk: Desk, outcome: Outcome) -> Form:
    """Ask for what no file says."""
    screen.title(_("The new operation"))
    base = cache.meta(str(state.operation()))
    here = base.jurisdiction if import_desk.ground(desk) != FILES_ALONE else ""
    name = st.text_input(_("Name"), key="import name", max_chars=shelf.NAME_LETTERS)
    jurisdiction = st.text_input(_("Jurisdiction"), here, key=f"import area {here}", max_chars=120)
    one, two = st.columns(2)
    day = one.date_input(_("Election day"), value=None, key="import day", format="DD/MM/YYYY")
    today = dt.datetime.now().astimezone().date()
    data = two.date_input(_("Date of the data"), value=today, key="import data date", format="DD/MM/YYYY")
    patterns = {it.id: text.named(it.name) for it in catalogue.patterns().values()}
    pattern = st.selectbox(
        _("Pattern of strength"),
        list(patterns),
        index=list(patterns).index(base.pattern) if base.pattern in patterns else 0,
        format_func=patterns.__getitem__,
        key=f"import pattern {text.language()}",
    )
    units = NOBODY
    if not _kinds(outcome).get("units"):
        paths = list(
            dict.fromkeys([*map(str, shelf.own().values()), *shelf.shipped(), str(state.operation())])
        )
        labels = {NOBODY: _("nobody yet"), **{path: _operation_name(path) for path in paths}}
        units = st.selectbox(
            _("Units: the files list none; take them from"),
            list(labels),
            format_func=labels.__getitem__,
            key=f"import units {text.language()}",
        )
    return Form(name.strip(), jurisdiction.strip(), day, data, pattern, units, _leave_out(outcome))


def _operation_name(path: str) -> str:
    try:
        return cache.meta(path).name
    except GeoError:
        return path


def _leave_out(outcome: Outcome) -> bool:
    """Ask whether rows that wait are left out, and list them."""
    waiting = import_answers.held_rows(outcome.consultation)
    if waiting.empty:
        return False
    rules = rulings.rulings()
    chosen = st.checkbox(
        _("Leave out what waits for an answer or is refused: {rows}").format(
            rows=import_words.rows(len(waiting))
        ),
        key="import leave out",
    )
    tables.show(
        pd.DataFrame(
            {
                _("File"): waiting["file"],
                _("Row"): waiting["row"],
                _("Why"): [" · ".join(rules[it].what for it in met) for met in waiting["rules"]],
            }
        ),
        rows=5,
        widths={_("File"): 140, _("Row"): 60},
    )
    return bool(chosen)


def _kinds(outcome: Outcome) -> dict[Kind, int]:
    """Return how many rows of each kind are used."""
    counted: dict[Kind, int] = {}
    for it in outcome.consultation.examinations:
        counted[it.kind] = counted.get(it.kind, 0) + len(it.frame)
    return counted


def _parts(desk: Desk, outcome: Outcome, form: Form) -> None:
    """Say what the operation is made of, and where each part comes from."""
    counted, ground = _kinds(outcome), import_desk.ground(desk)
    lines = []
    for kind, label in fields.kind_labels().items():
        if counted.get(kind):
            lines.append(_("{what}: {n} from the files").format(what=label, n=number(counted[kind])))
        elif kind == "villages" and ground != FILES_ALONE:
            name = _operation_name(ground)
            lines.append(_("{what}: from {name}; those with a TPS elect").format(what=label, name=name))
        elif kind == "villages":
            lines.append(
                _("{what}: points in the middle of their TPS, as no file has borders").format(what=label)
            )
        elif kind == "units" and form.units:
            name = _operation_name(form.units)
            lines.append(_("{what}: from {name}").format(what=label, name=name))
        else:
            lines.append(_("{what}: none yet").format(what=label))
    screen.listed(_("It is made of"), lines)


def missing(outcome: Outcome, form: Form) -> list[str]:
    """Return in sentences what an operation still needs."""
    counted = _kinds(outcome)
    waiting = int(outcome.totals["held"])
    told = [
        (not counted.get("stations"), _("The files list no TPS that can be used: load a list of TPS.")),
        (
            not counted.get("units") and not form.units,
            _("There are no units: load a list of them, or take those of another operation."),
        ),
        (not form.name, _("It has no name.")),
        (not form.jurisdiction, _("It is not said whose jurisdiction it is.")),
        (form.election_day is None, _("The election day is not set.")),
        (form.data_date is None, _("The date of the data is not set.")),
        (
            waiting > 0 and not form.leave_out,
            _(
                "Answers are awaited, or rows are refused ({rows}): settle that in step 3, or leave them out."
            ).format(rows=import_words.rows(waiting)),
        ),
    ]
    return [sentence for lacks, sentence in told if lacks]


def made(desk: Desk, outcome: Outcome, form: Form) -> Operation:
    """Return the operation that the files make; raises `GeoError` with everything that stands in the way."""
    known: dict[str, gpd.GeoDataFrame] = {}
    lent: list[tuple[str, Meta]] = []
    if outcome.villages is not None:
        known["villages"] = outcome.villages
        lent.append(("villages", cache.meta(import_desk.ground(desk))))
    if form.units and not _kinds(outcome).get("units"):
        known["units"] = cache.operation(form.units).units
        lent.append(("units", cache.meta(form.units)))
    if form.election_day is None or form.data_date is None:
        raise InputError(Fault("The operation has no day", "Set the election day and the date of the data"))
    simulated = [it for kind, of in lent for it in of.simulated if it.split(".")[0] == kind]
    told = {
        "id": shelf.free_key(form.name),
        "name": shelf.proper_name(form.name),
        "jurisdiction": form.jurisdiction,
        "election_day": form.election_day,
        "data_date": form.data_date,
        "pattern": form.pattern,
        "simulated": tuple(dict.fromkeys(simulated)),
        "schematic": any(kind == "villages" and of.schematic for kind, of in lent),
    }
    return assemble(
        outcome.consultation.examinations, Meta.parse(told), leave_out=form.leave_out, known=known
    )


def _make(desk: Desk, outcome: Outcome, form: Form) -> None:
    """Put the operation on the shelf and open it; where that fails say why."""
    said = ""
    try:
        path = str(shelf.add(made(desk, outcome, form)))
    except GeoError as error:
        said = text.error(error)
    except OSError as error:
        said = _("It was not saved.") + "\n" + str(error.strerror or error)
    else:
        import_desk.clear()
        state.hold(import_desk.STEP, "files")
        state.open_operation(path)
        state.remember("data part", "holdings")
    state.hold(SAID, said)
    st.rerun()
