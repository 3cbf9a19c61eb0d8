"""The gate: a file from outside is read by a process that can do nothing else, or refused in a sentence.

This process looks at bytes and names only. No map, table or image library of it ever opens the file.
"""

from __future__ import annotations

from pathlib import Path

from geo.intake.gate.answer import sheets
from geo.intake.gate.child import Progress, Stop
from geo.intake.gate.pool import answered, close, room
from geo.intake.gate.preflight import kind
from geo.intake.gate.refusal import REASONS, IntakeError
from geo.intake.gate.upload import receive
from geo.intake.reading import limits
from geo.intake.sheet import Sheet

__all__ = ["REASONS", "IntakeError", "Progress", "close", "read"]


def _never() -> bool:
    return False


def _silent(step: str, done: int, total: int | None) -> None:
    """Take no notice of progress."""


def read(
    source: Path | str | bytes,
    *,
    name: str | None = None,
    should_stop: Stop = _never,
    progress: Progress = _silent,
) -> tuple[Sheet, ...]:
    """Read a file of any kind that is known, as text and shapes.

    Parameters
    ----------
    source : path of a file, or its bytes.
    name : as the user knows it; only said, and asked for its ending. That of the path, where there is one.
    should_stop : asked twenty times a second; when it says yes the reading ends.
    progress : told the step ("read"), how much is done, and of how much where that is known.

    Returns
    -------
    tuple
        Every sheet or layer that holds a row, in the order of the file.

    Raises
    ------
    IntakeError
        The file is refused; its fault says why in one sentence.
    StoppedError
        Somebody did not want it any more.
    """
    path = source if isinstance(source, bytes) else Path(source)
    called = name if name is not None else path.name if isinstance(path, Path) else ""
    with room(should_stop=should_stop) as (child, folder):
        upload = receive(path, name=called, folder=folder)
        request = {
            "kind": kind(upload), "folder": str(folder), "seconds": limits.seconds(upload.size)
        }  # fmt: skip
        count = answered(child, request, name=called, should_stop=should_stop, progress=progress)
        return sheets(folder, count, name=called)
