"""Fonts: the one that ships inside matplotlib, so that every machine prints the same sheet.

Words of the data are set as they are: nothing in them is markup or mathematics, what cannot be printed is
replaced by a mark that can.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font

from dashboard.export.paper import MM_PER_POINT

FOLDER = Path(mpl.get_data_path()) / "fonts" / "ttf"
FILES = {False: FOLDER / "DejaVuSans.ttf", True: FOLDER / "DejaVuSans-Bold.ttf"}
MEASURED_AT = 100.0
UNKNOWN = "\N{WHITE SQUARE}"
ELLIPSIS = "…"
_PIXELS = 64

mpl.rcParams.update({"pdf.fonttype": 42, "hatch.linewidth": 0.35, "pdf.compression": 6})


@cache
def face(*, bold: bool = False) -> FontProperties:
    """Return the font by its file, so that no other of the machine is taken."""
    return FontProperties(fname=str(FILES[bold]))


@cache
def _known(*, bold: bool) -> frozenset[int]:
    return frozenset(get_font(str(FILES[bold])).get_charmap())


def _printable(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind[0] in "CZ":
        return " " if kind not in ("Cn", "Co", "Cs") else UNKNOWN
    return letter if ord(letter) in _known(bold=False) and ord(letter) in _known(bold=True) else UNKNOWN


@lru_cache(maxsize=20_000)
def plain(words: str) -> str:
    """Return words on one line, of letters that the font has; direction marks and controls are blanks."""
    return " ".join("".join(map(_printable, words)).split())


@lru_cache(maxsize=50_000)
def _advance(words: str, *, bold: bool) -> float:
    font = get_font(str(FILES[bold]))
    font.set_size(MEASURED_AT, 72)
    font.set_text(words, 0.0)
    return float(font.get_width_height()[0]) / _PIXELS / MEASURED_AT


def width_mm(words: str, *, size: float, bold: bool = False) -> float:
    """Return how wide words are [mm] in a size [pt]."""
    return _advance(plain(words), bold=bold) * size * MM_PER_POINT


def fitted(words: str, *, width: float, size: float, bold: bool = False) -> str:
    """Return words cut to a width [mm], with an ellipsis where something is cut."""
    words = plain(words)
    if width_mm(words, size=size, bold=bold) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        long = width_mm(words[:middle] + ELLIPSIS, size=size, bold=bold) > width
        low, high = (low, middle - 1) if long else (middle, high)
    return words[:low].rstrip() + ELLIPSIS


def wrapped(words: str, *, width: float, size: float, lines: int, bold: bool = False) -> list[str]:
    """Return words on at most so many lines of a width [mm]; the last one ends in an ellipsis if cut."""
    rows: list[str] = []
    rest = plain(words).split(" ")
    while rest and len(rows) < lines - 1:
        count = 1
        while count < len(rest) and width_mm(" ".join(rest[: count + 1]), size=size, bold=bold) <= width:
            count += 1
        rows.append(fitted(" ".join(rest[:count]), width=width, size=size, bold=bold))
        rest = rest[count:]
    return [*rows, fitted(" ".join(rest), width=width, size=size, bold=bold)] if rest else rows
