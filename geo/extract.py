"""Extracts of OpenStreetMap: opened and streamed, or said why not (needs pyosmium)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from geo.errors import Fault, InputError, NotFoundError

Progress = Callable[[str, int, int | None], None]
"""Told the step, how much of it is done, and of how much where that is known.
What it raises stops the reading."""
STEP = 20_000


def silent(step: str, done: int, total: int | None) -> None:
    """Take no notice of progress."""


def pyosmium(path: Path) -> ModuleType:
    """Return pyosmium, for a file that is there.

    Raises
    ------
    NotFoundError
        There is no such file, or pyosmium is not installed.
    """
    if not path.is_file():
        raise NotFoundError(Fault("There is no file {path}", "Check the name and the folder", {"path": path}))
    if find_spec("osmium") is None:
        raise NotFoundError(Fault("pyosmium is not installed", "Install the package osmium"))
    return import_module("osmium")


def date(path: Path, osmium: ModuleType) -> str:
    """Return the day and hour of the data as the extract states them, or nothing.

    Raises
    ------
    InputError
        The file is no OSM file.
    """
    try:
        header = osmium.FileProcessor(str(path)).header
        return str(header.get("osmosis_replication_timestamp", ""))
    except RuntimeError as error:
        fault = Fault(
            "{file} is not an OSM file ({why})", "Choose another", {"file": path.name, "why": error}
        )
        raise InputError(fault) from error


def each(path: Path, objects: Iterable[Any], told: Callable[[int], None]) -> Iterator[Any]:
    """Yield objects, telling how many there were; what pyosmium cannot read is an `InputError`."""
    done = 0
    told(done)
    try:
        for done, it in enumerate(objects, start=1):
            yield it
            if done % STEP == 0:
                told(done)
    except RuntimeError as error:
        fault = Fault(
            "{file} cannot be read to its end ({why})",
            "Load the extract again; it may be cut short",
            {"file": path.name, "why": error},
        )
        raise InputError(fault) from error
    told(done)
