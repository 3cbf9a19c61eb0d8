"""Cluster: processes of this machine, or those of a scheduler that somebody runs elsewhere."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import resource_tracker
from types import ModuleType
from typing import TYPE_CHECKING

from geo.errors import Fault, InputError, ServiceError
from geo.evaluate import program_version

if TYPE_CHECKING:
    from distributed import Client

HOME = "127.0.0.1"
MEMORY_SHARE = 0.8
"""Of the memory of this machine, what all workers together may take."""
CONNECT_S = 15
"""So long a scheduler may take to answer, and to have a worker [s]."""
QUIET: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
"""No pages on which a browser could look in."""


def package() -> ModuleType:
    """Return dask.distributed, imported when it is first needed: every other command begins without it."""
    return import_module("distributed")


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _deaf() -> Iterator[None]:
    """Let no process and no thread that begins inside the block hear Ctrl+C: who began them ends them.

    Python's own watcher of processes runs before that: whoever begins it hears Ctrl+C again.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def local(workers: int, *, memory_bytes: int | None = None) -> Iterator[Client]:
    """Start worker processes on this machine for the time of the block.

    They listen on `HOME` alone and talk by TLS with a certificate of this run, so that nobody else on the
    machine can send them work.

    Parameters
    ----------
    workers : how many processes, each with one thread.
    memory_bytes : what each may take [bytes]; a worker that takes more is ended and begun again. None for its
        part of `MEMORY_SHARE`.
    """
    parts = package()
    limit = memory_bytes or int(MEMORY_SHARE * parts.system.MEMORY_LIMIT / workers)
    with import_module("dask").config.set(QUIET):
        with _deaf():
            cluster = parts.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host=HOME,
                memory_limit=limit,
                dashboard_address=f"{HOME}:0",
                worker_dashboard_address=f"{HOME}:0",
                scheduler_kwargs={"dashboard": False},
                security=parts.Security.temporary(),
                silence_logs="CRITICAL",
            )
        with cluster, parts.Client(cluster, set_as_default=False) as client:
            yield client


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Use the scheduler at an address, such as ``tcp://10.0.0.5:8786``, for the time of the block.

    Its workers must have this program, of this version, and see the same folders under the same names. For an
    address with ``tls://`` the certificates are those of dask's own settings (``distributed.comm.tls``).

    Raises
    ------
    InputError
        The address is none, or asks for certificates that dask's settings do not name.
    ServiceError
        Nobody answers there, no worker is there, or one of them has another version of this program.
    """
    _certified(address)
    try:
        client: Client = package().Client(address, timeout=CONNECT_S, set_as_default=False)
    except OSError as error:
        fault = Fault(
            "No scheduler answers at {address}",
            "Start one with dask scheduler, or leave the option out",
            {"address": address},
        )
        raise ServiceError(fault) from error
    except ValueError as error:
        fault = Fault("{address} is no address", "Write tcp://host:8786", {"address": address})
        raise InputError(fault) from error
    with client:
        _same_program(client, address)
        yield client


def _certified(address: str) -> None:
    """Hold an address with TLS to certificates: without any, a client would never come to an end."""
    known = package().Security().get_connection_args("client")
    if address.startswith("tls://") and known["ssl_context"] is None:
        raise InputError(
            Fault(
                "There are no certificates for {address}",
                "Name them in dask's settings, distributed.comm.tls",
                {"address": address},
            )
        )


def _same_program(client: Client, address: str) -> None:
    """Hold the workers of a scheduler to this program."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
        told = client.run(program_version, on_error="return")
    except TimeoutError as error:
        fault = Fault(
            "The scheduler at {address} has no worker", "Start one with dask worker", {"address": address}
        )
        raise ServiceError(fault) from error
    others = sorted(it for it, version in told.items() if version != program_version())
    if others:
        raise ServiceError(
            Fault(
                "Workers do not have PetaPAM {version}",
                "Install the same version there",
                {"version": program_version()},
                others,
            )
        )
