"""Power cuts that never happened: what a disk may hold when the power goes in the middle of anything.

A file system in memory writes down what SQLite asks of it. At a chosen point everything before the last sync of a
file is there; what came later is there, missing, partly there, or torn in the middle of a write; a file that was
removed without a sync of its folder may be back. As SQLite's own tests do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import apsw

SECTOR_BYTES = 512
Step = tuple


class Disk(apsw.VFS):
    """Files in memory, and every step that was asked of them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__("recorded", "")
        self.files = {name: bytearray(content) for name, content in files.items()}
        self.steps: list[Step] = []
        self.loose = 0

    def xFullPathname(self, name):
        return name

    def xAccess(self, name, flags):
        return name in self.files

    def xDelete(self, name, synced):
        self.files.pop(name, None)
        self.steps.append(("delete", name, bool(synced)))

    def xOpen(self, name, flags):
        told = name.filename() if hasattr(name, "filename") else name
        if told is None:
            self.loose += 1
            told = f"loose-{self.loose}"
        if told not in self.files:
            self.files[told] = bytearray()
            self.steps.append(("create", told))
        return Opened(self, told)


class Opened:
    """One open file of the disk."""

    def __init__(self, disk: Disk, name: str) -> None:
        self.disk, self.name = disk, name

    def xRead(self, amount, offset):
        return bytes(self.disk.files[self.name][offset : offset + amount])

    def xWrite(self, data, offset):
        step = ("write", self.name, offset, bytes(data))
        done(self.disk.files[self.name], step)
        self.disk.steps.append(step)

    def xTruncate(self, size):
        step = ("truncate", self.name, size)
        done(self.disk.files[self.name], step)
        self.disk.steps.append(step)

    def xSync(self, flags):
        self.disk.steps.append(("sync", self.name))

    def xFileSize(self):
        return len(self.disk.files[self.name])

    def xLock(self, level):
        return None

    def xUnlock(self, level):
        return None

    def xCheckReservedLock(self):
        return False

    def xFileControl(self, op, pointer):
        return False

    def xClose(self):
        return None

    def xSectorSize(self):
        return SECTOR_BYTES

    def xDeviceCharacteristics(self):
        return 0


def done(content: bytearray, step: Step) -> None:
    """Do one step to the content of a file."""
    if step[0] == "truncate":
        del content[step[2] :]
        return
    offset, data = step[2:]
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


@dataclass
class Platter:
    """What is surely on the disk, and what may be.

    Parameters
    ----------
    sure : content at the last sync; None for a file whose very name may be missing.
    late : steps since then, by file.
    ghosts : files that were removed without a sync of their folder.
    """

    sure: dict[str, bytearray | None]
    late: dict[str, list[Step]] = field(default_factory=dict)
    ghosts: dict[str, bytearray] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        kind, name = step[:2]
        if kind == "create":
            self.sure[name], self.late[name] = None, []
        elif kind in {"write", "truncate"}:
            self.late.setdefault(name, []).append(step)
        elif kind == "sync":
            content = self.sure[name]
            if content is None:  # the first sync of a new file is one of its folder too
                content = self.sure[name] = bytearray()
                self.ghosts.clear()
            for it in self.late.get(name, ()):
                done(content, it)
            self.late[name] = []
        elif kind == "delete":
            old = self.sure.pop(name, None)
            self.late.pop(name, None)
            if step[2]:
                self.ghosts.clear()
            elif old is not None:
                self.ghosts[name] = old

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return the files as somebody might find them when the power is back."""
        found = {}
        for name, content in self.sure.items():
            if content is None and chance.random() < 0.5:
                continue
            left = bytearray(content or b"")
            for step in _kept(self.late.get(name, []), chance):
                done(left, step)
            found[name] = bytes(left)
        back = {name: bytes(it) for name, it in self.ghosts.items() if chance.random() < 0.5}
        return {**back, **found}


def _kept(late: list[Step], chance: random.Random) -> Iterator[Step]:
    """Yield the unsynced steps that reached the disk, some of them torn."""
    way = chance.choice(("none", "all", "first", "some", "some"))
    reached = chance.randint(0, len(late)) if way == "first" else len(late)
    for step in late[:reached] if way != "none" else ():
        if way == "some" and chance.random() < 0.4:
            continue
        torn = step[0] == "write" and len(step[3]) > SECTOR_BYTES and chance.random() < 0.2
        cut = chance.randrange(0, len(step[3]), SECTOR_BYTES) if torn else None
        yield (*step[:3], step[3][:cut]) if torn else step


def cuts(
    steps: list[Step], files: dict[str, bytes], *, count: int, seed: int
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Yield the number of the last save that was reported before a cut, and the files after it."""
    chance = random.Random(seed)
    chosen = sorted(chance.randrange(len(steps)) for _ in range(count))
    platter, reported, at = Platter({name: bytearray(it) for name, it in files.items()}), 0, 0
    for place in chosen:
        while at <= place:
            if steps[at][0] == "reported":
                reported = steps[at][1]
            else:
                platter.take(steps[at])
            at += 1
        yield reported, platter.after_a_cut(chance)
