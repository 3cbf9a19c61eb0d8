"""Sheet: one table or map layer of a file, as it stands there; nothing in it is interpreted yet."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class Sheet:
    """Cells as text, with the number of each row as a person finds it in the file.

    Attributes
    ----------
    file : name of the file as its user knows it; never a path that is opened.
    name : of the table or layer inside the file.
    cells : text of every cell (n, c), None where it is empty. A layer's columns are named; those of a table
        are numbered from 0, because which of its rows is the header is not known yet.
    rows : number of each row in the file, from 1 (n,), each once: row of a table, line of a text file,
        feature of a layer.
    shapes : WKB of each row's shape, None where it has none (n,); None for a table.
    crs : what the file says of its coordinates, as an authority code or WKT; None where it says nothing.
    """

    file: str
    name: str
    cells: pd.DataFrame
    rows: np.ndarray
    shapes: np.ndarray | None = None
    crs: str | None = None

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    @property
    def is_layer(self) -> bool:
        """Whether the columns have names already, and rows may have shapes."""
        return self.shapes is not None


def free_name(name: str, taken: Container[str], *, ending: str = "") -> str:
    """Return a name that nothing bears yet: as it is, or "name (2)", "name (3)" … before its ending."""
    tries = (f"{name} ({n})".strip() if n > 1 else name for n in count(1))
    return next(told for it in tries if (told := f"{it}{ending}") not in taken)
