"""Threads: parts of one piece of numeric work side by side, on as many cores as there are.

Only work whose parts write to places of their own, so that the answer does not depend on who is first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

MOST = 4
"""Threads at most: each holds blocks of its own in memory."""
Part = TypeVar("Part")


def each(work: Callable[[Part], None], parts: Iterable[Part]) -> None:
    """Do the work for every part; a lone part, or a lone core, takes no further thread.

    Whatever a part raises is raised here; of several, that of the first part.
    """
    several = list(parts)
    threads = min(MOST, os.cpu_count() or 1, len(several))
    if threads <= 1:
        for part in several:
            work(part)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, several):
            pass
