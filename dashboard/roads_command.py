"""`petapam roads`: build a road graph or a background map out of an extract, and say what is in a graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from dashboard.console import err, out, plain_errors
from geo import basemap as basemaps
from geo import folder as folders
from geo import operation as operations
from geo.basemap import coast
from geo.basemap import read as basemap_reader
from geo.extract import Progress as Told
from geo.travel import lines, osm, speeds
from geo.travel.roads import RoadGraph, share_on_road

MARGIN_KM = 25.0
OSM_ENDINGS = (".pbf", ".osm", ".osm.bz2", ".osm.gz", ".o5m")
STEPS = {"ways": "reading roads", "points": "placing their points", "graph": "joining them"}
DRAWING = {"things": "reading land, water, roads and names", "tiles": "cutting tiles"}

app = typer.Typer(help="Roads: minutes along streets instead of straight lines.", no_args_is_help=True)


@contextmanager
def _bars(steps: dict[str, str]) -> Iterator[Told]:
    """Show one bar per step, and give what moves them."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        tasks = {key: bar.add_task(label, total=None, start=False) for key, label in steps.items()}

        def told(step: str, done: int, total: int | None) -> None:
            if done == 0:
                bar.start_task(tasks[step])
            bar.update(tasks[step], completed=done, total=total)

        yield told


def _read(source: Path, *, vehicle: Literal["car", "motorcycle"], table: Path | None) -> RoadGraph:
    """Read an extract or a layer of lines, with a bar that says how far it is."""
    if not source.name.lower().endswith(OSM_ENDINGS):
        with err.status("reading and joining lines"):
            return lines.read(source, vehicle=vehicle, table=speeds.table(table))
    with _bars(STEPS) as told:
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
        with folders.replaced(file) as part:
            part.write_text(before.replace(listed[0], after, 1), encoding="utf-8")


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
    with plain_errors():
        graph = _read(source, vehicle=vehicle, table=speeds_file)
        if folder is not None and (folder / "operation.toml").is_file():
            near = share_on_road(graph, operations.load(folder).station_xy)
            out.print(f"{near:.1%} of the polling stations lie within 2 km of a road")
        path = folder / operations.ROADS if folder else path
        graph.save(path)
        _no_longer_simulated(folder)
    _report(graph)
    out.print(f"written: {path}")


@app.command()
def basemap(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An .osm.pbf extract.")],
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="[OUT]", help="A folder of an operation, or a file; basemap.pmtiles if left out."
        ),
    ] = None,
    *,
    margin_km: Annotated[
        float,
        typer.Option("--margin", min=0, help="Kilometres around the operation's villages that are kept."),
    ] = MARGIN_KM,
) -> None:
    """Draw the background map of an operation: land, water, roads and names of places, shown offline.

    Example: [bold]petapam roads basemap java.osm.pbf my-operation/[/bold]
    """
    path = Path(operations.BASEMAP) if target is None else target
    folder = path if path.is_dir() else None
    path = folder / operations.BASEMAP if folder else path
    with plain_errors():
        bounds = None
        if folder is not None and (folder / "operation.toml").is_file():
            villages = operations.load(folder).villages
            bounds = coast.around(tuple(villages.total_bounds.tolist()), margin_km=margin_km)
        with _bars(DRAWING) as told:
            drawn = basemap_reader.read(source, bounds=bounds, progress=told)
            basemaps.write(drawn, path, progress=told)
    table = Table("layer", "things", title=f"{drawn.source} {drawn.date}".strip())
    for name, frame in drawn.layers.items():
        table.add_row(name, f"{len(frame):,}")
    out.print(table)
    out.print(f"written: {path} ({path.stat().st_size / 1e6:.1f} MB)")


@app.command()
def info(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A road graph, or the folder of an operation.")
    ],
) -> None:
    """Say where a road graph comes from, how large it is and what was left out.

    Example: [bold]petapam roads info my-operation/[/bold]
    """
    with plain_errors():
        _report(RoadGraph.load(path / operations.ROADS if path.is_dir() else path))
