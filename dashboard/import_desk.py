"""Desk: the files of a session and what was said of them; nothing of them lies on the disk."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from dashboard import import_answers, shelf, state
from dashboard.import_answers import Decisions, Group
from geo.errors import Fault
from geo.intake.assembly import LeftOut, left_out
from geo.intake.consultation import Consultation, Key, Wish, key
from geo.intake.sheet import Sheet, free_name
from geo.schema import Kind

DESK, STEP = "import desk", "import step"
SHOWN, OPEN = "import found shown", "import found open"
"""What the page shows: the step, the status of findings, and the group that is open."""
FILES_ALONE = ""
"""Where names of villages are matched when no operation is asked."""


@dataclass(frozen=True, eq=False)
class File:
    """One file that came in.

    Attributes
    ----------
    sheets : what it holds.
    kinds : what each sheet was taken for at first sight; None where no column of it is known.
    refused : why it is not read, if it is not.
    """

    name: str
    sheets: tuple[Sheet, ...] = ()
    kinds: tuple[Kind | None, ...] = ()
    refused: Fault | None = None

    def named(self, name: str) -> File:
        """Return the file under another name, with its sheets."""
        return replace(self, name=name, sheets=tuple(replace(it, file=name) for it in self.sheets))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of the files, with the villages that were known before."""

    consultation: Consultation
    villages: gpd.GeoDataFrame | None = None
    doubts: tuple[Fault, ...] = ()

    @cached_property
    def groups(self) -> list[Group]:
        """All findings in groups."""
        return import_answers.groups(self.consultation)

    @cached_property
    def totals(self) -> pd.Series:
        """How many rows there are of each status, in all."""
        return import_answers.totals(self.consultation)

    @cached_property
    def left_out(self) -> LeftOut:
        """What a new operation of the files goes without, when the user says so."""
        known = {} if self.villages is None else {"villages": self.villages}
        return left_out(self.consultation.examinations, known=known)

    @cached_property
    def village_names(self) -> dict[str, str]:
        """Name and district of every village that is known, by its code."""
        frames = [it.frame for it in self.consultation.examinations if it.kind == "villages"]
        frames = [*([] if self.villages is None else [self.villages]), *frames]
        rows = [row for it in frames for row in it[["village_id", "name", "district"]].to_numpy()]
        return {str(code): f"{name} ({district})" for code, name, district in rows}


@dataclass(frozen=True, eq=False)
class Desk:
    """Everything about an import under way.

    Attributes
    ----------
    files : that came in, in their order.
    wishes : what the user said, by sheet.
    past : the wishes before each change, the last one at the end.
    ground : operation in which names of villages are matched; `FILES_ALONE`, or None while nobody chose.
    turn : how often something changed; it names the state.
    came : how often files came in; it names the empty box for the next ones.
    outcome, seen : what became of it, and of which state.
    """

    files: tuple[File, ...] = ()
    wishes: Dict[Key, Wish] = field(default_factory=dict)
    past: tuple[Dict[Key, Wish], ...] = ()
    ground: str | None = None
    turn: int = 0
    came: int = 0
    outcome: Outcome | None = None
    seen: str = ""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets of all files."""
        return tuple(sheet for it in self.files for sheet in it.sheets)

    def wish(self, of: Key) -> Wish:
        """Return what the user said of a sheet."""
        return self.wishes.get(of, Wish())

    @property
    def kinds(self) -> dict[Key, Kind | None]:
        """What every sheet is taken for, as far as it is known before it is examined."""
        found: dict[Key, Kind | None] = {}
        for it in self.files:
            for sheet, guess in zip(it.sheets, it.kinds, strict=True):
                wish = self.wish(key(sheet))
                told = wish.kind if wish.mapping is None else wish.mapping.kind
                found[key(sheet)] = None if wish.skipped else told or guess
        return found


def current() -> Desk:
    """Return the desk of the session."""
    return state.held(DESK, Desk())


def keep(desk: Desk) -> Desk:
    """Let the session go on with a desk."""
    state.hold(DESK, desk)
    return desk


def clear() -> None:
    """Forget all files."""
    desk = current()
    keep(Desk(turn=desk.turn + 1, came=desk.came))


def put(desk: Desk, files: tuple[File, ...]) -> Desk:
    """Put files on the desk beside those that are there; a name that comes again is "name (2)"."""
    told = {it.name: it for it in desk.files}
    for it in files:
        stem, dot, ending = it.name.rpartition(".")
        name = free_name(stem, told, ending=dot + ending) if stem else free_name(it.name, told)
        told[name] = it.named(name)
    return keep(replace(desk, files=tuple(told.values()), turn=desk.turn + 1, came=desk.came + 1))


def take(desk: Desk, name: str) -> Desk:
    """Take a file from the desk, with what was said of it."""
    kept = tuple(it for it in desk.files if it.name != name)
    wishes = {of: wish for of, wish in desk.wishes.items() if of[0] != name}
    return keep(replace(desk, files=kept, wishes=wishes, past=(), turn=desk.turn + 1))


def say(desk: Desk, of: Key, wish: Wish) -> Desk:
    """Note what the user says of a sheet."""
    wishes = {**desk.wishes, of: wish}
    return keep(replace(desk, wishes=wishes, past=(*desk.past, desk.wishes), turn=desk.turn + 1))


def decide(desk: Desk, of: Key, decisions: Decisions) -> Desk:
    """Note what the user decides about the findings in a sheet."""
    return say(desk, of, replace(desk.wish(of), decisions=decisions))


def back(desk: Desk) -> Desk:
    """Take back what was said last."""
    if not desk.past:
        return desk
    return keep(replace(desk, wishes=desk.past[-1], past=desk.past[:-1], turn=desk.turn + 1))


def stand(desk: Desk, path: str) -> Desk:
    """Match names of villages in another operation, or in none."""
    return keep(replace(desk, ground=path, turn=desk.turn + 1))


def ground(desk: Desk) -> str:
    """Return where names of villages are matched: where nobody chose, in the files if they list villages."""
    if desk.ground is not None:
        return desk.ground
    return FILES_ALONE if "villages" in desk.kinds.values() else str(state.operation())


def mappings_folder() -> Path:
    """Return where mappings of columns are remembered."""
    return shelf.home() / "mappings"
