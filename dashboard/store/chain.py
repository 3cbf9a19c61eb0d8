"""Chain: events that each carry the hash of the one before, and the hash of every row that they changed.

Whoever changes, removes or reorders an event breaks the chain; whoever changes a row no longer has what its
last event says. Only who computes the whole chain anew can hide it, and then its head differs from the one
that was printed on an export.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.errors import Fault

GENESIS = "0" * 64
"""What stands in the place of a hash before the first event."""
ROWS = "~rows"
"""Key of an event's detail that holds the hashes of the rows it changed; None for a row that it took away."""
_RANGES = {
    "gap": "Event {seq} is missing",
    "event": "Event {seq} is not as it was written",
    "anchor": "Event {seq} is not the one that was printed",
    "tail": "The events end at {last}, but {seq} was printed",
    "row": "{row} is not as its last event says",
    "extra": "{row} was never saved by an event",
    "lost": "{row} is missing",
}
"""What can be wrong with a chain, or with a row that it vouches for."""
_REMEDY = "Keep this store as evidence and restore a backup from before the change"
LEAST_DIGITS = 8
"""A head that was printed shorter proves nothing."""


@dataclass(frozen=True)
class Head:
    """Where a chain ends: the number of its last event, and that event's hash."""

    seq: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        """Return it as it is printed on exports: ``SEQ:HASH``."""
        return f"{self.seq}:{self.hash}"


@dataclass
class Walk:
    """What was found on the way along a chain.

    Parameters
    ----------
    events : how many events are sound, from the first on.
    head : the last sound one.
    fault : what is wrong with the next, if anything is.
    clock_back : numbers of events that are older than the one before them: a clock was set back.
    rows : hash that each row must have, by its name.
    """

    events: int = 0
    head: Head = field(default_factory=Head)
    fault: Fault | None = None
    clock_back: list[int] = field(default_factory=list)
    rows: dict[str, str] = field(default_factory=dict)


def canonical(value: object) -> str:
    """Return the one JSON text that stands for a value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(values: Sequence[object]) -> str:
    """Return the SHA-256 of values in their order; of whatever a damaged file may give, too."""
    told = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=repr)
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()


def row_name(table: str, key: Iterable[object]) -> str:
    """Return the name of a row: its table and its key."""
    return f"{table}:{'/'.join(str(part) for part in key)}"


def parsed(text: str) -> Head:
    """Read a head as it was printed; raises ValueError where it is none."""
    seq, _colon, written = text.strip().partition(":")
    number, hash_ = int(seq), written.strip().lower()
    if number < 0 or len(hash_) != len(GENESIS) or set(hash_) - set("0123456789abcdef"):
        raise ValueError(text)
    return Head(number, hash_)


def printed(text: str) -> Head:
    """Read a head as an export prints it, where its hash may be shortened; raises ValueError for none."""
    seq, hash_ = text.replace("·", ":").replace(" ", "").removesuffix("…").split(":")
    if len(hash_) < LEAST_DIGITS:
        raise ValueError(text)
    return Head(parsed(f"{seq}:{hash_.ljust(len(GENESIS), '0')}").seq, hash_.lower())


def walked(events: Iterable[Sequence[Any]], *, anchor: Head | None = None) -> Walk:
    """Follow a chain from its first event, as far as it is sound.

    Parameters
    ----------
    events : (seq, at_utc, actor, role, action, object, detail, prev, hash) of every event, by seq.
    anchor : a head that was printed earlier, its hash perhaps shortened, which the chain must pass through.
    """
    walk, before = Walk(), ""
    for seq, at_utc, actor, role, action, object_, detail, prev, hash_ in events:
        if seq != walk.events + 1:
            walk.fault = Fault(_RANGES["gap"], _REMEDY, {"seq": walk.events + 1})
            return walk
        told = digest([seq, at_utc, actor, role, action, object_, detail, prev])
        if prev != walk.head.hash or hash_ != told:
            walk.fault = Fault(_RANGES["event"], _REMEDY, {"seq": seq})
            return walk
        if anchor is not None and anchor.seq == seq and not hash_.startswith(anchor.hash):
            walk.fault = Fault(_RANGES["anchor"], _REMEDY, {"seq": seq})
            return walk
        if at_utc < before:
            walk.clock_back.append(seq)
        before = at_utc
        _take(walk.rows, json.loads(detail).get(ROWS, {}))
        walk.events, walk.head = seq, Head(seq, hash_)
    if anchor is not None and anchor.seq > walk.events:
        values = {"last": walk.events, "seq": anchor.seq}
        walk.fault = Fault(_RANGES["tail"], _REMEDY, values)
    return walk


def _take(rows: dict[str, str], changed: Mapping[str, str | None]) -> None:
    for name, told in changed.items():
        if told is None:
            rows.pop(name, None)
        else:
            rows[name] = told


def changed(row: str) -> Fault:
    """Return the fault of a row that somebody changed past the program."""
    return Fault(_RANGES["row"], _REMEDY, {"row": row})


def row_fault(expected: Mapping[str, str], found: Iterable[tuple[str, str]]) -> Fault | None:
    """Return what is wrong with the rows of the guarded tables: (name, hash) of each; None if nothing is."""
    missing = dict(expected)
    for name, told in found:
        known = missing.pop(name, None)
        if known is None:
            return Fault(_RANGES["extra"], _REMEDY, {"row": name})
        if known != told:
            return changed(name)
    if missing:
        return Fault(_RANGES["lost"], _REMEDY, {"row": min(missing)})
    return None
