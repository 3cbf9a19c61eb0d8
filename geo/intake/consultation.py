"""Consultation: all sheets that were handed in, examined in the order in which they help one another."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.intake import header, recognition
from geo.intake import mapping as mappings
from geo.intake.decision import Decision
from geo.intake.doctor import Examination, Progress, Stop, examine
from geo.intake.mapping import Mapping
from geo.intake.sheet import Sheet
from geo.schema import Kind

Key = tuple[str, str]
"""By which a sheet is known: name of the file, name of the table or layer."""


@dataclass(frozen=True)
class Wish:
    """What the user said of one sheet.

    Attributes
    ----------
    kind : what it lists; None to have it recognised.
    mapping : which column is which field; None to have it recognised, or recalled.
    decisions : on what was found in it.
    skipped : whether it is left out altogether.
    """

    kind: Kind | None = None
    mapping: Mapping | None = None
    decisions: tuple[Decision, ...] = ()
    skipped: bool = False


@dataclass(frozen=True, eq=False)
class Consultation:
    """What became of all sheets.

    Attributes
    ----------
    examinations : of the sheets that were taken, in the order in which they came.
    passed : sheets that were not: the user left them out, or no column of theirs is known.
    """

    examinations: tuple[Examination, ...] = ()
    passed: tuple[Sheet, ...] = ()

    @property
    def is_trusted(self) -> bool:
        """Whether something was taken, and nothing in it is questioned or refused."""
        return bool(self.examinations) and all(it.is_trusted for it in self.examinations)


@dataclass
class _Share:
    """Tells how far all sheets are, by their rows."""

    progress: Progress
    total: int
    done: int = 0
    sheet: int = field(default=0)

    def __call__(self, share: float) -> None:
        self.progress((self.done + share * self.sheet) / max(self.total, 1))

    def begin(self, rows: int) -> None:
        self.done, self.sheet = self.done + self.sheet, rows


def key(sheet: Sheet) -> Key:
    """Return by what a sheet is known."""
    return sheet.file, sheet.name


def _taken(sheet: Sheet, wish: Wish, recalled: Path | None) -> Mapping | None:
    """Return what the columns of a sheet are taken for; None where the sheet is passed over."""
    if wish.skipped:
        return None
    if wish.mapping is not None:
        return wish.mapping
    table = header.find(sheet)
    known = None if recalled is None else mappings.load(table.names, recalled)
    found = known if known is not None else recognition.recognise(table, kind=wish.kind)
    if wish.kind is not None and found.kind != wish.kind:
        found = found.of_kind(wish.kind)
    return found if found.fields else None


def _known(villages: gpd.GeoDataFrame | None, found: list[Examination]) -> gpd.GeoDataFrame | None:
    """Return the villages of the files, and those known before that no file lists."""
    frames = [it.frame for it in found if it.kind == "villages" and len(it.frame)]
    listed = {village for frame in frames for village in frame["village_id"]}
    if villages is not None:
        frames.append(villages[~villages["village_id"].isin(listed)])
    if not frames:
        return None
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)


def consult(
    sheets: Iterable[Sheet],
    *,
    villages: gpd.GeoDataFrame | None = None,
    wishes: Dict[Key, Wish] | None = None,
    recalled: Path | None = None,
    progress: Progress = lambda _share: None,
    should_stop: Stop = lambda: False,
) -> Consultation:
    """Examine sheets: villages first, so that stations and units are matched with them.

    Parameters
    ----------
    sheets : of all files that belong together.
    villages : EPSG:4326, known before, such as those of the last election; those of the files count more.
    wishes : what the user said, by sheet.
    recalled : folder of saved mappings.
    progress : told the share of all rows that is done, 0..1.
    should_stop : asked between the steps.

    Raises
    ------
    StoppedError
        `should_stop` said so.
    InputError
        A mapping is not of its sheet's columns.
    ScenarioError
        A saved mapping is none.
    """
    told = [(sheet, (wishes or {}).get(key(sheet), Wish())) for sheet in sheets]
    taken = [(sheet, wish, _taken(sheet, wish, recalled)) for sheet, wish in told]
    share = _Share(progress, sum(len(sheet) for sheet, _wish, mapping in taken if mapping is not None))
    made: dict[int, Examination] = {}
    for first in (True, False):
        known = villages if first else _known(villages, list(made.values()))
        for i, (sheet, wish, mapping) in enumerate(taken):
            if mapping is None or (mapping.kind == "villages") != first:
                continue
            share.begin(len(sheet))
            made[i] = examine(
                sheet,
                mapping=mapping,
                villages=known,
                decisions=wish.decisions,
                progress=share,
                should_stop=should_stop,
            )
    passed = tuple(sheet for sheet, _wish, mapping in taken if mapping is None)
    return Consultation(tuple(made[i] for i in sorted(made)), passed)
