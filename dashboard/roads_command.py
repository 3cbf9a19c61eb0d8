"""`petapam roads`: build a road graph out of an extract, and say what is in one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from geo import operation as operations
from geo.errors import GeoError
from geo.travel import lines, osm, speeds
from geo.travel.roads import RoadGraph, share_on_road

FAILED, STOPPED = 1, 130
OSM_ENDINGS = (".pbf", ".osm", ".osm.bz2", ".osm.gz", ".o5m")
STEPS = {"ways": "reading roads", "points": "placing their points", "graph": "joining them"}

app = typer.Typer(help="Roads: minutes along streets instead of straight lines.", no_args_is_help=True)
out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False, soft_wrap=True)


def _fail(error: GeoError) -> NoReturn:
    for fault in error.faults:
        err.print(f"error: {fault.text()}", style="red", markup=False, highlight=False)
    raise typer.Exit(FAILED)


def _read(source: Path, *, vehicle: Literal["car", "motorcycle"], table: Path | None) -> RoadGraph:
    """Read an extract or a layer of lines, with a bar that says how far it is."""
    if not source.name.lower().endswith(OSM_ENDINGS):
        with err.status("reading and joining lines"):
            return lines.read(source, vehicle=vehicle, table=speeds.table(table))
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        tasks = {key: bar.add_task(label, total=None, start=False) for key, label in STEPS.items()}

        def told(step: str, done: int, total: int | None) -> None:
            if done == 0:
                bar.start_task(tasks[step])
            bar.update(tasks[step], completed=done, total=total)

        return osm.read(source, vehicle=vehicle, table=speeds.table(table), progress=told)


def _report(graph: RoadGraph) -> None:
    table = Table("figure", "value", title=str(graph.meta.get("source", "")))
    table.add_row("junctions", f"{graph.n_nodes:,}")
    table.add_row("directed edges", f"{len(graph.head):,}")
    table.add_row("junctions in the connected core", f"{graph.core.mean():.1%}")
    for key in ("date", "vehicle"):
        table.add_row(key, str(graph.meta.get(key, "")))
    for key, value in graph.meta.get("report", {}).items():
        table.add_row(key.replace("_", " "), str(value))
    out.print(table)


def _no_longer_simulated(folder: Path | None) -> None:
    """Take the roads off the list of what is simulated in an operation, and nothing else."""
    file = folder / "operation.toml" if folder else None
    if file is None or not file.is_file():
        return
    before = file.read_text(encoding="utf-8")
    listed = re.search(r"^simulated\s*=\s*\[[^\]]*\]", before, re.MULTILINE)
    if listed:
        after = re.sub(r'\s*"roads"\s*,?', "", listed[0])
        file.write_text(before.replace(listed[0], after, 1), encoding="utf-8")


@app.command()
def build(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="An .osm.pbf extract, or a layer of road lines.")
    ],
    target: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="A folder of an operation, or a file; roads.npz if left out."),
    ] = None,
    *,
    vehicle: Annotated[
        Literal["car", "motorcycle"], typer.Option(help="Whose ways and speeds: car or motorcycle.")
    ] = "car",
    speeds_file: Annotated[
        Path | None, typer.Option("--speeds", help="Your own table of speeds (TOML), like data/speeds.toml.")
    ] = None,
) -> None:
    """Build the road graph of an operation.

    Example: [bold]petapam roads build java.osm.pbf my-operation/[/bold]
    """
    path = Path(operations.ROADS) if target is None else target
    folder = path if path.is_dir() else None
    try:
        graph = _read(source, vehicle=vehicle, table=speeds_file)
        if folder is not None and (folder / "operation.toml").is_file():
            near = share_on_road(graph, operations.load(folder).station_xy)
            out.print(f"{near:.1%} of the polling stations lie within 2 km of a road")
        path = folder / operations.ROADS if folder else path
        graph.save(path)
        _no_longer_simulated(folder)
    except GeoError as error:
        _fail(error)
    except KeyboardInterrupt:
        err.print("stopped; nothing was written")
        raise typer.Exit(STOPPED) from None
    _report(graph)
    out.print(f"written: {path}")


@app.command()
def info(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A road graph, or the folder of an operation.")
    ],
) -> None:
    """Say where a road graph comes from, how large it is and what was left out.

    Example: [bold]petapam roads info my-operation/[/bold]
    """
    try:
        _report(RoadGraph.load(path / operations.ROADS if path.is_dir() else path))
    except GeoError as error:
        _fail(error)
