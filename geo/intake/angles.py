"""Angles: degrees, minutes and seconds as people write them, with LS and BT, S and E, or a sign."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from geo.intake.numerals import decimal

Axis = Literal["lat", "lon", ""]
_SIDES: dict[str, tuple[Axis, int]] = {
    **dict.fromkeys(("ls", "s", "south", "selatan", "lintang selatan"), ("lat", -1)),
    **dict.fromkeys(("lu", "n", "u", "north", "utara", "lintang utara"), ("lat", 1)),
    **dict.fromkeys(("bt", "e", "t", "east", "timur", "bujur timur"), ("lon", 1)),
    **dict.fromkeys(("bb", "w", "b", "west", "barat", "bujur barat"), ("lon", -1)),
}
SIDE = "|".join(sorted((re.escape(word).replace(r"\ ", r"\s+") for word in _SIDES), key=len, reverse=True))
_NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = re.compile(
    rf"(?P<before>{SIDE})?\s*[.:]?\s*(?P<sign>[-+])?\s*(?P<deg>{_NUMBER})\s*(?P<mark>[°ºd˚*:]|deg)?\s*"
    rf"(?:(?P<min>{_NUMBER})\s*(?:['m:]|min)?\s*(?:(?P<sec>{_NUMBER})\s*(?:\"|''|sec)?)?)?\s*\.?\s*"
    rf"(?P<after>{SIDE})?\.?",
    re.IGNORECASE,
)
_MARKS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "′": "'",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʹ": "'",
        "″": '"',
        "”": '"',
        "“": '"',
    }
)
SIXTY = 60


class Angle(NamedTuple):
    """Degrees, and the axis that a letter named; empty where none did."""

    degrees: float
    axis: Axis = ""


def even(text: str) -> str:
    """Return the text with one kind of minus, minute and second marks."""
    return text.translate(_MARKS).strip()


def angle(text: str) -> Angle | None:
    """Return an angle, or None where the text is none.

    7°38'45,2" LS, "S 7 38.75", "112 54 10 BT", "-7.6459" and "7.6459 S" are all read. A plain number has
    no axis. Minutes and seconds of 60 and more are no angle.
    """
    told = even(text)
    found = _ANGLE.fullmatch(told)
    if found is None:
        value = decimal(told)
        return None if value is None else Angle(value)
    side = (found["before"] or found["after"] or "").lower()
    if found["before"] and found["after"]:
        return None
    if found["min"] is None and not side and found["mark"] is None:
        value = decimal(told)
        return None if value is None else Angle(value)
    parts = [decimal(found[name]) if found[name] else 0.0 for name in ("deg", "min", "sec")]
    degrees, minutes, seconds = (0.0 if part is None else part for part in parts)
    if minutes >= SIXTY or seconds >= SIXTY:
        return None
    size = degrees + minutes / SIXTY + seconds / SIXTY**2
    axis, sign = _SIDES[" ".join(side.split())] if side else ("", 1)
    negative = found["sign"] == "-" or sign < 0
    return Angle(-size if negative else size, axis)
