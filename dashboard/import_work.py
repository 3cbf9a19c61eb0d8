"""The two long works of an import: files are read by the gate, and their rows examined by the doctor."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from dashboard import cache, import_desk, state, work
from dashboard.import_desk import FILES_ALONE, Desk, File, Outcome
from dashboard.text import _
from geo.errors import Fault, GeoError, ScenarioError, StoppedError
from geo.intake import doctor, gate
from geo.intake.consultation import consult
from geo.intake.sheet import Sheet
from geo.schema import Kind

Incoming = tuple[tuple[str, bytes], ...]
"""Name and content of files that came in and were not read yet."""


def read(incoming: Incoming) -> tuple[File, ...] | None:
    """Return the files that came in, read in a process of their own; None while that is under way."""
    sums = [hashlib.sha256(name.encode() + b"\0" + content).hexdigest() for name, content in incoming]
    return work.once(_("Reading the files"), "import read", *sums, make=lambda it: _read(incoming, it))


def _read(incoming: Incoming, progress: work.Progress) -> tuple[File, ...]:
    found = []
    for i, (name, content) in enumerate(incoming):
        progress(i, len(incoming))

        def tell(_step: str, done: int, total: int | None) -> None:
            if total:
                progress(done, total)

        try:
            sheets = gate.read(content, name=name, should_stop=progress.should_stop, progress=tell)
            found.append(File(name, sheets, tuple(map(_guess, sheets))))
        except StoppedError:
            raise
        except GeoError as error:
            found.append(File(name, refused=error.faults[0]))
    return tuple(found)


def _guess(sheet: Sheet) -> Kind | None:
    mapping = doctor.recognise(sheet)
    return mapping.kind if mapping.fields else None


def examined(desk: Desk) -> Outcome | None:
    """Return what became of the files as they stand now; None while they are examined."""
    path, doubts, villages = import_desk.ground(desk), [], None
    seen = str(desk.turn)
    if path != FILES_ALONE:
        try:
            of = cache.operation(path)
            villages, seen = of.villages, f"{desk.turn} {of.digest}"
        except GeoError as error:
            doubts += error.faults
    if desk.seen == seen and desk.outcome is not None:
        return desk.outcome
    folder = import_desk.mappings_folder()

    def make(progress: work.Progress) -> Outcome:
        return _consulted(desk, villages, folder, progress=progress, doubts=tuple(doubts))

    made = work.once(_("Examining the rows"), "import examine", state.token(), seen, make=make)
    if made is not None:
        import_desk.keep(replace(desk, outcome=made, seen=seen))
    return made


def _consulted(
    desk: Desk,
    villages: gpd.GeoDataFrame | None,
    recalled: Path | None,
    *,
    progress: work.Progress,
    doubts: tuple[Fault, ...],
) -> Outcome:
    """Examine all sheets; a remembered mapping that cannot be read is said and not used."""
    rows = max(sum(map(len, desk.sheets)), 1)
    try:
        made = consult(
            desk.sheets,
            villages=villages,
            wishes=desk.wishes,
            recalled=recalled,
            progress=lambda share: progress(int(share * rows), rows),
            should_stop=progress.should_stop,
        )
    except ScenarioError as error:
        if recalled is None:
            raise
        doubts = (*doubts, *error.faults)
        return _consulted(desk, villages, None, progress=progress, doubts=doubts)
    return Outcome(made, villages, doubts)
