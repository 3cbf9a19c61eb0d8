"""Naming: which village a name means, inside its district first; what is not certain is a question."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz.distance import OSA

from geo.intake.finding import Status
from geo.intake.gazetteer import Gazetteer, key

LEAD = 2
"""By so many slips of the pen the best name must beat the next one to be taken without a question."""
ONE_SLIP, TWO_SLIPS = 4, 8
"""Letters a name needs so that one slip, and two, still tell it."""
SAME = 0.75
"""Share of letters from which two spellings of one code agree."""
_PARTS = re.compile(r"\s*(?:/|\(|\)|\balias\b|=|\bd/h\b)\s*", re.IGNORECASE)


class Match(NamedTuple):
    """The village that a row names, by position in the gazetteer; -1 where none is.

    `rule` is empty where nothing is to say. With status "questioned" the village is only proposed.
    """

    at: int
    rule: str = ""
    status: Status = "clean"
    confidence: float = 1.0
    other: str | None = None


NOBODY = Match(-1, "village_unknown", "questioned", 0.0)


def _allowed(length: int) -> int:
    """Return how many slips a name of so many letters may have without a question."""
    return 0 if length < ONE_SLIP else 1 if length < TWO_SLIPS else 2


def nearest(told: str, candidates: list[str], *, limit: int) -> list[tuple[int, int]]:
    """Return (slips, index) of the candidates within so many slips of a name, best first."""
    found = [(OSA.distance(told, name, score_cutoff=limit), i) for i, name in enumerate(candidates)]
    return sorted(pair for pair in found if pair[0] <= limit)


def district(gazetteer: Gazetteer, name: str) -> tuple[str, int]:
    """Return (letters of the known district that a name means, slips); empty where it is not certain."""
    told = key(name)
    if told in gazetteer.members:
        return told, 0
    known = sorted(gazetteer.members)
    found = nearest(told, known, limit=_allowed(len(told)) + LEAD)
    if not found or found[0][0] > _allowed(len(told)):
        return "", 0
    lead = found[1][0] - found[0][0] if len(found) > 1 else LEAD
    return (known[found[0][1]], found[0][0]) if lead >= LEAD else ("", 0)


def _spellings(name: str) -> list[str]:
    """Return the letters of a name, and of its parts where it gives two: "Tundosuro/Tundosoro"."""
    parts = [key(part) for part in _PARTS.split(name)]
    return list(dict.fromkeys(part for part in (key(name), *parts) if len(part) > 1))


def _exact(gazetteer: Gazetteer, told: list[str], inside: list[int], area: str) -> Match | None:
    """Return the village of exactly this name, or of a name that the table of aliases gives."""
    for rank, spelling in enumerate(told):
        hits = [i for i in inside if gazetteer.keys[i] == spelling]
        if len(hits) == 1:
            return Match(hits[0]) if rank == 0 else Match(hits[0], "village_spelling", "repaired", 0.95)
        if hits:
            others = ", ".join(str(gazetteer.ids[i]) for i in hits)
            return Match(hits[0], "village_ambiguous", "questioned", 1 / len(hits), others)
        meant = gazetteer.aliases.get((area, spelling))
        hits = [i for i in inside if gazetteer.keys[i] == meant]
        if meant is not None and len(hits) == 1:
            return Match(hits[0], "village_alias", "repaired", 0.98)
    return None


def _close(gazetteer: Gazetteer, told: list[str], inside: list[int]) -> Match | None:
    """Return the village whose name is nearest; a question unless it leads and no other has the name."""
    names = [str(gazetteer.keys[i]) for i in inside]
    best = min(
        (
            (found, spelling)
            for spelling in told
            if (found := nearest(spelling, names, limit=max(3, len(spelling) // 3)))
        ),
        key=lambda it: (it[0][0], it[1]),
        default=None,
    )
    if best is None:
        return None
    found, spelling = best
    slips, at = found[0]
    lead = (found[1][0] if len(found) > 1 else slips + LEAD + 1) - slips
    confidence = round(1 - slips / max(len(spelling), 1), 3)
    elsewhere = gazetteer.named.get(spelling)
    if elsewhere is not None:
        return Match(
            inside[at], "village_elsewhere", "questioned", confidence / 2, str(gazetteer.ids[elsewhere[0]])
        )
    certain = slips <= _allowed(len(spelling)) and lead >= LEAD
    rival = str(gazetteer.ids[inside[found[1][1]]]) if len(found) > 1 else None
    status: Status = "repaired" if certain else "questioned"
    return Match(inside[at], "village_spelling", status, confidence if certain else confidence / 2, rival)


def by_name(gazetteer: Gazetteer, name: str, *, area: str, regency: str = "") -> Match:
    """Return the village that a name means.

    Parameters
    ----------
    name : as the file has it.
    area : the district as the file has it; empty where it says none.
    regency : as the file has it; used where districts of one name lie in several.

    Returns
    -------
    Match
        Clean where the letters agree inside the district. Repaired where an alias says so, or where the name
        is within one slip (two from eight letters on; optimal string alignment) and the next name of the
        district is two slips further. Everything else is a question: two villages of the name, a name that
        only another district has, no district.
    """
    told = _spellings(name)
    if not told:
        return Match(-1, "village_missing", "questioned", 0.0)
    named = gazetteer.of_regency(gazetteer.named.get(told[0], []), regency)
    if not area:
        return _anywhere(gazetteer, told, named)
    place, slips = district(gazetteer, area)
    if not place:
        guess = named[0] if len(named) == 1 else -1
        return Match(guess, "district_unknown", "questioned", 0.5 if guess >= 0 else 0.0)
    inside = gazetteer.of_regency(gazetteer.members[place], regency)
    found = (
        _exact(gazetteer, told, inside, place) or _close(gazetteer, told, inside) or _away(gazetteer, told)
    )
    if slips and not found.rule:
        return found._replace(rule="district_spelling", status="repaired", confidence=0.95)
    return found


def _anywhere(gazetteer: Gazetteer, told: list[str], named: list[int]) -> Match:
    """Return the village of a name without a district: certain only where one village alone has it."""
    if len(named) == 1:
        return Match(named[0])
    inside = named or list(range(len(gazetteer.ids)))
    found = _exact(gazetteer, told, inside, "") or _close(gazetteer, told, inside)
    return NOBODY if found is None else found._replace(status="questioned")


def _away(gazetteer: Gazetteer, told: list[str]) -> Match:
    """Return the one village of another district that has the name, as a question."""
    away = gazetteer.named.get(told[0], [])
    if len(away) != 1:
        return NOBODY
    return Match(away[0], "village_elsewhere", "questioned", 0.4, str(gazetteer.ids[away[0]]))


def agrees(gazetteer: Gazetteer, at: int, name: str) -> bool:
    """Return whether a name can be a spelling of this village's."""
    if name.casefold() == str(gazetteer.names[at]).casefold():
        return True
    known, area = str(gazetteer.keys[at]), str(gazetteer.district_keys[at])
    return any(
        spelling == known
        or gazetteer.aliases.get((area, spelling)) == known
        or OSA.normalized_similarity(spelling, known) >= SAME
        for spelling in _spellings(name)
    )
