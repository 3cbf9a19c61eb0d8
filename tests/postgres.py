"""A PostgreSQL server of the tests' own: on 127.0.0.1, a free port, without a Unix socket, gone at the end.

Where its programs are missing, tests that need it are left out and say so; in CI they fail instead.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

USER = "petapam_tests"
START_S = 60


def programs() -> Path | None:
    """Return the folder of the newest server's programs; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda it: int(it.parts[-3]))
    told = shutil.which("initdb")
    return found[-1].parent if found else Path(told).resolve().parent if told else None


MISSING = programs() is None and not os.environ.get("CI")
needs_postgres = pytest.mark.skipif(
    MISSING, reason="PostgreSQL is not installed (initdb): its half of the store is not tested"
)
ENGINES = ["sqlite", pytest.param("postgresql", marks=needs_postgres)]


class Cluster:
    """A server with its data; `crash` takes its main process away as a failure would."""

    def __init__(self) -> None:
        bin_ = programs()
        assert bin_ is not None, "PostgreSQL is not installed: .ci/run does it"
        self.bin = bin_
        self.folder = Path(tempfile.mkdtemp(prefix="petapam-postgres-"))
        self.password = secrets.token_hex(8)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        word = self.folder / "password"
        word.write_text(self.password)
        word.chmod(0o644)
        self._run("initdb", "-A", "scram-sha-256", "-U", USER, f"--pwfile={word}", "-E", "UTF8", "--no-sync")
        self.template = ""
        self.start()
        self.admin = sa.create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"),
            isolation_level="AUTOCOMMIT",
            poolclass=sa.NullPool,
        )

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        command = [str(self.bin / program), "-D", str(self.folder / "data"), *words]
        done = subprocess.run(
            [*(drop if os.geteuid() == 0 else []), *command],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        assert done.returncode == 0 or program == "pg_ctl", done.stderr
        return done

    def url(self, database: str, *, user: str = USER, password: str | None = None) -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> float:
        """Start it, again and again while remains of a crash are in the way; return the seconds it took."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=80"
        begun = time.monotonic()
        while True:
            done = self._run(
                "pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start"
            )
            took = time.monotonic() - begun
            if done.returncode == 0:
                return took
            assert took < START_S, (self.folder / "log").read_text()
            time.sleep(0.1)

    def crash(self) -> None:
        """Kill the main process; the others end when they see it."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def database(self, template: str = "template1") -> str:
        """Make a database as empty as its template, and return its name."""
        name = f"t{secrets.token_hex(6)}"
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def remove(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.folder)
