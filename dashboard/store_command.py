"""`petapam backup`, `restore` and `audit`: plans are kept twice, brought back, and shown to be unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dashboard.access.actor import owner
from dashboard.console import FAILED, err, out, plain_errors
from dashboard.service import backups
from dashboard.store import Head, StoreError, chain, events, open_store
from geo.errors import Fault

audit = typer.Typer(
    help="What was done, by whom and when, and whether that record is whole.", no_args_is_help=True
)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, one file.")]
HeadOption = Annotated[
    str, typer.Option("--head", metavar="SEQ:HASH", help="What an export or a backup printed.")
]


def backup(file: FileArgument) -> None:
    """Write all plans, versions, drafts, accounts and events, and your own operations, into one file.

    Others may go on working. The copy is opened and examined before it counts. Passwords are in it as hashes
    only; keep it as safe as the store itself.

    Example: [bold]petapam backup /media/stick/petapam-2026-03-01.zip[/bold]
    """
    with plain_errors():
        made = backups.make(owner(), file)
    out.print(f"{made.path}: backed up and examined, {made.path.stat().st_size / 1e6:.1f} MB")
    out.print(f"sha256 {made.sha256} (also in {made.path.name}.sha256)", highlight=False, soft_wrap=True)
    out.print(f"head   {made.head}", highlight=False, soft_wrap=True)
    if made.operations:
        out.print(f"with your operations {', '.join(made.operations)}")


def restore(file: FileArgument) -> None:
    """Bring back a backup: it is examined first, and the store that is there now is kept beside it.

    End the dashboard before. A backup of a file may be restored into PostgreSQL, and the other way round.

    Example: [bold]petapam restore /media/stick/petapam-2026-03-01.zip[/bold]
    """
    with plain_errors():
        done = backups.restore(owner(), file)
    out.print(f"{file}: restored, as it was on {done.backup.at} at {done.backup.head}", soft_wrap=True)
    if done.kept:
        out.print(f"The store of before is kept: {done.kept}", soft_wrap=True)
    if done.operations:
        out.print(f"Your operations {', '.join(done.operations)} are on the shelf.")
    if done.trashed:
        out.print(f"In the trash lie those that differed: {', '.join(done.trashed)}.")


@audit.command()
def verify(head: HeadOption = "") -> None:
    """Hold every event against the one before, and everything that is kept against the events.

    With the head that an export printed, also a record is found out that somebody wrote anew as a whole. The
    exit code is 1 where anything was changed.

    Example: [bold]petapam audit verify --head 42:9f86d081...[/bold]
    """
    with plain_errors():
        anchor = _anchor(head) if head else None
        verdict = events.verify(open_store(examined=False), anchor=anchor, deep=True)
    for seq in verdict.clock_back:
        err.print(f"note: event {seq} is older than the one before it: a clock was set back", style="yellow")
    if verdict.problem:
        err.print(f"error: {verdict.problem}", style="red", highlight=False)
        raise typer.Exit(FAILED)
    out.print(f"{verdict.events} events and everything they vouch for are as they were written")
    out.print(f"head {verdict.head}", highlight=False, soft_wrap=True)


@audit.command(name="list")
def list_events(
    last: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List what was done, the last first.

    Example: [bold]petapam audit list --last 20[/bold]
    """
    with plain_errors():
        found = events.listed(open_store(examined=False), limit=last)
    if as_json:
        for it in found:
            told = {**vars(it), "at": it.at.isoformat(), "detail": dict(it.detail)}
            out.print(json.dumps(told, ensure_ascii=False), highlight=False, soft_wrap=True)
        return
    table = Table()
    for name in ("no.", "UTC", "who", "role", "what", "of", "detail"):
        table.add_column(name, overflow="fold")
    for it in found:
        said = ", ".join(f"{key} {value}" for key, value in it.detail.items() if value != "")
        moment = it.at.strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(str(it.seq), moment, it.actor, it.role, it.action, it.object, said)
    out.print(table)


@audit.command()
def sweep(
    days: Annotated[
        int | None, typer.Option(min=1, max=36_500, help="By default what the installation has set, or 365.")
    ] = None,
) -> None:
    """Let go of drafts, and of superseded versions of archived plans, that are older than so many days.

    Last and approved versions and all events stay; that something was let go of is an event.

    Example: [bold]petapam audit sweep --days 180[/bold]
    """
    with plain_errors():
        done = backups.sweep(owner(), days=days)
    out.print(f"let go of {done.drafts} drafts and {done.versions} superseded versions of archived plans")


def _anchor(written: str) -> Head:
    try:
        return chain.printed(written)
    except ValueError:
        fault = Fault("{head} is no head of a chain", "Write it as printed: SEQ:HASH", {"head": written})
        raise StoreError(fault) from None
