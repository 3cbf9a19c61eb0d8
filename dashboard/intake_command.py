"""`petapam check FILE...` and `petapam import`: files as people send them, examined and made an operation."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from dashboard import rulings, text
from dashboard.console import FAILED, err, out, plain_errors
from dashboard.export import corrections
from dashboard.export.options import Language
from geo import catalogue, folder
from geo import operation as operations
from geo.errors import Fault, GeoError, InputError
from geo.evaluate import evaluate
from geo.intake import gate, report
from geo.intake.assembly import assemble
from geo.intake.consultation import Consultation, Wish, consult, key
from geo.intake.decision import Decision
from geo.intake.rules import RULES
from geo.intake.sheet import Sheet
from geo.meta import Meta
from geo.scenario import Scenario

ENDING = ".xlsx"
EXAMPLES = 3
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files that belong together.")]
KnownOption = Annotated[
    str,
    typer.Option(
        "--villages",
        metavar="OPERATION",
        help="Operation whose villages are known: names are matched with them, places held against them.",
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", help="Also write the files as XLSX with every doubtful cell marked."),
]
LanguageOption = Annotated[Language, typer.Option(help="Language of the report.")]
AcceptOption = Annotated[
    list[str] | None, typer.Option("--accept", metavar="RULE", help="Take what is proposed by this rule.")
]
RejectOption = Annotated[
    list[str] | None, typer.Option("--reject", metavar="RULE", help="Keep what the file says instead.")
]


@contextmanager
def _bar(words: str) -> Iterator[Progress]:
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        bar.add_task(words, total=1.0)
        yield bar


def _sheets(files: list[Path]) -> tuple[Sheet, ...]:
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


def _decisions(accepted: list[str] | None, rejected: list[str] | None) -> tuple[Decision, ...]:
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
    files: list[Path], *, villages: str, accepted: list[str] | None, rejected: list[str] | None
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
    table = Table("file", "sheet", "holds", "rows", *labels.values())
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


def _write_report(consultation: Consultation, file: Path | None, language: str) -> None:
    if file is None:
        return
    if file.suffix.lower() != ENDING:
        fault = Fault("A report cannot be a file {file}", "Let its name end in .xlsx", {"file": file.name})
        raise InputError(fault)
    made = corrections.render(consultation, language)
    with folder.replaced(file) as part:
        part.write_bytes(made)
    err.print(f"written: {file}")


def _sums(path: str) -> None:
    """Hold the sums of an operation against each other; leaves with 1 where they differ."""
    evaluation = evaluate(operations.load(path), Scenario())
    table = Table("sum", "expected", "counted", "", "source")
    for row in evaluation.checks.itertuples():
        table.add_row(
            row.check, f"{row.expected:g}", f"{row.actual:g}", "ok" if row.ok else "DIFFERS", row.source
        )
    out.print(table)
    if not evaluation.checks["ok"].all():
        raise typer.Exit(FAILED)


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files as people send them; or one folder of an operation, or a shipped id.",
        ),
    ],
    *,
    villages: KnownOption = "",
    accept: AcceptOption = None,
    reject: RejectOption = None,
    report_to: ReportOption = None,
    as_object: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
    language: LanguageOption = text.DEFAULT,
) -> None:
    """Examine files before they become an operation, or hold the sums of an operation against each other.

    Ends with 0 only when nothing is questioned or refused, and all sums agree. Nothing is changed or stored.

    Example: [bold]petapam check tps.xlsx desa.gpkg --report to-send-back.xlsx[/bold]
    """
    with plain_errors():
        if len(paths) == 1 and not Path(paths[0]).is_file():
            _sums(paths[0])
            return
        files = [Path(path) for path in paths]
        found = examined(files, villages=villages, accepted=accept, rejected=reject)
        if as_object:
            typer.echo(as_json(found))
        else:
            tell(found)
        _write_report(found, report_to, language)
    if not found.is_trusted:
        raise typer.Exit(FAILED)


def _day(words: str) -> dt.date:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        fault = Fault("{day} is no date", "Write year-month-day, such as 2026-03-23", {"day": words})
        raise InputError(fault) from None


def _about(name: str, *, jurisdiction: str, day: str, pattern: str) -> Meta:
    """Return what `operation.toml` of the new operation says."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "operation"
    return Meta.parse(
        {
            "id": plain,
            "name": name,
            "jurisdiction": jurisdiction or name,
            "election_day": _day(day),
            "data_date": dt.datetime.now().astimezone().date(),
            "pattern": catalogue.pattern(pattern).id,
        }
    )


def _left_out(consultation: Consultation) -> None:
    """Name every row that is not in the operation."""
    for it in consultation.examinations:
        rows = it.table.rows[it.held]
        if len(rows):
            told = ", ".join(str(row) for row in rows)
            err.print(f"left out of {it.sheet.file}, {it.sheet.name}: rows {told}", style="yellow")


def bring(
    files: FilesArgument,
    *,
    to: Annotated[Path, typer.Option("--out", help="The folder to make; it must not be there yet.")],
    day: Annotated[str, typer.Option("--election-day", help="Day of the election, year-month-day.")],
    name: Annotated[str, typer.Option(help="Name of the operation.")],
    jurisdiction: Annotated[str, typer.Option(help="Polres; the name, where it is left out.")] = "",
    pattern: Annotated[str, typer.Option(help="Security pattern, by its id.")] = Meta.model_fields[
        "pattern"
    ].default,
    villages: KnownOption = "",
    units: Annotated[
        str,
        typer.Option(
            metavar="OPERATION", help="Operation whose units stand here too, where no file lists any."
        ),
    ] = "",
    accept: AcceptOption = None,
    reject: RejectOption = None,
    leave_out: Annotated[
        bool,
        typer.Option("--leave-out", help="Go on without the rows that wait for an answer, and list them."),
    ] = False,
    report_to: ReportOption = None,
    language: LanguageOption = text.DEFAULT,
) -> None:
    """Make an operation of files as people send them: lists, layers, in any order and spelling.

    What is found is told as `check` does; while a row waits for an answer nothing is written.

    Example: [bold]petapam import tps.xlsx desa.gpkg --units pasuruan-kota-2022 --name "Pilkades 2026"
    --election-day 2026-03-23 --out pilkades-2026[/bold]
    """
    with plain_errors():
        meta = _about(name, jurisdiction=jurisdiction, day=day, pattern=pattern)
        if to.exists():
            raise InputError(Fault("{folder} is there already", "Give another name", {"folder": to.name}))
        found = examined(files, villages=villages, accepted=accept, rejected=reject)
        tell(found)
        _write_report(found, report_to, language)
        given = {"villages": villages, "units": units}
        known = {kind: getattr(operations.load(it), kind) for kind, it in given.items() if it}
        made = assemble(found.examinations, meta, leave_out=leave_out, known=known)
        operations.save(made, to)
        _left_out(found)
        out.print(
            f"{to}: {len(made.villages):,} villages, {len(made.stations):,} stations, {len(made.units):,} units"
        )
