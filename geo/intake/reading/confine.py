"""Confinement: what this process may still do once it starts to read somebody's file.

Each barrier stands alone, so that one that a system does not have leaves the others: limits of the system
(`resource`), a network of its own without any way out (`unshare`), a file system of nothing but libraries and
one folder (Landlock), and Python's own audit events. Windows has the last one only.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from geo.intake.reading import limits

FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "pickle.find_class", "urllib.", "http.", "ftplib.", "smtplib.", "telnetlib.", "webbrowser.", "pty.",
    "sqlite3.enable_load_extension", "sqlite3.load_extension",
)  # fmt: skip
NEW_USER, NEW_NET = 0x1000_0000, 0x4000_0000
NO_NEW_PRIVILEGES = 38
CREATE, ADD, RESTRICT = 444, 445, 446
"""Landlock's system calls, the same on every processor (Linux, since 5.13)."""
READ = 1 << 2 | 1 << 3
ALL = (1 << 13) - 1
OWN = READ | 1 << 1 | 1 << 5 | 1 << 8 | 1 << 14
"""In its own folder: read, write, cut, make and remove plain files; no link, no folder, no program."""
WITH_REFER, WITH_TRUNCATE, WITH_NETWORK = 2, 3, 4
"""Versions of Landlock that also know to move files, to cut them, and to bind and connect."""
LIBRARIES = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
)
DEVICES = ("/dev/null", "/dev/urandom", os.devnull)


def limit(seconds: float) -> None:
    """Let this process use no more processor time than this from now on [s]; does nothing on Windows."""
    if find_spec("resource") is None:
        return
    system = import_module("resource")
    used = system.getrusage(system.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    system.setrlimit(system.RLIMIT_CPU, (until, system.RLIM_INFINITY))


def _limits() -> bool:
    if find_spec("resource") is None:
        return False
    system = import_module("resource")
    most = {
        system.RLIMIT_AS: limits.MEMORY_MB * limits.MB,
        system.RLIMIT_FSIZE: limits.RESULT_MB * limits.MB,
        system.RLIMIT_NOFILE: limits.OPEN_FILES,
        system.RLIMIT_CORE: 0,
    }
    stand = True
    for kind, value in most.items():
        try:
            system.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            stand = False  # macOS knows some of these limits and grants them to nobody
    return stand


def _no_network(libc: ctypes.CDLL) -> bool:
    """Enter a network that has no device; a system may forbid it."""
    return bool(libc.unshare(NEW_USER | NEW_NET) == 0 or libc.unshare(NEW_NET) == 0)


def _rule(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        kept = rights if Path(path).is_dir() else rights & (READ & ~(1 << 3) | 1 << 1)
        libc.syscall(ADD, ruleset, 1, struct.pack("<Qi", kept, place), 0)
    finally:
        os.close(place)


def _only(libc: ctypes.CDLL, *, readable: Iterable[str], folder: Path) -> bool:
    """Let this process see nothing but libraries, and write nowhere but in its folder."""
    version = libc.syscall(CREATE, None, 0, 1)
    if version < 1:
        return False
    handled = ALL | (1 << 13 if version >= WITH_REFER else 0) | (1 << 14 if version >= WITH_TRUNCATE else 0)
    network = 3 if version >= WITH_NETWORK else 0
    asked = struct.pack("<QQ", handled, network)[: 16 if network else 8]
    ruleset = libc.syscall(CREATE, asked, len(asked), 0)
    if ruleset < 0:
        return False
    for path in readable:
        _rule(libc, ruleset, path, READ)
    for path in DEVICES:
        _rule(libc, ruleset, path, READ | 1 << 1)
    _rule(libc, ruleset, str(folder), handled & OWN)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    done: int = libc.syscall(RESTRICT, ruleset, 0)
    os.close(ruleset)
    return done == 0


def _readable(home: Path) -> list[str]:
    python = {
        str(Path(prefix) / part) for prefix in (sys.prefix, sys.base_prefix) for part in ("lib", "pyvenv.cfg")
    }
    return sorted({*python, *LIBRARIES, *filter(None, sys.path), str(home / "geo")} - {str(home), "", "/"})


def _watch(places: Iterable[str]) -> Callable[[str, tuple[object, ...]], None]:
    """Return a hook that refuses what no reader ever does, and every file outside the places given."""
    inside = tuple(f"{place}{os.sep}" for place in places)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(event)
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            path = str(Path(os.fsdecode(arguments[0])).absolute())
            if not path.startswith(inside) and path not in DEVICES:
                raise PermissionError(event)

    return hook


def confine(folder: Path, home: Path) -> dict[str, bool]:
    """Give up every right that reading does not need, and return which barriers stand.

    Parameters
    ----------
    folder : the only one where files are read and written from now on.
    home : where the package `geo` lies.
    """
    stand = {"limits": _limits(), "network": False, "files": False}
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        stand["network"] = _no_network(libc)
        stand["files"] = _only(libc, readable=_readable(home), folder=folder)
    sys.addaudithook(_watch([*_readable(home), str(folder)]))
    return stand
