"""Memo: the last few answers by question, for questions that a moved knob asks again."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import numpy as np

T = TypeVar("T")
KEPT = 48


class Memo:
    """Keeps the answers that were asked last; several threads may ask."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.RLock()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was kept under a key, or make and keep it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def mark(*arrays: np.ndarray) -> bytes:
    """Return sixteen bytes that arrays of equal content share."""
    sums = hashlib.blake2b(digest_size=16)
    for array in arrays:
        sums.update(str((array.shape, array.dtype.str)).encode())
        sums.update(np.ascontiguousarray(array).data)
    return sums.digest()
