"""`petapam check FILE...` and `petapam import`: files as people send them, examined and made an operation."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dashboard import text
from dashboard.console import FAILED, err, out, plain_errors
from dashboard.examining import as_json, examined, tell, write_report
from dashboard.export.options import Language
from geo import catalogue
from geo import operation as operations
from geo.errors import Fault, InputError
from geo.evaluate import evaluate
from geo.intake.assembly import LeftOut, assemble, empty, left_out
from geo.meta import Meta
from geo.scenario import Scenario

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
        write_report(found, report_to, language)
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


def _tell_left_out(left: LeftOut) -> None:
    """Name everything that is in the files and not in the operation."""
    for sheet, rows in left.rows:
        told = ", ".join(map(str, rows))
        err.print(f"left out of {sheet.file}, {sheet.name}: rows {told}", style="yellow")
    if left.villages:
        err.print(f"left out, without a shape: {', '.join(left.villages)}", style="yellow")
    if left.stations:
        err.print(f"left out, in these villages: {', '.join(left.stations)}", style="yellow")


def bring(
    files: FilesArgument,
    *,
    to: Annotated[Path, typer.Option("--out", help="The folder to make; it must not be there yet.")],
    day: Annotated[str, typer.Option("--election-day", help="Day of the election, year-month-day.")],
    name: Annotated[
        str, typer.Option(help="Name of the operation; that of the folder, where it is left out.")
    ] = "",
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
        meta = _about(name or to.name, jurisdiction=jurisdiction, day=day, pattern=pattern)
        if to.exists():
            raise InputError(Fault("{folder} is there already", "Give another name", {"folder": to.name}))
        found = examined(files, villages=villages, accepted=accept, rejected=reject)
        tell(found)
        write_report(found, report_to, language)
        given = {"villages": villages, "units": units}
        known = {"stations": empty("stations"), "units": empty("units")}
        known |= {kind: getattr(operations.load(it), kind) for kind, it in given.items() if it}
        made = assemble(found.examinations, meta, leave_out=leave_out, known=known)
        operations.save(made, to)
        _tell_left_out(left_out(found.examinations, known=known))
        counted = {kind: len(getattr(made, kind)) for kind in ("villages", "stations", "units")}
        out.print(f"{to}: {', '.join(f'{n:,} {kind}' for kind, n in counted.items())}")
        for kind in (kind for kind, n in counted.items() if not n):
            note = f"note: no file lists {kind}; add them on the page Data, or import again"
            err.print(note, style="yellow")
