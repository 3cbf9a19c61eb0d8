"""Last step of the import: what came in becomes an operation of the user's own, or renews one."""

from __future__ import annotations

import geopandas as gpd
import streamlit as st

from dashboard import (
    cache,
    fields,
    import_desk,
    import_form,
    import_renewing,
    import_words,
    screen,
    shelf,
    state,
    text,
)
from dashboard.import_desk import FILES_ALONE, Desk, Outcome
from dashboard.import_form import Form
from dashboard.service import operations
from dashboard.text import _, number
from geo.errors import Fault, GeoError, InputError
from geo.intake.assembly import assemble
from geo.meta import Meta
from geo.operation import Operation

NEW, RENEW = "new", "renew"
SAID = "import made said"


def show(desk: Desk, outcome: Outcome) -> None:
    """Offer to make a new operation, or to renew the open one where it is the user's own."""
    if not import_renewing.possible() or _target() == NEW:
        _new(desk, outcome)
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        screen.title(cache.meta(str(state.operation())).name)
        screen.note(_("What the files list takes the place of what it holds; everything else stays."))
        leave_out = import_form.leave_out(outcome)
    with right:
        if outcome.totals["held"] and not leave_out:
            waiting = import_words.rows(int(outcome.totals["held"]))
            screen.notice(_waiting(waiting), kind="warning")
            return
        import_renewing.show(desk, outcome, leave_out=leave_out)


def _target() -> str:
    """Offer where what came in goes to."""
    labels = {NEW: _("A new operation"), RENEW: _("Into the operation that is open")}
    picked = st.segmented_control(
        _("Goes to"),
        list(labels),
        default=NEW,
        format_func=labels.__getitem__,
        key=f"import target {text.language()}",
        label_visibility="collapsed",
    )
    return picked or NEW


def _waiting(rows: str) -> str:
    return _(
        "Answers are awaited, or rows are refused ({rows}): settle that in step 3, or leave them out."
    ).format(rows=rows)


def _new(desk: Desk, outcome: Outcome) -> None:
    """Ask for what is not in the files, say what is missing, and make the operation."""
    said = state.held(SAID, "")
    if said:
        screen.notice(said, kind="error")
    left, right = st.columns([1, 1], gap="large")
    with left:
        form = import_form.ask(desk, outcome)
        leave_out = import_form.leave_out(outcome, villages=outcome.left_out.villages)
    with right:
        _parts(desk, outcome, form)
        lacking = missing(outcome, form, leave_out=leave_out)
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
            _make(desk, outcome, form, leave_out=leave_out)


def _parts(desk: Desk, outcome: Outcome, form: Form) -> None:
    """Say what the operation is made of, and where each part comes from."""
    counted, ground = import_form.kinds(outcome), import_desk.ground(desk)
    lines = []
    for kind, label in fields.kind_labels().items():
        if counted.get(kind):
            lines.append(_("{what}: {n} from the files").format(what=label, n=number(counted[kind])))
        elif kind == "villages" and ground != FILES_ALONE:
            name = import_form.operation_name(ground)
            lines.append(_("{what}: from {name}; those with a TPS elect").format(what=label, name=name))
        elif kind == "villages":
            lines.append(
                _("{what}: points in the middle of their TPS, as no file has borders").format(what=label)
            )
        elif kind == "units" and form.units:
            name = import_form.operation_name(form.units)
            lines.append(_("{what}: from {name}").format(what=label, name=name))
        else:
            lines.append(_("{what}: none yet").format(what=label))
    screen.listed(_("It is made of"), lines)


def missing(outcome: Outcome, form: Form, *, leave_out: bool) -> list[str]:
    """Return in sentences what an operation still needs."""
    counted = import_form.kinds(outcome)
    waiting, nowhere = int(outcome.totals["held"]), outcome.left_out.villages
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
        (waiting > 0 and not leave_out, _waiting(import_words.rows(waiting))),
        (
            bool(nowhere) and not leave_out,
            _(
                "Villages with neither a border nor a TPS on the map: {n}. Load them, or leave them out."
            ).format(n=number(len(nowhere))),
        ),
    ]
    return [sentence for lacks, sentence in told if lacks]


def made(desk: Desk, outcome: Outcome, form: Form, *, leave_out: bool) -> Operation:
    """Return the operation that the files make; raises `GeoError` with everything that stands in the way."""
    known: dict[str, gpd.GeoDataFrame] = {}
    lent: list[tuple[str, Meta]] = []
    if outcome.villages is not None:
        known["villages"] = outcome.villages
        lent.append(("villages", cache.meta(import_desk.ground(desk))))
    if form.units and not import_form.kinds(outcome).get("units"):
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
    return assemble(outcome.consultation.examinations, Meta.parse(told), leave_out=leave_out, known=known)


def _make(desk: Desk, outcome: Outcome, form: Form, *, leave_out: bool) -> None:
    """Put the operation on the shelf and open it; where that fails say why."""
    said = ""
    try:
        path = str(operations.add(state.actor(), made(desk, outcome, form, leave_out=leave_out)))
    except GeoError as error:
        said = text.error(error)
    except OSError as error:
        said = _("It was not saved.") + "\n" + str(error.strerror or error)
    else:
        import_desk.clear()
        state.hold(import_form.FORM, None)
        state.hold(import_desk.STEP, "files")
        state.open_operation(path)
        state.remember("data part", "holdings")
    state.hold(SAID, said)
    st.rerun()
