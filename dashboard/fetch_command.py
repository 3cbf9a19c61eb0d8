"""`petapam fetch`: list what can be downloaded, and bring it; the only command that asks the internet."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.progress import TransferSpeedColumn as SpeedColumn
from rich.table import Table

from dashboard.console import FAILED, STOPPED, err
from geo.errors import GeoError
from geo.fetch.answer import Patience
from geo.fetch.download import Fetched, download
from geo.fetch.genuine import Told
from geo.fetch.prepare import Made, prepare
from geo.fetch.question import Way
from geo.fetch.source import Order, Source, order, source, sources
from geo.fetch.trouble import MEGABYTE, FetchError

CODES = {"request": FAILED, "network": 3, "server": 4, "content": 5, "disk": 6}
"""Exit code by who has to act; 2 is that of a command that was typed wrongly."""
STEPS = {"download": "downloading", "check": "checking", "prepare": "preparing"}
OUTCOMES = {
    "fetched": "fetched",
    "carried": "copied",
    "resumed": "fetched; what had come before was gone on with",
    "restarted": "fetched from the start: the file had changed, or what had come before was of no use",
    "kept": "already here, nothing was asked; --again asks for a newer one",
    "unchanged": "already here, and the server has no newer one",
}
HELD = {
    "sha256": "its SHA-256 is the one that was expected",
    "md5": "its MD5 is the one that the server states",
    "size": "its size is the one that the server stated; no checksum is known",
    "nothing": "nothing was known beforehand to hold it against",
}

out = Console(markup=False, emoji=False, soft_wrap=True)


SourceArgument = Annotated[
    str | None, typer.Argument(metavar="[SOURCE]", help="What to fetch; left out, the sources are listed.")
]
CodeOption = Annotated[
    str, typer.Option(help="Area, where the source asks for one: 35.14 is Kabupaten Pasuruan.")
]
MirrorOption = Annotated[
    str,
    typer.Option(
        "--from",
        help="Address of the file on a mirror (https), or of its folder, ending in a slash;"
        " or a file or folder of this machine that somebody brought.",
    ),
]
ProxyOption = Annotated[
    str, typer.Option(help="http://host:port; by default https_proxy and no_proxy of the environment.")
]
AgainOption = Annotated[
    bool, typer.Option("--again", help="Ask for a newer file where there is one already.")
]
LargestOption = Annotated[
    float | None, typer.Option("--largest", min=0.001, help="Refuse more than so many MB.")
]
PatienceOption = Annotated[
    float, typer.Option("--patience", min=1, max=3600, help="Seconds of silence before giving up.")
]
OwnOption = Annotated[
    Path | None, typer.Option("--sources", help="Your own list (TOML), like data/sources.toml.")
]


def fetch(
    source_id: SourceArgument = None,
    *,
    code: CodeOption = "",
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files.")] = Path(),
    mirror: MirrorOption = "",
    sha256: Annotated[str, typer.Option(help="SHA-256 that the file must have.")] = "",
    proxy: ProxyOption = "",
    again: AgainOption = False,
    largest_mb: LargestOption = None,
    patience_s: PatienceOption = Patience.read_s,
    own: OwnOption = None,
) -> None:
    """List what can be downloaded, or download it: boundaries, roads, polling stations.

    A download that broke goes on where it stopped when the same command is typed again. Exit codes: 1 the
    command cannot be done, 3 the network, 4 the server, 5 the file is not what it should be, 6 the disk,
    130 stopped.

    Example: [bold]petapam fetch cahyadsn-villages --code 35.14 --out pasuruan/[/bold]
    """
    try:
        if source_id is None:
            _list(sources(own))
            return
        asked = order(source(source_id, path=own), code=code, sha256=sha256, mirror=mirror)
    except GeoError as error:
        _fail(error)
    largest = None if largest_mb is None else int(largest_mb * MEGABYTE)
    patience = Patience(connect_s=min(Patience.connect_s, patience_s), read_s=patience_s)
    way = Way(proxy=proxy, largest=largest, again=again, patience=patience)
    try:
        with _bar() as told:
            fetched = download(asked, folder, way=way, told=told)
            made = prepare(fetched.path, asked, told=told)
    except GeoError as error:
        _fail(error)
    except KeyboardInterrupt:
        _stopped(asked, folder)
    _report(asked, fetched, made)


def _list(known: dict[str, Source]) -> None:
    table = Table("source", "what", "code", "MB", "licence", title="What petapam fetch SOURCE can bring")
    for entry in known.values():
        size = "" if entry.size_mb is None else f"{entry.size_mb:g}"
        example = "" if entry.code is None else f"such as {entry.code.example}"
        table.add_row(entry.id, entry.what["en"], example, size, entry.licence)
    out.print(table)
    untried = [entry.id for entry in known.values() if not entry.tried]
    if untried:
        out.print(f"Never downloaded from by those who wrote this list: {', '.join(untried)}.")
    out.print("Nothing was asked of the network.")


@contextmanager
def _bar() -> Iterator[Told]:
    """Show one bar for each step that begins, and give what moves them."""
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), SpeedColumn()
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as bar:
        tasks = {key: bar.add_task(label, total=None, visible=False) for key, label in STEPS.items()}

        def told(step: str, done: int, total: int | None) -> None:
            bar.update(tasks[step], completed=done, total=total, visible=True)

        yield told


def _fail(error: GeoError) -> NoReturn:
    for fault in error.faults:
        err.print(f"error: {fault.text()}", style="red", highlight=False)
    raise typer.Exit(CODES[error.kind] if isinstance(error, FetchError) else FAILED) from None


def _stopped(asked: Order, folder: Path) -> NoReturn:
    part = folder / f"{asked.file}.part"
    if part.exists():
        kept = f"{part.stat().st_size / MEGABYTE:.1f} MB of {asked.file} are kept"
        err.print(f"stopped; {kept}: the same command goes on from there")
    else:
        err.print("stopped; nothing unfinished was left")
    raise typer.Exit(STOPPED) from None


def _report(asked: Order, fetched: Fetched, made: Made | None) -> None:
    out.print(f"{fetched.path}: {OUTCOMES[fetched.outcome]} ({fetched.size / MEGABYTE:.1f} MB)")
    out.print(f"sha256 {fetched.sha256}: {HELD[fetched.held_against]}", highlight=False)
    if made is not None:
        counted = ", ".join(f"{key.replace('_', ' ')} {number:,}" for key, number in made.counts.items())
        out.print(f"{made.path}: made of it ({counted})")
    out.print(f"Licence: {asked.source.licence}. Name as the source: {asked.source.attribution}.")
    if asked.source.then:
        out.print("Next:")
    file = shlex.quote(str(made.path if made else fetched.path))
    for command in asked.source.then:
        out.print(f"  {command.replace('{made}', file)}", highlight=False)
