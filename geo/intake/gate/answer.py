"""Answers: the Arrow files of the limited process become sheets; they are believed only after a check."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.intake.gate.refusal import refusal
from geo.intake.reading import limits
from geo.intake.sheet import Sheet, free_name

MOST_NAME = 200


def _table(path: Path) -> pa.Table:
    if path.is_symlink():
        raise TypeError
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    table.validate(full=True)
    return table


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _words(column: pa.ChunkedArray) -> np.ndarray:
    """Return a column as texts and None (n,); equal texts are one object."""
    encoded = column.combine_chunks().dictionary_encode()
    words = np.append(encoded.dictionary.to_numpy(zero_copy_only=False), np.array([None], dtype=object))
    places: np.ndarray = encoded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    found: np.ndarray = words[places]
    return found


def _sheet(table: pa.Table, name: str) -> Sheet:
    """Return one sheet, or raise for whatever is not as our own process writes it."""
    about = json.loads((table.schema.metadata or {})[b"sheet"])
    is_layer = about["columns"] is not None
    lead = ["row", "shape"] if is_layer else ["row"]
    width = table.num_columns - len(lead)
    kinds = [pa.int64(), pa.binary()][: len(lead)] + [pa.string()] * width
    names = [*lead, *(f"c{number}" for number in range(width))]
    if table.column_names != names or table.schema.types != kinds or width > limits.MOST_COLUMNS:
        raise TypeError
    columns = [_text(it) for it in about["columns"]] if is_layer else list(range(width))
    if len(columns) != width:
        raise TypeError
    cells = np.empty((width, table.num_rows), dtype=object)
    for number in range(width):
        cells[number] = _words(table.column(number + len(lead)))
    return Sheet(
        file=name,
        name=_text(about["name"])[:MOST_NAME],
        cells=pd.DataFrame(cells.T, columns=columns, dtype=object, copy=False),
        rows=np.array(table.column("row")),
        shapes=table.column("shape").to_numpy() if is_layer else None,
        crs=None if about["crs"] is None else _text(about["crs"]),
    )


def _told_apart(found: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """Return sheets of which no two bear one name: answers are kept by it."""
    named: dict[str, Sheet] = {}
    for sheet in found:
        name = free_name(sheet.name, named)
        named[name] = replace(sheet, name=name)
    return tuple(named.values())


def sheets(folder: Path, count: int, *, name: str) -> tuple[Sheet, ...]:
    """Return what the limited process left in a folder; a name that comes again is "name (2)".

    Raises
    ------
    IntakeError
        It is not what our own readers write.
    """
    files = [folder / f"{number}.arrow" for number in range(min(count, limits.MOST_SHEETS))]
    try:
        if sum(file.stat().st_size for file in files) > limits.RESULT_MB * limits.MB:
            raise refusal("too_many_cells", name, most=limits.MOST_CELLS)
        return _told_apart(_sheet(_table(file), name) for file in files)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError, RecursionError) as error:
        raise refusal("crashed", name) from error
