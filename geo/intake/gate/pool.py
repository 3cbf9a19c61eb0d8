"""Pool: the limited processes that wait for files; one that misbehaves is not used again."""

from __future__ import annotations

import atexit
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from geo.errors import Fault, StoppedError
from geo.intake.gate.child import Child, DeadError, LateError, Progress, Stop, started
from geo.intake.gate.refusal import refusal
from geo.intake.reading import limits

AT_ONCE = 2
MOST_SERVED = 500
"""So many files a process reads before it is replaced."""
WAIT_S = 0.1
OUT_OF_TIME = {-int(getattr(signal, "SIGXCPU", 24))}
OUT_OF_MEMORY = {-int(signal.SIGABRT), -9}
"""Libraries that do not get their memory call abort; Linux itself kills what it has no room for."""

_places = BoundedSemaphore(AT_ONCE)
_lock = Lock()
_idle: list[Child] = []


def close() -> None:
    """End every process that waits, and remove its folder."""
    with _lock:
        waiting, _idle[:] = list(_idle), []
    for child in waiting:
        child.end()


atexit.register(close)


@contextmanager
def _place(should_stop: Stop) -> Iterator[None]:
    while not _places.acquire(timeout=WAIT_S):
        if should_stop():
            raise StoppedError(Fault("The reading was stopped", "Load the file again"))
    try:
        yield
    finally:
        _places.release()


def _taken(should_stop: Stop) -> Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.process.poll() is None and child.served < MOST_SERVED:
                return child
            child.end()
    return started(should_stop)


@contextmanager
def room(*, should_stop: Stop) -> Iterator[tuple[Child, Path]]:
    """Lend a process and an empty folder that it can see; both are clean again afterwards, or gone."""
    with _place(should_stop):
        child = _taken(should_stop)
        try:
            yield child, child.folder
        finally:
            if child.process.poll() is None and not child.busy and child.swept():
                with _lock:
                    _idle.append(child)
            else:
                child.end()


def answered(
    child: Child, request: dict[str, Any], *, name: str, should_stop: Stop, progress: Progress
) -> int:
    """Return how many sheets a request brought.

    Raises
    ------
    IntakeError
        The file was refused, or its reader came to an end.
    StoppedError
        Somebody does not want it any more.
    """
    try:
        answer = child.ask(request, should_stop=should_stop, progress=progress)
    except LateError as error:
        raise refusal("too_slow", name, seconds=round(request["seconds"])) from error
    except DeadError as error:
        code = child.end()
        if code in OUT_OF_TIME:
            raise refusal("too_slow", name, seconds=round(request["seconds"])) from error
        raise refusal("too_much_memory" if code in OUT_OF_MEMORY else "crashed", name) from error
    sheets, numbers = answer.get("sheets"), answer.get("numbers")
    if isinstance(sheets, int) and 0 < sheets <= limits.MOST_SHEETS:
        return sheets
    kept = numbers if isinstance(numbers, dict) else {}
    counts = {
        key: value for key, value in kept.items() if key in {"most", "count"} and isinstance(value, int)
    }
    raise refusal(str(answer.get("refused")), name, **counts)
