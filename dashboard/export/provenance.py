"""Provenance: which plan this is, on what it rests, and what is invented."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard import differences, names, sentences, text
from dashboard.export import naming, redaction, table
from dashboard.export.options import SheetOptions
from dashboard.export.table import Column, Table
from dashboard.text import _, number, percent
from geo.evaluate import Evaluation
from geo.scenario import Scenario

Row = tuple[str, object]
TELLING = {
    "unit_names": ("units_off", "units_moved", "units_added"),
    "classes": ("weights", "class_breaks", "unassessed_class", "class_overrides"),
}
"""Settings whose words give something away."""


def changes(evaluation: Evaluation, *, hidden: frozenset[str]) -> list[str]:
    """Return what the plan changes against the base plan, as far as a copy may say it."""
    base = Scenario()
    kept = {name: getattr(base, name) for secret in sorted(hidden) for name in TELLING.get(secret, ())}
    plan = evaluation.scenario.model_copy(update=kept)
    return [phrase for phrase in differences.phrases(plan, evaluation.operation) if phrase]


def simulated(evaluation: Evaluation) -> str:
    """Return what is invented, in words; nothing where all is real."""
    meta = evaluation.operation.meta
    told = [names.column_label(column) for column in meta.simulated]
    if meta.schematic:
        told.append(_("village outlines are schematic"))
    return "SIMULASI: " + "; ".join(told) if told else ""


def classification(evaluation: Evaluation, options: SheetOptions) -> str:
    """Return the official word of the classification."""
    return names.CLASSIFICATIONS[options.classification or evaluation.operation.meta.classification]


def _document(evaluation: Evaluation, options: SheetOptions) -> Iterator[Row]:
    meta = evaluation.operation.meta
    yield _("Operation"), meta.name
    yield _("Jurisdiction"), meta.jurisdiction
    yield _("Voting day"), text.date(meta.election_day)
    yield _("Classification"), classification(evaluation, options)
    if options.copy_no is not None:
        copies = number(options.copies) if options.copies is not None else "…"
        yield _("Copy"), _("{n} of {m}").format(n=number(options.copy_no), m=copies)
    for name, words in ((_("Annex"), options.annex), (_("Number of the letter"), options.number)):
        if words:
            yield name, words
    if options.date:
        yield _("Date of the letter"), text.date(options.date)
    yield _("Plan"), naming.plan(evaluation, options)
    yield _("Digest"), evaluation.digest
    if options.event:
        yield _("Newest event"), options.event
    yield _("Data of"), text.date(meta.data_date)
    yield _("Minutes"), names.caption(evaluation)
    if simulated(evaluation):
        yield "SIMULASI", simulated(evaluation)
    if options.redaction != "full":
        yield (_("This copy"), sentences.veiled())


def _totals(evaluation: Evaluation, hidden: frozenset[str]) -> Iterator[Row]:
    total, forces = evaluation.summary, names.force_labels()
    yield "TPS", total["stations"]
    yield _("Electing villages"), total["electing_villages"]
    yield _("Districts"), total["districts"]
    yield _("Registered voters"), total["voters"]
    yield _("Units"), total["units"]
    yield _("Personnel"), total["personnel"]
    yield _("Response threshold (min)"), evaluation.scenario.threshold_min
    yield _("TPS reached in time"), total["covered"]
    yield _("Share reached in time"), percent(total["covered_share"])
    yield _("TPS not reached in time"), total["gaps"]
    if "classes" not in hidden:
        labels = names.class_labels()
        for class_id, count in total["class_counts"].items():
            yield "TPS: " + labels[class_id], count
    for force, label in forces.items():
        if total["need"].get(force):
            yield _("{force} needed").format(force=label), total["need"][force]
            yield _("{force} short").format(force=label), total["shortfall"][force]


def _table(key: str, title: tuple[str, str], rows: list[Row]) -> Table:
    heads = Column(_("What"), "long", 34), Column(_("Value"), "long", 96)
    cells = [[name for name, _value in rows], [value for _name, value in rows]]
    return table.of(key, title, zip(heads, cells, strict=True))


def cover(evaluation: Evaluation, options: SheetOptions) -> Table:
    """Return what the document is and its headline numbers."""
    hidden = redaction.hidden(options.redaction)
    rows = [*_document(evaluation, options), *_totals(evaluation, hidden)]
    return _table("cover", (_("Cover"), evaluation.operation.meta.name), rows)


def sources(evaluation: Evaluation, options: SheetOptions) -> Table:
    """Return where everything comes from."""
    hidden, it = redaction.hidden(options.redaction), evaluation
    meta = it.operation.meta
    rows: list[Row] = [
        (_("Digest of the evaluation"), it.digest),
        (_("Digest of the data"), it.operation.digest),
        (_("Digest of the plan"), it.scenario.digest),
        (_("Plan"), naming.plan(it, options)),
        *([(_("Newest event"), options.event)] if options.event else []),
        (_("Program"), "PetaPAM " + it.digest.split("-")[2]),
        (_("Minutes"), names.caption(it)),
        *((_("Doubt about the minutes"), text.fault(fault)) for fault in it.engine.faults),
        (_("Security pattern"), names.pattern_name(it)),
        (_("Roles"), names.roles_name(it)),
        *((_("Changed against the base plan"), phrase) for phrase in changes(it, hidden=hidden)),
    ]
    rows += [(_("Invented data"), names.column_label(column)) for column in meta.simulated]
    if "classes" not in hidden:
        rows += [(_("Remark on the data"), text.named(note)) for note in meta.notes]
    rows += [
        (_("Published"), f"{names.check_label(found.key)} = {found.value:g}: {found.source}")
        for found in meta.published
    ]
    return _table("provenance", (_("Provenance"), _("On what the numbers rest")), rows)


def overrides(evaluation: Evaluation) -> Table:
    """Return the classes that persons set: who, when, and why."""
    rows = evaluation.risk[evaluation.risk["override_author"].ne("")]
    there, labels = evaluation.stations.loc[rows.index], names.class_labels()
    return table.of(
        "overrides",
        (_("Set by hand"), _("Categories set by hand")),
        [
            (Column(_("District"), width=20), there["district"]),
            (Column(_("Village"), width=22), there["village"]),
            (Column("TPS", "whole", 7), there["number"]),
            (Column(_("Computed"), width=18), rows["computed_class_id"].map(labels)),
            (Column(_("Holds"), width=18), rows["class_id"].map(labels)),
            (Column(_("Reason"), "long", 50), rows["override_reason"]),
            (Column(_("Author"), width=20), rows["override_author"]),
            (Column(_("Date"), width=14), [str(it) for it in rows["override_date"]]),
        ],
        tells="classes",
    )
