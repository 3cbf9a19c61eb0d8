"""Cells: words of the data as a file may carry them, so that no program takes them for a command.

A spreadsheet computes what begins like a formula, also in a CSV. Here such words stay words: a workbook gets
them as strings, a CSV behind an apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

import unicodedata

import pandas as pd

STARTERS = frozenset("=+-@＝＋－＠")
"""What begins a formula, in narrow and in full width."""
CONTROLS = frozenset("\t\r\n")
"""What some programs skip before they look."""
LONGEST = 32_000
"""A cell of a workbook holds 32,767 UTF-16 units at most; longer words are cut where one can see it."""
ELLIPSIS = "…"


def guarded(words: str) -> str:
    """Return words that no spreadsheet takes for a formula when it opens a CSV."""
    first = words.lstrip()[:1]
    starts = bool(first) and first in STARTERS
    return f"'{words}" if starts or words[:1] in CONTROLS else words


def guarded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose words, and whose heads, no spreadsheet takes for formulas."""
    held = frame.rename(columns=lambda name: guarded(str(name)))
    texts = held.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    return held.assign(
        **{name: held[name].map(lambda it: guarded(it) if isinstance(it, str) else it) for name in texts}
    )


def _kept(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter in "\t\r\n" or kind in {"Cc", "Cf", "Zl", "Zp"}:
        return " "
    return "\N{WHITE SQUARE}" if kind in {"Cs", "Cn", "Co"} else letter


def printable(words: str) -> str:
    """Return words on one line, without controls and marks that turn the direction of writing."""
    plain = words.isascii() and words.isprintable()
    kept = words if plain else "".join(map(_kept, words))
    return kept if len(kept) <= LONGEST // 2 else kept[: LONGEST // 2] + ELLIPSIS
