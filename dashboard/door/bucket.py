"""Bucket: how often something may happen; a burst at once, then so many a second."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

MAX_KNOWN = 10_000
"""So many strangers are told apart; the one that was quiet longest is forgotten first."""


@dataclass
class Bucket:
    """Tokens that are taken one by one and come back with time.

    Parameters
    ----------
    rate : tokens that come back in a second.
    burst : tokens of a full bucket.
    clock : seconds of a clock that never goes back.
    """

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _left: float = field(init=False)
    _seen: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin with a full bucket."""
        self._left, self._seen = self.burst, self.clock()

    def _fill(self) -> None:
        now = self.clock()
        self._left = min(self.burst, self._left + (now - self._seen) * self.rate)
        self._seen = now

    @property
    def empty(self) -> bool:
        """Whether nothing can be taken now."""
        self._fill()
        return self._left < 1

    def take(self) -> bool:
        """Take a token if there is one."""
        if self.empty:
            return False
        self._left -= 1
        return True

    def borrow_s(self) -> float:
        """Take a token in any case and return for how many seconds it must be waited for."""
        self._fill()
        self._left -= 1
        return max(0.0, -self._left / self.rate)


@dataclass
class Buckets:
    """A bucket of each stranger."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[Hashable, Bucket] = field(default_factory=OrderedDict)

    def of(self, whom: Hashable) -> Bucket:
        """Return the bucket of somebody; a new one is full."""
        if whom not in self._known:
            self._known[whom] = Bucket(self.rate, self.burst, self.clock)
        self._known.move_to_end(whom)
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return self._known[whom]
