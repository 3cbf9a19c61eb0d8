"""Mishap: an error that nobody foresaw gets a number; the person sees it, the log holds the rest."""

from __future__ import annotations

import logging
import os
import secrets
from functools import cache
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dashboard import shelf

REFERENCE_BYTES = 4
MAX_BYTES, KEPT = 1_000_000, 5
OWN_ONLY = 0o600


class OwnFile(RotatingFileHandler):
    """A log in parts that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        number = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWN_ONLY)
        return os.fdopen(number, "a", encoding="utf-8")


def file() -> Path:
    """Return the path of the log in the data folder."""
    return shelf.home() / "log" / "petapam.log"


@cache
def _log(path: Path) -> logging.Logger:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    logger = logging.getLogger(f"petapam mishaps {path}")
    logger.propagate = False
    handler = OwnFile(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger.addHandler(handler)
    return logger


def record(error: BaseException) -> str:
    """Write an error with its trace into the log and return the number under which it stands there.

    Where the log cannot be written, such as on a full disk, the trace goes to the terminal.
    """
    reference = secrets.token_hex(REFERENCE_BYTES)
    try:
        _log(file()).error("%s", reference, exc_info=error)
    except OSError:
        logging.getLogger("petapam").exception("%s", reference, exc_info=error)
    return reference
