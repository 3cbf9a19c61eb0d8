"""Worker: the limited process. A request is a line in, an answer a line out; tables go by Arrow files."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import pyarrow as pa

from geo.intake.reading import limits
from geo.intake.reading.confine import limit
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.refused import RefusedError

READERS = {
    "csv": ("delimited", "read"),
    "xlsx": ("workbook", "read"),
    "xls": ("workbook", "read"),
    "ods": ("workbook", "read"),
    "json": ("jsonfile", "read"),
    "sql": ("sqldump", "read"),
    "kml": ("kml", "read"),
    "kmz": ("kml", "read_archive"),
    "gpx": ("gpx", "read"),
    "gpkg": ("geopackage", "read"),
    "shp": ("shapefile", "read"),
    "fgb": ("flatgeobuf", "read"),
    "parquet": ("geoparquet", "read"),
}
"""Module and function that read each kind."""
SAY_EVERY_S = 0.1
DEEPEST = 2_000


class Attempt:
    """Holds whatever goes wrong inside it as a code and numbers; a library may fail in any way it likes."""

    def __init__(self) -> None:
        self.code = ""
        self.numbers: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Take the error, unless somebody wants the process to end."""
        if isinstance(error, RefusedError):
            self.code, self.numbers = error.code, error.numbers
        elif isinstance(error, (MemoryError, pa.ArrowMemoryError)):
            self.code = "too_much_memory"
        elif isinstance(error, RecursionError):
            self.code = "too_deep"
        elif error is not None:
            self.code = "unreadable"
        return not isinstance(error, (KeyboardInterrupt, SystemExit))


def _teller(say: Callable[[dict[str, Any]], None]) -> Tell:
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > SAY_EVERY_S:
            last = time.monotonic()
            say({"done": int(done), "total": int(total)})

    return tell


def _written(drafts: list[Draft], folder: Path) -> int:
    if not drafts or not any(len(draft) for draft in drafts):
        raise RefusedError("no_rows")
    left = limits.RESULT_MB * limits.MB
    for number, draft in enumerate(drafts):
        table = draft.table()
        left -= table.nbytes
        if left < 0:
            raise RefusedError("too_many_cells", most=limits.MOST_CELLS)
        path = str(folder / f"{number}.arrow")
        with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
            out.write_table(table)
    return len(drafts)


def answer(request: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Read one file and return how many sheets lie beside it now, or why not."""
    limit(request["seconds"])
    folder = Path(request["folder"])
    module, function = READERS[request["kind"]]
    with Attempt() as attempt:
        reader = getattr(import_module(f"geo.intake.reading.{module}"), function)
        drafts = reader(folder, _teller(say))
        return {"sheets": _written(drafts, folder)}
    return {"refused": attempt.code, "numbers": attempt.numbers}


def _channel() -> TextIO:
    """Return the way to the parent, and leave none to whatever a library would like to print."""
    channel = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.close(silent)
    return channel


def serve(stand: dict[str, bool]) -> None:
    """Answer requests until there are no more; rubbish is collected between them, not while one is read.

    Parameters
    ----------
    stand : which barriers stand around this process.
    """
    channel = _channel()

    def say(message: dict[str, Any]) -> None:
        channel.write(json.dumps(message) + "\n")

    sys.setrecursionlimit(DEEPEST)
    gc.collect()
    gc.freeze()
    gc.disable()
    say({"ready": stand})
    for line in sys.stdin:
        say(answer(json.loads(line), say))
        gc.collect()
