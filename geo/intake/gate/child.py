"""The limited process, seen from outside: started without surroundings, asked, and ended in every case."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import geo
from geo.errors import Fault, StoppedError
from geo.intake.gate.refusal import refusal

HOME = Path(geo.__file__).resolve().parent.parent
START = "import sys; sys.path.insert(0, sys.argv[2]); from geo.intake.reading.entry import main; main()"
SURROUNDINGS = {
    "LANG": "C.UTF-8",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
"""All that the process knows of the world; Windows starts nothing without `SYSTEMROOT`."""
START_S, LOOK_S = 60.0, 0.05
MOST_LINE = 20_000
Stop = Callable[[], bool]
Progress = Callable[[str, int, int | None], None]
"""Told the step, how much of it is done, and of how much where that is known."""


class LateError(Exception):
    """The process did not answer in time."""


class DeadError(Exception):
    """The process ended without an answer, or answered what nobody expects."""


def _surroundings() -> dict[str, str]:
    return SURROUNDINGS | {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}


class Child:
    """One process with a folder of its own, which goes with it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="petapam-intake-"))
        self.process = subprocess.Popen(  # our own program, and no word of it from outside
            [sys.executable, "-I", "-B", "-c", START, str(self.folder), str(HOME)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_surroundings(),
            cwd=self.folder,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.lines: Queue[str] = Queue()
        self.served = 0
        self.busy = False
        self.barriers: dict[str, bool] = {}
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        if self.process.stdout is not None:
            while line := self.process.stdout.readline(MOST_LINE):
                self.lines.put(line)
        self.lines.put("")

    def _next(self, until: float, should_stop: Stop) -> dict[str, Any]:
        """Return the next message.

        Raises
        ------
        LateError, DeadError, StoppedError
        """
        while True:
            if should_stop():
                raise StoppedError(Fault("The reading was stopped", "Load the file again"))
            try:
                line = self.lines.get(timeout=LOOK_S)
            except Empty:
                if time.monotonic() > until:
                    raise LateError from None
                continue
            try:
                message = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise DeadError from error
            if not isinstance(message, dict):
                raise DeadError
            return message

    def wait(self, should_stop: Stop) -> None:
        """Wait until the process is ready to read."""
        ready = self._next(time.monotonic() + START_S, should_stop).get("ready")
        if not isinstance(ready, dict):
            raise DeadError
        self.barriers = ready

    def ask(self, request: dict[str, Any], *, should_stop: Stop, progress: Progress) -> dict[str, Any]:
        """Return the answer to a request, telling how far it is.

        Raises
        ------
        LateError, DeadError, StoppedError
            The process is of no use any more.
        """
        self.served += 1
        self.busy = True
        if self.process.stdin is None:
            raise DeadError
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except OSError as error:
            raise DeadError from error
        until = time.monotonic() + request["seconds"]
        while True:
            message = self._next(until, should_stop)
            done, total = message.get("done"), message.get("total")
            if not isinstance(done, int):
                self.busy = False
                return message
            progress("read", done, total if isinstance(total, int) else None)

    def swept(self) -> bool:
        """Empty the folder, and return whether it is."""
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return not any(self.folder.iterdir())

    def end(self) -> int:
        """End the process, remove its folder, and return how it ended."""
        self.process.kill()
        code = self.process.wait()
        self.listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code


def started(should_stop: Stop) -> Child:
    """Return a process that is ready.

    Raises
    ------
    IntakeError
        It does not start.
    """
    child = Child()
    try:
        child.wait(should_stop)
    except (LateError, DeadError) as error:
        child.end()
        raise refusal("no_reader", "") from error
    except BaseException:
        child.end()
        raise
    return child
