"""Doctor: one sheet examined from header to checked frame; every row is accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import Fault, InputError, StoppedError
from geo.intake import asides, cells, header, recognition, station_rows, text, unit_rows, village_rows
from geo.intake.decision import Decision
from geo.intake.finding import STATUSES, Status
from geo.intake.gazetteer import Gazetteer
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.mapping import Mapping
from geo.intake.sheet import Sheet
from geo.schema import Kind

Progress = Callable[[float], None]
Stop = Callable[[], bool]
_READ, _ASIDE, _CELLS, _ROWS = 0.05, 0.2, 0.35, 0.95


@dataclass(frozen=True, eq=False)
class Examination:
    """What became of a sheet.

    Attributes
    ----------
    table : the sheet with its columns named; `table.rows` are the rows that came in (n,).
    mapping : which column is which field.
    frame : villages, stations or units as `geo.schema` describes them: the rows that can be used, those with
        an open question that does not stand in the way among them. Villages may lack a shape.
    row : number in the file of each row of `frame`, on its index.
    status : status of every row (n,).
    held : whether a row cannot be used before somebody answers, or at all (n,).
    aside : whether a row is none of its own: empty, totals, a heading, a repetition (n,).
    findings : one row per finding, columns as `geo.intake.finding.COLUMNS`; row 0 is the sheet as a whole.
    areas : row, rule, before_m2 and after_m2 of every shape that changed.
    places : what stations call their villages: village_id, village, district, regency, each village once.
    """

    table: Table
    mapping: Mapping
    frame: gpd.GeoDataFrame
    row: pd.Series
    status: np.ndarray
    held: np.ndarray
    aside: np.ndarray
    findings: pd.DataFrame
    areas: pd.DataFrame
    places: pd.DataFrame

    @property
    def kind(self) -> Kind:
        """What the sheet lists."""
        return self.mapping.kind

    @property
    def sheet(self) -> Sheet:
        """The sheet as it was read."""
        return self.table.sheet

    @cached_property
    def counts(self) -> dict[Status, int]:
        """How many rows have each status; the sum is what came in."""
        return {status: int(np.count_nonzero(self.status == status)) for status in STATUSES}

    @property
    def is_trusted(self) -> bool:
        """Whether nothing is questioned or refused."""
        return self.counts["questioned"] == self.counts["refused"] == 0


def _silent(share: float) -> None:
    """Take no notice of progress."""
    del share


def _go_on() -> bool:
    return False


def _known(villages: gpd.GeoDataFrame | None) -> Gazetteer | None:
    return None if villages is None or not len(villages) else Gazetteer.of(villages)


def _places(found: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what stations call their villages, each village once, in the order of ids."""
    columns = {f"said_{field}": field for field in ("village", "district", "regency")}
    said = pd.DataFrame(found.reindex(columns=["village_id", *columns])).rename(columns=columns)
    return said.dropna(subset="village_id").groupby("village_id", sort=True).first().reset_index()


def recognise(sheet: Sheet, *, kind: Kind | None = None) -> Mapping:
    """Return what the columns of a sheet are taken for; see `geo.intake.recognition.recognise`."""
    return recognition.recognise(header.find(sheet), kind=kind)


def examine(
    sheet: Sheet,
    *,
    mapping: Mapping | None = None,
    kind: Kind | None = None,
    villages: gpd.GeoDataFrame | None = None,
    decisions: Iterable[Decision] = (),
    progress: Progress = _silent,
    should_stop: Stop = _go_on,
) -> Examination:
    """Examine a sheet: nothing is lost on the way, and equal decisions give an equal examination.

    Parameters
    ----------
    sheet : as the reader hands it over.
    mapping : which column is which field; recognised where none is given.
    kind : what the sheet lists; recognised where it is not given.
    villages : EPSG:4326, the known villages: rows are matched with them and points held against them. Without
        them neither swapped zones nor wrong villages can be told.
    decisions : what the user said of the findings of an earlier examination.
    progress : told the share that is done, 0..1.
    should_stop : asked between the steps.

    Raises
    ------
    StoppedError
        `should_stop` said so.
    InputError
        The mapping is not of this sheet's columns.
    """
    tell = _teller(progress, should_stop)
    tell(0.0)
    table = header.find(sheet)
    taken = mapping if mapping is not None else recognition.recognise(table, kind=kind)
    if kind is not None and taken.kind != kind:
        taken = taken.of_kind(kind)
    _require_columns(table, taken)
    ledger, gazetteer = Ledger(table.rows, tuple(decisions)), _known(villages)
    tell(_READ)
    shown = _shown(table, taken, tell)
    headings = asides.settle(table, shown, ledger)
    tell(_ASIDE)
    texts = cells.read(table, taken, ledger, shown=shown, headings=headings)
    tell(_CELLS)
    found, areas = _rows(table, taken.kind, texts, ledger=ledger, gazetteer=gazetteer)
    tell(_ROWS)
    examination = _closed(table, taken, ledger, found=found, areas=areas)
    tell(1.0)
    return examination


def _teller(progress: Progress, should_stop: Stop) -> Progress:
    """Return what tells progress, and stops where somebody says so."""

    def tell(share: float) -> None:
        if should_stop():
            raise StoppedError(Fault("The examination was stopped", "Start it again"))
        progress(share)

    return tell


def _closed(
    table: Table, mapping: Mapping, ledger: Ledger, *, found: gpd.GeoDataFrame, areas: pd.DataFrame
) -> Examination:
    """Return the examination that a ledger and the frame of all rows make."""
    kept = found[ledger.open].reset_index(drop=True)
    said = [name for name in kept.columns if str(name).startswith("said_")]
    return Examination(
        table,
        mapping,
        kept.drop(columns=said),
        pd.Series(table.rows[ledger.open], name="row"),
        ledger.status,
        ledger.held,
        ledger.aside,
        ledger.findings(),
        areas,
        _places(kept),
    )


def _shown(table: Table, mapping: Mapping, tell: Progress) -> pd.DataFrame:
    """Return what one sees of every cell (n, c); columns that must never be stored are not looked at."""
    names = [name for name in table.names if name not in mapping.forbidden]
    found = {}
    for i, name in enumerate(names):
        tell(_READ + (_ASIDE - _READ) * i / len(names))
        found[name] = text.clean(table.cells[name]).reset_index(drop=True)
    return pd.DataFrame(found, index=range(len(table.cells)), dtype=object)


def _rows(
    table: Table, kind: Kind, texts: Dict[str, pd.Series], *, ledger: Ledger, gazetteer: Gazetteer | None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the frame of all rows, and the areas that changed."""
    told = dict(texts)
    if kind == "villages":
        return village_rows.examine(table, told, ledger, gazetteer)
    rows = station_rows if kind == "stations" else unit_rows
    unchanged = pd.DataFrame(columns=["row", "rule", "before_m2", "after_m2"])
    return rows.examine(table, told, ledger, gazetteer), unchanged


def _require_columns(table: Table, mapping: Mapping) -> None:
    unknown = sorted(set(mapping.fields.values()) - set(table.names))
    if unknown:
        raise InputError(
            Fault(
                "The mapping names columns that {file} does not have",
                "Choose the columns again",
                {"file": table.sheet.file},
                unknown,
            )
        )
