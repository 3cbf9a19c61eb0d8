"""Links: the place that a pasted map link tells; no link is ever opened."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote_plus

_N = r"(-?\d{1,3}(?:\.\d+)?)"
_SEP = r"\s*,\s*\+?\s*"
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"!8m2!3d{_N}!4d{_N}",
        rf"!3d{_N}!4d{_N}",
        rf"[?&#](?:q|query|ll|destination|daddr|mlat_mlon|center|cbll|sll|viewpoint|saddr|to|at)=(?:loc:)?\s*{_N}{_SEP}{_N}",
        rf"[?&](?:q|query)=[^&]*?\(?{_N}{_SEP}{_N}",
        rf"[?&]mlat={_N}&mlon={_N}",
        rf"/(?:place|search|dir)/(?:[^@]*/)?{_N}{_SEP}{_N}",
        rf"\bgeo:{_N},{_N}",
    )
)
_VIEWS = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (rf"@{_N},{_N}", rf"#map=\d+(?:\.\d+)?/{_N}/{_N}")
)
_ANGLES = re.compile(r"/(?:place|search|dir)/([^/@?]*\d[°º][^/@?]*)|[?&](?:q|query|ll)=([^&]*\d[°º][^&]*)")
_LINK = re.compile(
    r"https?:|\bgeo:|(?:^|\W)(?:www\.)?(?:maps\.google|google\.[a-z.]+/maps|goo\.gl|maps\.app|g\.co/kgs)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"goo\.gl/|maps\.app\.goo\.gl|g\.co/kgs|bit\.ly/|s\.id/|tinyurl\.com/", re.IGNORECASE)


class Place(NamedTuple):
    """Latitude and longitude of a link, or degrees as text to be read, and the rule that it took."""

    lat: float | None
    lon: float | None
    rule: str = ""
    text: str = ""


def is_link(text: str) -> bool:
    """Return whether a cell holds a link to a map."""
    return _LINK.search(text) is not None


def place(link: str) -> Place:
    """Return what a link tells of a place.

    The pin of a link comes before its view: the middle of the view alone is rule "link_shows_view". A
    shortened link tells nothing without a request, which is never made: rule "short_link".
    """
    told = unquote_plus(link.strip()).replace("−", "-")
    for pattern in _PLACES:
        if found := pattern.search(told):
            return Place(float(found[1]), float(found[2]))
    if degrees := _ANGLES.search(told):
        return Place(None, None, "", degrees[1] or degrees[2])
    for pattern in _VIEWS:
        if found := pattern.search(told):
            return Place(float(found[1]), float(found[2]), "link_shows_view")
    return Place(None, None, "short_link" if _SHORT.search(told) else "position_unreadable")
