"""Examining on the command line: files read and examined with a bar, and what was found, said and written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from dashboard import rulings
from dashboard.console import err, out
from dashboard.export import corrections
from geo import folder
from geo import operation as operations
from geo.errors import Fault, GeoError, InputError
from geo.intake import gate, report
from geo.intake.consultation import Consultation, Wish, consult, key
from geo.intake.decision import Decision
from geo.intake.rules import RULES
from geo.intake.sheet import Sheet

ENDING = ".xlsx"
EXAMPLES = 3


@contextmanager
def _bar(words: str) -> Iterator[Progress]:
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        bar.add_task(words, total=1.0)
        yield bar


def _sheets(files: Sequence[Path]) -> tuple[Sheet, ...]:
    """Return every sheet of the files; those that cannot be read are all named before anything is given up.

    Raises
    ------
    InputError
        Some file is refused, or two have one name.
    """
    names = [file.name for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults = [Fault("Two files are called {file}", "Rename one", {"file": name}) for name in twice]
    found: list[Sheet] = []
    with _bar("reading") as bar:
        for i, file in enumerate(files):
            try:
                found += gate.read(file)
            except GeoError as error:
                faults += error.faults
            bar.update(bar.task_ids[0], completed=(i + 1) / len(files))
    if faults:
        raise InputError(*faults)
    return tuple(found)


def _decisions(accepted: Sequence[str] | None, rejected: Sequence[str] | None) -> tuple[Decision, ...]:
    unknown = sorted({*(accepted or ()), *(rejected or ())} - set(RULES))
    if unknown:
        known = {"known": ", ".join(RULES)}
        raise InputError(Fault("There is no such rule", "Take one of {known}", known, unknown))
    return (
        *(Decision("accept", rule) for rule in accepted or ()),
        *(Decision("reject", rule) for rule in rejected or ()),
    )


def _known(operation: str) -> gpd.GeoDataFrame | None:
    return operations.load(operation).villages if operation else None


def examined(
    files: Sequence[Path], *, villages: str, accepted: Sequence[str] | None, rejected: Sequence[str] | None
) -> Consultation:
    """Read files and examine them; see `geo.intake.consultation`."""
    decisions, known = _decisions(accepted, rejected), _known(villages)
    try:
        sheets = _sheets(files)
        with _bar("examining") as bar:
            return consult(
                sheets,
                villages=known,
                wishes={key(sheet): Wish(decisions=decisions) for sheet in sheets},
                progress=lambda share: bar.update(bar.task_ids[0], completed=share),
            )
    finally:
        gate.close()


def as_json(consultation: Consultation) -> str:
    """Return what was found as one JSON object."""
    told = {
        "sheets": report.counts(consultation.examinations).to_dict("records"),
        "passed": [{"file": it.file, "sheet": it.name, "rows": len(it)} for it in consultation.passed],
        "found": [
            {"file": it.sheet.file, "sheet": it.sheet.name, **group}
            for it in consultation.examinations
            for group in report.groups(it).to_dict("records")
        ],
        "trusted": consultation.is_trusted,
    }
    return json.dumps(told, ensure_ascii=False, default=str, indent=2)


def tell(consultation: Consultation) -> None:
    """Print what came in, of each status, and what was found."""
    labels = rulings.statuses()
    table = Table("file", "sheet", "holds", *(Column(it, no_wrap=True) for it in ("rows", *labels.values())))
    for it in report.counts(consultation.examinations).to_dict("records"):
        counted = [f"{it[name]:,}" for name in ("rows", *labels)]
        table.add_row(it["file"], it["sheet"], it["kind"], *counted)
    for passed in consultation.passed:
        table.add_row(passed.file, passed.name, "not read: no column is known", f"{len(passed):,}")
    out.print(table)
    told = rulings.rulings()
    for examination in consultation.examinations:
        for group in report.groups(examination, examples=EXAMPLES).to_dict("records"):
            ruling = told[group["rule"]]
            what = f"{labels[group['status']]}: {ruling.what} [{group['rule']}]"
            where = ", ".join(rulings.place(row) for row in group["rows"])
            change = rulings.change(group["before"][0], group["after"][0])
            out.print(f"{what} · {group['number']:,} × · {where}{': ' + change if change else ''}")
            out.print(f"    {ruling.remedy}")


def write_report(consultation: Consultation, file: Path | None, language: str) -> None:
    """Write the files with every doubtful cell marked; without a file, nothing.

    Raises
    ------
    InputError
        The name of the file does not end in .xlsx.
    """
    if file is None:
        return
    if file.suffix.lower() != ENDING:
        fault = Fault("A report cannot be a file {file}", "Let its name end in .xlsx", {"file": file.name})
        raise InputError(fault)
    made = corrections.render(consultation, language)
    with folder.replaced(file) as part:
        part.write_bytes(made)
    err.print(f"written: {file}")
