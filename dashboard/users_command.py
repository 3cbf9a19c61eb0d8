"""The commands `petapam users ...`: who may sign in to a shared installation, and in which role."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer
from rich.table import Table

from dashboard.access import ROLES
from dashboard.access.actor import owner
from dashboard.console import out, plain_errors
from dashboard.door import stored
from geo.errors import Fault, InputError

app = typer.Typer(help="Who may sign in to a shared installation.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]
Role = Annotated[str, typer.Option(help="One of: " + ", ".join(ROLES) + ".")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of the input.")
]


def _password(*, from_input: bool) -> str:
    """Return a new password: asked for twice, or a line of the input; never of the command line."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("Password: ")
    if getpass("Again: ") != first:
        raise InputError(Fault("The two passwords differ", "Nothing was changed; try again"))
    return first


@app.command()
def add(name: Name, *, role: Role, password_stdin: FromInput = False) -> None:
    """Make an account; the password is asked for twice.

    Example: [bold]petapam users add budi --role planner[/bold]
    """
    with plain_errors():
        made = stored.add(owner(), name, password=_password(from_input=password_stdin), role=role)
    out.print(f"{made.name}: {made.role}")


@app.command(name="list")
def listed() -> None:
    """List the accounts."""
    with plain_errors():
        accounts = stored.listed(owner())
    table = Table("name", "role", "state", "changed (UTC)")
    for it in accounts:
        state = "disabled" if it.disabled else "locked for a while" if it.locked_until else "open"
        table.add_row(it.name, it.role, state, f"{it.changed_at:%Y-%m-%d %H:%M}")
    out.print(table)


@app.command()
def role(name: Name, *, role: Role) -> None:
    """Give an account another role; whoever is signed in with it signs in again."""
    with plain_errors():
        made = stored.set_role(owner(), name, role=role)
    out.print(f"{made.name}: {made.role}")


@app.command()
def password(name: Name, *, password_stdin: FromInput = False) -> None:
    """Give an account another password; whoever is signed in with it signs in again."""
    with plain_errors():
        made = stored.set_password(owner(), name, password=_password(from_input=password_stdin))
    out.print(f"{made.name}: new password")


@app.command()
def disable(name: Name) -> None:
    """Let nobody sign in to an account; whoever is signed in with it is out within seconds."""
    with plain_errors():
        made = stored.disable(owner(), name)
    out.print(f"{made.name}: disabled")


@app.command()
def enable(name: Name) -> None:
    """Let an account be signed in to again; a lock after wrong passwords goes too."""
    with plain_errors():
        made = stored.enable(owner(), name)
    out.print(f"{made.name}: open")


@app.command()
def revoke(name: Name) -> None:
    """Sign somebody out everywhere; he may sign in again. For people of a provider too: polda:budi."""
    with plain_errors():
        stored.revoke(owner(), name)
    out.print(f"{name}: signed out")
