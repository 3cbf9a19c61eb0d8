"""The command `petapam serve`: for whoever sits here, or for a command post where everybody signs in."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from dashboard import launch
from dashboard.console import err, out, plain_errors
from dashboard.door import identity
from dashboard.door.setup import Limits, Setup, is_everywhere, is_loopback
from dashboard.door.stored import StoredBook
from geo import operation as operations
from geo.errors import Fault, InputError

MINUTE_S, HOUR_S = 60, 3600


def serve(
    operation: Annotated[
        str | None, typer.Argument(metavar="[OPERATION]", help="What to open first.")
    ] = None,
    *,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on; by default a free one from 8501.")
    ] = None,
    address: Annotated[
        str, typer.Option(help="Address to listen on; this machine only, unless told.")
    ] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = False,
    shared: Annotated[
        bool, typer.Option("--shared", help="Everybody signs in; see `petapam users`.")
    ] = False,
    host: Annotated[
        list[str] | None, typer.Option(help="Name under which browsers ask for this server; may be repeated.")
    ] = None,
    tls: Annotated[
        bool, typer.Option("--tls", help="A proxy before this server speaks TLS to the browsers.")
    ] = False,
    oidc: Annotated[
        Path | None, typer.Option(envvar="PETAPAM_OIDC", help="File that names a provider (OpenID Connect).")
    ] = None,
    idle_min: Annotated[
        float, typer.Option(min=0.01, help="Minutes without a click after which somebody is signed out.")
    ] = 30,
    session_h: Annotated[
        float, typer.Option(min=0.01, help="Hours after which everybody signs in again.")
    ] = 8,
    screen_h: Annotated[float, typer.Option(min=0.01, help="The same for a screen on the wall.")] = 16,
) -> None:
    """Open the dashboard: with a key in its address for one person, with sign-in for many.

    Example: [bold]petapam serve pasuruan-kota-2022 --port 8600[/bold]
    """
    with plain_errors():
        if operation is not None:
            operations.load(operation)
        setup = Setup(
            shared=shared,
            address=address,
            port=_free(port, address),
            names=tuple(host or ()),
            tls=tls,
            limits=Limits(idle_min * MINUTE_S, session_h * HOUR_S, screen_h * HOUR_S),
            oidc=oidc if shared else None,
        )
        _check(setup, wanted=oidc)
    if operation is not None:
        _begin_with(operation)
    out.print(f"PetaPAM: {setup.opening}", soft_wrap=True, highlight=False)
    out.print("Ctrl+C ends it.")
    launch.run(setup, open_browser=open_browser)


def _begin_with(operation: str) -> None:
    """Let the dashboard begin with an operation."""
    folder = Path(operation)
    os.environ["PETAPAM_OPERATION"] = str(folder.resolve()) if folder.is_dir() else operation


def _free(port: int | None, address: str) -> int:
    """Return the port that was asked for, or a free one; raises OSError where there is none."""
    if port is None:
        return launch.free_port(address)
    if not launch.is_free(address, port):
        raise OSError(f"port {port} on {address} is taken; give another one with --port")
    return port


def _check(setup: Setup, *, wanted: Path | None) -> None:
    """Say at once what is wrong with the sign-in, what is not installed, and what nobody will be asked."""
    if setup.oidc is not None:
        identity.read(setup.oidc)
        if not all(map(find_spec, ("authlib", "httpx"))):
            raise InputError(Fault("Sign-in by a provider is not installed", "Install petapam[oidc]"))
    if setup.shared:
        _warn(setup)
    elif wanted is not None:
        err.print("note: nobody is asked to sign in without --shared; the provider is not used")


def _warn(setup: Setup) -> None:
    """Say what keeps people out, or passwords from being safe."""
    if setup.oidc is None and not StoredBook().any():
        err.print("note: nobody has an account yet; add one with: petapam users add NAME --role planner")
    if is_everywhere(setup.address) and not setup.names:
        err.print("note: browsers of other machines are let in only under names that --host gives")
    if not setup.tls and not is_loopback(setup.address):
        err.print("note: passwords travel unencrypted; put a proxy with TLS before this server, see README")
