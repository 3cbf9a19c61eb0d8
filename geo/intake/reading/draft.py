"""Draft: the rows of one sheet on their way into an Arrow table."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import zip_longest

import numpy as np
import pyarrow as pa

from geo.intake.reading import limits
from geo.intake.reading.plain import column
from geo.intake.reading.refused import RefusedError
from geo.intake.reading.shapes import Wkb, usable

Cells = Sequence[str | None]
Tell = Callable[[int, int], None]
"""Told how much of the file is done, and of how much [bytes, rows: whatever the format knows]."""
BLOCK = 10_000


class Draft:
    """One sheet: rows are added in the order of the file.

    Parameters
    ----------
    name : of the table or layer.
    columns : names of a layer's columns, which may grow while rows come; None for a table.
    crs : as the file says it.
    """

    def __init__(self, name: str, *, columns: list[str] | None = None, crs: str | None = None) -> None:
        self.name, self.columns, self.crs = name, columns, crs
        self.blocks: list[list[pa.Array]] = []
        self.rows: list[np.ndarray] = []
        self.shapes: list[Wkb] = []
        self.given = 0
        self.width = 0
        self.count = 0
        self._numbers: list[int] = []
        self._cells: list[Cells] = []

    def add(self, row: int, cells: Cells, shape: Wkb = None, *, given: bool | None = None) -> None:
        """Add one row; `given` says whether the file held a shape, also if it could not be read."""
        if len(cells) > limits.MOST_COLUMNS:
            raise RefusedError("too_many_columns", most=limits.MOST_COLUMNS)
        self._numbers.append(row)
        self._cells.append(cells)
        if self.columns is not None:
            self.shapes.append(shape)
            self.given += shape is not None if given is None else given
        if len(self._numbers) >= BLOCK:
            self._flush()

    def extend(self, numbers: Sequence[int], rows: Sequence[Cells]) -> None:
        """Add many rows of a table at once; the fast way for long texts."""
        if max(map(len, rows), default=0) > limits.MOST_COLUMNS:
            raise RefusedError("too_many_columns", most=limits.MOST_COLUMNS)
        if numbers:
            columns = [column(cells) for cells in zip_longest(*rows)]
            self._keep(np.array(numbers, dtype=np.int64), columns)

    def _flush(self) -> None:
        self.extend(self._numbers, self._cells)
        self._numbers, self._cells = [], []

    def _keep(self, rows: np.ndarray, columns: list[pa.Array]) -> None:
        self.rows.append(rows)
        self.blocks.append(columns)
        self.width = max(self.width, len(columns))
        self.count += len(rows)
        most = limits.MOST_ROWS if self.columns is None else limits.MOST_FEATURES
        if self.count > most:
            raise RefusedError("too_many_rows", most=most)
        if self.count * self.width > limits.MOST_CELLS:
            raise RefusedError("too_many_cells", most=limits.MOST_CELLS)

    def add_block(self, columns: list[pa.Array], shapes: Sequence[Wkb]) -> None:
        """Add a whole block of a layer, column by column (m columns of n texts, n shapes)."""
        if len(columns) > limits.MOST_COLUMNS:
            raise RefusedError("too_many_columns", most=limits.MOST_COLUMNS)
        self._keep(np.arange(self.count + 1, self.count + len(shapes) + 1), columns)
        self.shapes.extend(shapes)
        self.given += sum(shape is not None for shape in shapes)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self.count + len(self._numbers)

    def table(self) -> pa.Table:
        """Return the rows as columns c0, c1, ... with row and, for a layer, shape before them.

        Raises
        ------
        RefusedError
            Shapes were given and not one can be read, or a limit is passed.
        """
        self._flush()
        width = max(self.width, len(self.columns or ()))
        fields = [pa.field("row", pa.int64())]
        parts: list[pa.Array | pa.ChunkedArray] = [
            pa.array(np.concatenate(self.rows) if self.rows else np.empty(0, np.int64))
        ]
        if self.columns is not None:
            fields.append(pa.field("shape", pa.binary()))
            parts.append(pa.array(self._shapes(), pa.binary()))
        fields += [pa.field(f"c{number}", pa.string()) for number in range(width)]
        for number in range(width):
            chunks = [
                block[number] if number < len(block) else pa.nulls(len(rows), pa.string())
                for block, rows in zip(self.blocks, self.rows, strict=True)
            ]
            parts.append(pa.chunked_array(chunks, pa.string()))
        about = {"name": self.name, "columns": self.columns, "crs": self.crs}
        return pa.table(parts, schema=pa.schema(fields, {"sheet": json.dumps(about)}))

    def _shapes(self) -> list[Wkb]:
        kept = usable(self.shapes) if any(shape is not None for shape in self.shapes) else self.shapes
        if self.given and not any(shape is not None for shape in kept):
            raise RefusedError("no_shape", count=self.given)
        return kept
