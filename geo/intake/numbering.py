"""Numbering: the number of a polling station out of what people call it."""

from __future__ import annotations

import re

from geo.intake.numerals import NOTHING, Read
from geo.intake.text import plain

SPECIAL = 901
"""Stations for hospitals, prisons and the like are numbered from here (KPU, 2024)."""
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_CALLED = r"(?:t\s*p\s*s|tempat pemungutan suara|nomor|no|nr|number|station|ke)"
_PLAIN = re.compile(rf"(?:{_CALLED}\W*)*0*(\d{{1,6}})(?:[.,]0+)?\W*", re.IGNORECASE)
_PARTED = re.compile(rf"(?:{_CALLED}\W*)*0*(\d{{1,4}})\s*(?:[/\\.-]\s*\d+|[ -]?[a-z])\b.*", re.IGNORECASE)
_INSIDE = re.compile(r"(?:\bt\s*p\s*s\W*(?:(?:no|nomor)\W*)?)0*(\d{1,6})\b", re.IGNORECASE)
_ROMANS = re.compile(rf"(?:{_CALLED}\W*)+([ivxlc]{{1,7}})\b\W*|([ivxlc]{{1,7}})", re.IGNORECASE)


def _roman(letters: str) -> int:
    digits = [_ROMAN[letter] for letter in letters.lower()]
    following = [*digits[1:], 0]
    return sum(-one if one < after else one for one, after in zip(digits, following, strict=True))


def station_number(text: str) -> Read:
    """Return the number of a station.

    "TPS 07", "7" and "7.0" are plainly 7. "TPS 01/1" is 1 (rule "number_with_part"), "TPS 3 Krajan" and
    "TPS IV" are 3 and 4 (rule "number_in_text").
    """
    if plain(text) in NOTHING:
        return Read(None)
    if found := _PLAIN.fullmatch(text.strip()):
        return Read(float(found[1]))
    if found := _ROMANS.fullmatch(text.strip()):
        return Read(float(_roman(found[1] or found[2])), "number_in_text")
    if found := _PARTED.fullmatch(text.strip()):
        return Read(float(found[1]), "number_with_part")
    if found := _INSIDE.search(text):
        return Read(float(found[1]), "number_in_text")
    return Read(None, "number_unreadable")
