"""Text: what is in a cell beside what one sees, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
import pandas as pd

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_MARKUP = re.compile(r"<[a-zA-Z!/?][^>]*>?|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});|^\s*=\s*\w+\(")
_SUSPECT = re.compile(f"{_INVISIBLE.pattern}|{_ODD_SPACES.pattern}")
_NOT_WORD = re.compile(r"[\W_]+")


def seen(cell: str) -> str:
    """Return what a person sees: no invisible characters, single spaces, none at the ends."""
    if _is_plain(cell):
        return cell if "  " not in cell else _SPACES.sub(" ", cell)
    return _SPACES.sub(" ", _INVISIBLE.sub("", cell)).strip()


def _is_plain(cell: str) -> bool:
    """Return whether a cell holds only what every keyboard types, and no space at its ends."""
    return cell.isascii() and cell.isprintable() and cell[:1] != " " != cell[-1:]


def has_invisible(cell: str) -> bool:
    """Return whether a cell holds characters that show nothing, or spaces that are not the space bar's."""
    return not (cell.isascii() and cell.isprintable()) and _SUSPECT.search(cell) is not None


def has_markup(cell: str) -> bool:
    """Return whether a cell holds what a browser or a spreadsheet would run: tags, entities, a formula."""
    return ("<" in cell or "&" in cell or "=" in cell) and _MARKUP.search(cell) is not None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold()


@lru_cache(maxsize=200_000)
def plain(name: str) -> str:
    """Return a name for comparison: small letters and digits of any script, words apart by one space."""
    folded = name.casefold() if name.isascii() else _folded(name)
    if folded.isalnum() and folded.isascii():
        return folded
    return _NOT_WORD.sub(" ", folded).strip()


def letters(name: str) -> str:
    """Return the letters and digits of a name alone: "Oro-Oro Pule" is "orooropule"."""
    return plain(name).replace(" ", "")


def uniques(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return (code of each cell, distinct texts); the code is -1 where a cell is empty."""
    codes, texts = pd.factorize(column.to_numpy(object), use_na_sentinel=True)
    return codes, texts


def mapped(codes: np.ndarray, results: list[object]) -> np.ndarray:
    """Return what was found for each distinct text (n,), None where the cell is empty."""
    table = np.empty(len(results) + 1, dtype=object)
    table[: len(results)] = results
    found: np.ndarray = table[codes]
    return found


def clean(column: pd.Series) -> pd.Series:
    """Return the text that one sees in each cell, None where there is none to see."""
    cells = column.to_numpy(object)
    found = np.empty(len(cells), dtype=object)
    found[:] = [(seen(cell) or None) if isinstance(cell, str) else None for cell in cells]
    return pd.Series(found, index=column.index, dtype=object)
