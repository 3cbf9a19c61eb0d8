"""Dumping: rows out of PostgreSQL and out of a dump of it, with the programs that come with PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from dashboard.store.engine import Store
from dashboard.store.errors import StoreError
from dashboard.store.tables import METADATA
from geo.errors import Fault

PLACES = "/usr/lib/postgresql", "/usr/local/opt", "C:/Program Files/PostgreSQL"
"""Where systems keep PostgreSQL's programs, in a folder for each version."""
COPY = re.compile(r"COPY (?:\w+\.)?\"?(\w+)\"? \((.+)\) FROM stdin;")
ESCAPED = re.compile(r"\\(.)")
LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

Row = dict[str, str | int | bytes | None]


def dump(store: Store, target: Path) -> None:
    """Write the rows of every table as one consistent state; raises `StoreError` where `pg_dump` does not."""
    url = store.engine.url
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database, **url.query}
    told = " ".join(f"{key}='{_quoted(str(value))}'" for key, value in parts.items() if value)
    tables = [f"--table={name}" for name in METADATA.tables]
    command = [program("pg_dump"), "--format=custom", "--data-only", "--no-password", f"--file={target}"]
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    _run([*command, *tables, f"--dbname={told}"], environment=os.environ | password)


def rows(dumped: Path) -> Iterator[tuple[sa.Table, Row]]:
    """Yield every row of a dump with its table; raises `StoreError` where `pg_restore` cannot read it."""
    command = [program("pg_restore"), "--data-only", "--file=-", str(dumped)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8") as running:
        if running.stdout is None or running.stderr is None:  # both were asked for
            raise StoreError(_failed("pg_restore", ""))
        yield from _parsed(running.stdout)
        said = running.stderr.read()
    if running.returncode:
        raise StoreError(_failed("pg_restore", said))


def program(name: str) -> str:
    """Return one of PostgreSQL's programs, the newest there is; raises `StoreError` where there is none."""
    found = [it for place in PLACES for it in Path(place).glob(f"*/bin/{name}*") if it.stem == name]
    newest = sorted(found, key=lambda it: [int(n) for n in re.findall(r"\d+", it.parts[-3])])
    chosen = str(newest[-1]) if newest else shutil.which(name)
    if chosen is None:
        raise StoreError(
            Fault(
                "{program} is not installed", "Install the client programs of PostgreSQL", {"program": name}
            )
        )
    return chosen


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _run(command: list[str], *, environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StoreError(_failed(Path(command[0]).stem, done.stderr))


def _failed(name: str, said: str) -> Fault:
    why = " ".join(said.split())[:300]
    return Fault(
        "{program} failed ({why})",
        "See that the server runs and is not newer than it",
        {"program": name, "why": why},
    )


def _parsed(lines: Iterator[str]) -> Iterator[tuple[sa.Table, Row]]:
    table, names = None, []
    for line in lines:
        written = line.rstrip("\n")
        if table is None:
            begun = COPY.fullmatch(written)
            if begun is not None:
                table = METADATA.tables[begun[1]]
                names = [name.strip().strip('"') for name in begun[2].split(",")]
        elif written == "\\.":
            table = None
        else:
            cells = written.split("\t")
            yield table, {name: _value(table, name, it) for name, it in zip(names, cells, strict=True)}


def _value(table: sa.Table, name: str, cell: str) -> str | int | bytes | None:
    if cell == "\\N":
        return None
    text = ESCAPED.sub(lambda it: LETTERS.get(it[1], it[1]), cell)
    kind = table.c[name].type
    if isinstance(kind, sa.Integer):
        return int(text)
    return bytes.fromhex(text[2:]) if isinstance(kind, sa.LargeBinary) else text
