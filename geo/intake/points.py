"""Points: the two numbers of a place out of one cell, in whatever order and writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from geo.intake import links
from geo.intake.angles import SIDE, Angle, angle, even
from geo.intake.numerals import decimal

LARGEST_LAT = 90.0
METRES_FROM = 1000.0
"""From here on a number is no angle but metres."""
NORTHING_FROM = 1_000_000.0
PAIR, COMMAS = 2, 4
LAST_ZONE = 60
LONGEST = 2000
"""Characters of the longest text that can be one place: a link."""
_POINT = re.compile(r"(?:SRID=\d+;)?\s*POINT\s*Z?M?\s*\(\s*(\S+)\s+([^\s)]+).*\)", re.IGNORECASE)
_ZONED = re.compile(
    r"(?:UTM\W*)?(?:zone|zona)?\W*(\d{2})\s*([C-HJ-NP-X])?\W+(\d{6}(?:[.,]\d+)?)\s*(?:mE|mT|E)?\W+"
    r"(\d{6,8}(?:[.,]\d+)?)\s*(?:mN|mU|mS|N|S)?\W*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(lat(?:itude)?|lintang|lon(?:g(?:itude)?)?|lng|bujur|koordinat|[xy])\s*[:=]\s*", re.IGNORECASE
)
_EASTERN = ("lon", "lng", "buj", "x")
_AFTER_SIDE = re.compile(
    rf"(.*?\d\D*?(?:\b|(?<=\d))(?:{SIDE})\b\.?)(?:\s+-\s+|[\s,;/|]+)(.*\d.*)", re.IGNORECASE | re.DOTALL
)
_BEFORE_SIDE = re.compile(rf"((?:{SIDE})\b.*?\d.*?)[\s,;/|]+((?:{SIDE})\b.*)", re.IGNORECASE | re.DOTALL)


class Point(NamedTuple):
    """East and north as they are told (degrees or metres), the zone if one is told, and the rule."""

    x: float
    y: float
    zone: str = ""
    rule: str = ""


def _splits(told: str) -> Iterator[tuple[str, str]]:
    for pattern in (_BEFORE_SIDE, _AFTER_SIDE):
        if found := pattern.fullmatch(told):
            yield found[1], found[2]
    for mark in (r"\s*[;|/\n\t]\s*", r",\s+", r"\s*,\s*"):
        parts = re.split(mark, told)
        if len(parts) == PAIR:
            yield parts[0], parts[1]
    commas = told.split(",")
    if len(commas) == COMMAS:
        yield ",".join(commas[:2]), ",".join(commas[2:])
    words = told.split()
    if words and len(words) % 2 == 0:
        half = len(words) // 2
        yield " ".join(words[:half]), " ".join(words[half:])


def _ordered(first: Angle, second: Angle) -> tuple[float, float] | None:
    """Return (east, north): letters decide, then size; otherwise latitude comes first, as phones write it."""
    if first.axis == second.axis != "":
        return None
    a, b = first.degrees, second.degrees
    if first.axis == "lon" or second.axis == "lat":
        return a, b
    if first.axis == "lat" or second.axis == "lon":
        return b, a
    if min(abs(a), abs(b)) > METRES_FROM:
        return (a, b) if abs(a) < NORTHING_FROM <= abs(b) or abs(b) < abs(a) < NORTHING_FROM else (b, a)
    return (a, b) if abs(a) > LARGEST_LAT >= abs(b) else (b, a)


def _pair(told: str) -> Point | None:
    labels = _LABEL.findall(told)
    bare = _LABEL.sub(" ", told).strip(" ()[]{},;")
    for one, other in _splits(bare):
        first, second = angle(one.strip(" ,;()[]")), angle(other.strip(" ,;()[]"))
        if first is None or second is None:
            continue
        if labels and labels[0].lower().startswith(_EASTERN):
            return Point(first.degrees, second.degrees)
        found = _ordered(first, second)
        if found is not None:
            return Point(*found)
    return None


def point(text: str) -> Point | None:
    """Return the place that one cell tells, or None where it tells none.

    Reads "lat, lon", degrees with letters in any order, a link, ``POINT (lon lat)`` and "49S 711234 9153000".
    """
    if len(text) > LONGEST:
        return None
    told = even(text)
    if links.is_link(told):
        return _linked(told)
    if wkt := _POINT.fullmatch(told):
        x, y, where = decimal(wkt[1]), decimal(wkt[2]), ""
    elif zoned := _ZONED.fullmatch(told):
        x, y, where = decimal(zoned[3]), decimal(zoned[4]), zone(f"{zoned[1]}{zoned[2] or ''}")
    else:
        return _pair(told)
    return None if x is None or y is None else Point(x, y, where)


def _linked(told: str) -> Point | None:
    found = links.place(told)
    if found.text:
        return _pair(even(found.text))
    if found.lat is None or found.lon is None:
        return Point(float("nan"), float("nan"), "", found.rule)
    return Point(found.lon, found.lat, "", found.rule)


def zone(text: str) -> str:
    """Return a UTM zone as "49S" or "49N"; a band letter counts by its side; empty where it is none.

    In the cells of Indonesian files "49S" is the south, never band S of the military grid (33 N and beyond).
    """
    found = re.search(r"\b(\d{1,2})\s*([A-Za-z]*)", text)
    if epsg := re.search(r"\b32([67])(\d\d)\b", text):
        return f"{epsg[2]}{'S' if epsg[1] == '7' else 'N'}"
    if found is None or not 1 <= int(found[1]) <= LAST_ZONE:
        return ""
    letter = found[2][:1].upper() or "S"
    return f"{int(found[1]):02d}{'S' if letter <= 'M' or letter == 'S' else 'N'}"
