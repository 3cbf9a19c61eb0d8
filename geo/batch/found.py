"""Found: the operations in the folders that somebody names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo import catalogue
from geo import folder as folders
from geo.errors import Fault, NotFoundError
from geo.operation import NEEDED

HEAVY = "stations.csv"
"""The file whose size tells how long an operation takes."""


@dataclass(frozen=True)
class Found:
    """An operation to evaluate.

    Parameters
    ----------
    key : its name in the run; no two are alike.
    folder : where it lies, whole from the root.
    weight : how much work it is, in bytes of its list of stations, at least 1.
    """

    key: str
    folder: Path
    weight: int = 1


def stamp(folder: Path) -> str:
    """Return what changes when a file of a folder does: sixteen digits over names, times and sizes."""
    files = [it for it in sorted(folder.iterdir()) if it.is_file()] if folder.is_dir() else []
    told = [(it.name, it.stat().st_mtime_ns, it.stat().st_size) for it in files]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def is_operation(folder: Path) -> bool:
    """Return whether a folder is meant to be an operation: it holds at least one of the needed files."""
    return any(folders.found(folder, name) for name in NEEDED)


def _within(path: str) -> list[Path]:
    """Return the operations that a path stands for: itself, those right below it, or a shipped one."""
    folder = Path(path)
    if not folder.is_dir() and path in catalogue.operations():
        return [catalogue.operations()[path].resolve()]
    if not folder.is_dir():
        raise NotFoundError(
            Fault(
                "There is no operation {path}",
                "Give a folder, or one of {known}",
                {"path": path, "known": ", ".join(catalogue.operations())},
            )
        )
    if is_operation(folder):
        return [folder.resolve()]
    below = [it for it in sorted(folder.iterdir()) if it.is_dir() and not it.name.startswith(".")]
    inside = [it.resolve() for it in below if is_operation(it)]
    if not inside:
        raise NotFoundError(
            Fault(
                "There is no operation in {path}",
                "Give a folder with operation.toml, or one whose folders have it",
                {"path": path},
            )
        )
    return inside


def _keys(folders_: Sequence[Path]) -> Iterable[str]:
    """Yield a key for each folder: its name, and a number where another had the name before."""
    taken: set[str] = set()
    for folder in folders_:
        tried = (folder.name, *(f"{folder.name}-{n}" for n in range(2, len(folders_) + 2)))
        key = next(it for it in tried if it not in taken)
        taken.add(key)
        yield key


def found(paths: Iterable[str]) -> tuple[Found, ...]:
    """Return the operations that paths stand for, each once, in the order of their folders.

    Parameters
    ----------
    paths : of an operation, of a folder of operations, or ids of shipped ones.

    Raises
    ------
    NotFoundError
        A path is none of these, or there is no operation below it.
    """
    there = sorted({folder for path in paths for folder in _within(path)})
    return tuple(Found(key, folder, _weight(folder)) for key, folder in zip(_keys(there), there, strict=True))


def _weight(folder: Path) -> int:
    listed = folders.found(folder, HEAVY)
    return max(1, listed.stat().st_size) if listed else 1
