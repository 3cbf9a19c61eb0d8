"""Disk: writing so that either the old or the new content is there, whatever happens."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from geo.fetch.trouble import on_disk


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that either the old or the new content is there, whatever happens.

    Raises
    ------
    FetchError
        The disk does not take it; the old content stays.
    """
    fresh = path.with_name(f"{path.name}.new")
    with on_disk(path):
        try:
            with fresh.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if sys.platform != "win32":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


if sys.platform == "win32":
    import msvcrt

    def claim(handle: BinaryIO) -> None:
        """Make sure that nobody else writes to an open file; raises OSError where somebody does."""
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def claim(handle: BinaryIO) -> None:
        """Make sure that nobody else writes to an open file; raises OSError where somebody does."""
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
