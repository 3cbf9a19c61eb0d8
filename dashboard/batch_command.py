"""`petapam batch`: many operations under one plan, gathered into one file and one summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from dashboard import gathering, province_words, provinces, text
from dashboard.console import FAILED, err, out, plain_errors
from dashboard.export.options import Language
from geo.batch import cluster, found, province, run
from geo.batch.found import Found
from geo.batch.province import Failure, Province
from geo.batch.task import Outcome
from geo.evaluate import program_version
from geo.scenario import Scenario

STOPPED = 130
GIB = 2**30

FoldersArgument = Annotated[
    list[str],
    typer.Argument(metavar="FOLDER...", help="An operation, a folder of operations, or a shipped id."),
]
ScenarioOption = Annotated[Path | None, typer.Option(help="Scenario file (TOML); without it, the defaults.")]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Your own dask scheduler, such as tcp://10.0.0.5:8786; else this machine."
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option(min=1, max=256, help="Processes on this machine; by default one per core.")
]
MemoryOption = Annotated[
    float | None, typer.Option("--memory", min=0.5, help="Memory of each process [GiB]; by default its part.")
]
LanguageOption = Annotated[Language, typer.Option(help="Language of the definitions in the file.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Gather the results into this file: .gpkg or .parquet.")
]
ShelfOption = Annotated[
    bool, typer.Option("--shelf", help="Show the run on the page Province of the dashboard.")
]


@contextmanager
def _interruptible() -> Iterator[None]:
    """Say that the run was stopped, and end with the exit code that says so."""
    try:
        yield
    except KeyboardInterrupt:
        err.print("stopped; nothing was written")
        raise typer.Exit(STOPPED) from None


@contextmanager
def _bar() -> Iterator[run.Report]:
    """Show how far a run is: done, failed, running, and the time that is left."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[done]}/{task.fields[of]} done"),
        TextColumn("{task.fields[failed]} failed", style="red"),
        TextColumn("{task.fields[running]} running"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("starting", total=None, done=0, of=0, failed=0, running=0)

        def told(now: run.Progress) -> None:
            words = "evaluating" if now.running or now.done == now.of else "waiting for a worker"
            counts = {"done": now.done, "of": now.of, "failed": now.failed, "running": now.running}
            bar.update(task, description=words, total=now.of_weight, completed=now.weight, **counts)

        yield told


def _run(
    wanted: Sequence[Found],
    plan: Scenario,
    *,
    scheduler: str | None,
    workers: int | None,
    memory: float | None,
) -> list[Outcome | Failure]:
    with _bar() as told:
        if scheduler is not None:
            with cluster.connected(scheduler) as client:
                return run.run(client, wanted, plan, told=told)
        count = min(workers or cluster.cores(), len(wanted))
        limit = None if memory is None else int(memory * GIB)
        with cluster.local(count, memory_bytes=limit) as client:
            return run.run(client, wanted, plan, told=told)


def _summed(made: Sequence[Outcome | Failure], plan: Scenario) -> Province:
    return Province(
        made_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        program=program_version(),
        scenario=plan,
        lines=tuple(it.line for it in made if isinstance(it, Outcome)),
        failures=tuple(it for it in made if isinstance(it, Failure)),
    )


def _table(made: Province) -> Table:
    counted = [
        Column(it, justify="right", no_wrap=True) for it in ("TPS", "reached", "gaps", "need", "short")
    ]
    table = Table(Column("operation", no_wrap=True), *counted, "minutes by", "sums")
    for it in made.lines:
        share = f"{it.covered_share:.0%}" if it.stations else "-"
        sums = "ok" if it.sums_agree else "DIFFER"
        counts = (f"{it.stations:,}", share, f"{it.gaps:,}", f"{sum(it.need.values()):,}", f"{it.short:,}")
        table.add_row(it.key, *counts, it.minutes_by, sums)
    table.add_section()
    stations = made.total("stations")
    share = f"{made.total('covered') / stations:.0%}" if stations else "-"
    need = sum(made.people("need").values())
    counts = (f"{stations:,}", share, f"{made.total('gaps'):,}", f"{need:,}", f"{made.total('short'):,}")
    table.add_row(f"{len(made.lines)} operations", *counts, "", "")
    return table


def _keep(made: Province, outcomes: Sequence[Outcome], *, file: Path | None, on_shelf: bool) -> None:
    """Write what was asked for, and say where."""
    if file is not None:
        summary = file.with_name(file.stem + gathering.SUMMARY)
        written = gathering.write(made, [it.stations for it in outcomes], file)
        province.write(made, summary)
        for path in (*written, summary):
            out.print(f"written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
    if on_shelf:
        provinces.put(made)
        out.print("on the page Province of the dashboard: petapam serve")


def batch(
    folders: FoldersArgument,
    *,
    scenario: ScenarioOption = None,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    memory: MemoryOption = None,
    file: OutOption = None,
    shelf: ShelfOption = False,
    language: Annotated[
        Language, typer.Option(help="Language of the definitions in the file.")
    ] = text.DEFAULT,
) -> None:
    """Evaluate many operations, such as a province with one for each polres.

    What breaks off is tried again. An operation whose data are wrong is listed with its reasons, the others
    go on, and the command ends with 1, as it does where sums differ. Ctrl+C stops it; nothing is written.

    Example: [bold]petapam batch jawa-timur/ --out jawa-timur.gpkg --shelf[/bold]
    """
    with _interruptible(), plain_errors():
        plan = Scenario.from_toml(scenario) if scenario else Scenario()
        if file is not None:
            gathering.suffix(file)
        wanted = found.found(folders)
        answers = _run(wanted, plan, scheduler=scheduler, workers=workers, memory=memory)
        made = _summed(answers, plan)
        out.print(_table(made))
        for failed in made.failures:
            err.print(f"failed: {province_words.failure(failed)}", style="red", highlight=False)
        if made.lines:
            with text.speaking(language):
                outcomes = [it for it in answers if isinstance(it, Outcome)]
                _keep(made, outcomes, file=file, on_shelf=shelf)
        elif file is not None or shelf:
            err.print("no operation has a result; nothing was written", style="red")
    if made.failures or not all(it.sums_agree for it in made.lines):
        raise typer.Exit(FAILED)
