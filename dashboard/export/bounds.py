"""Bounds: how much memory a process may hold, how much it holds, and how much it has held at most."""

from __future__ import annotations

import ctypes
import gc
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # a system without such limits
    resource = None

MEMORY_MB = 600.0
"""A process that draws holds at most so much."""
KB_PER_MB = 1024
PROC = Path("/proc")
"""Where a Linux tells about its processes; others do not."""


def _told(name: str, pid: int | str) -> float:
    """Return a size of a process [MB] by its name in ``/proc``; 0 where the machine does not tell."""
    try:
        lines = (PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(it.split()[1]) for it in lines if it.startswith(f"{name}:")), 0) / KB_PER_MB


def held_mb(pid: int | str = "self") -> float:
    """Return how much memory a process holds now [MB]; 0 where the machine does not tell."""
    return _told("VmRSS", pid)


def peak_mb() -> float:
    """Return how much memory this process has held at most [MB].

    ``getrusage`` also counts the process that started this one, so Linux is asked itself.
    """
    if peak := _told("VmHWM", "self"):
        return peak
    if resource is None:
        return 0.0
    unit = 1 if sys.platform == "darwin" else KB_PER_MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / KB_PER_MB**2


def bound() -> None:
    """Let this process get no more memory than what is left to `MEMORY_MB`: it fails with a MemoryError.

    What the libraries have set aside without using it does not count. Where the machine does not tell how
    much that is, there is no such bound, and the server's own watch is all there is.
    """
    aside, held = _told("VmData", "self"), held_mb()
    if resource is None or not held:
        return
    most = int((aside + max(MEMORY_MB - held, 0)) * KB_PER_MB**2)
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(
        resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


def give_back() -> None:
    """Give memory that is not used any more back to the system, as far as it takes it."""
    gc.collect()
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
