"""Provinces: the last run over many operations, kept in the user's data folder for the page that shows it."""

from __future__ import annotations

from pathlib import Path

from dashboard import shelf
from geo import catalogue
from geo.batch import found, province
from geo.batch.province import Line, Province

ROOM, NAME = "province", "province.json"


def place() -> Path:
    """Return where the last run lies, whether there is one or not."""
    return shelf.home() / ROOM / NAME


def put(run: Province) -> Path:
    """Keep a run in place of the last one; others than the user cannot look into its folder."""
    target = place()
    shelf.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    province.write(run, target)
    return target


def openable(line: Line) -> str | None:
    """Return what the operation of a line is opened by: a shipped id or its folder; None where it is gone."""
    folder = Path(line.folder)
    shipped = {path.resolve(): key for key, path in catalogue.operations().items()}
    if folder in shipped:
        return shipped[folder]
    return str(folder) if folder.is_dir() and found.is_operation(folder) else None


def changed(line: Line) -> bool:
    """Return whether files of an operation are not those that were evaluated."""
    return found.stamp(Path(line.folder)) != line.stamp
