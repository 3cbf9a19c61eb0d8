"""Codes: village codes in all spellings, as the ministry's dotted form 35.14.21.2008."""

from __future__ import annotations

import re
from typing import NamedTuple

_CODE_LIKE = re.compile(r"\s*'?(?:ID[- ]?)?[\d][\d.\-/ _]*\s*", re.IGNORECASE)
_FLOAT_TAIL = re.compile(r"[.,]0+\s*$")
FULL, BPS, SHORT = 10, 10, 8
DISTRICT_DIGITS = 6


class Code(NamedTuple):
    """A code in the ministry's form, and the rule that reading it took; `text` is what it was if unknown."""

    text: str
    rule: str = ""


def dotted(digits: str) -> str:
    """Return ten digits as province.regency.district.village; fewer as far as they go."""
    cuts = (digits[:2], digits[2:4], digits[4:6], digits[6:])
    return ".".join(part for part in cuts if part)


def village_code(text: str) -> Code:
    """Return a village's code.

    Ten digits with whatever between them are the ministry's code when the fourth group begins with 1
    (kelurahan) or 2 (desa). Otherwise they are a code of the statistics office (rule "code_of_bps"), whose
    districts are numbered differently: it cannot be turned into the ministry's without a table. Eight digits
    are a village's code whose last group lost its first two (rule "code_short"). What is no code is returned
    as it is (rule "code_unreadable"): an operation may name villages as it likes.
    """
    told = text.strip()
    if not _CODE_LIKE.fullmatch(told):
        return Code(told, "code_unreadable")
    digits = re.sub(r"\D", "", told)
    if len(digits) == FULL + 1 and _FLOAT_TAIL.search(told):
        digits = re.sub(r"\D", "", _FLOAT_TAIL.sub("", told))
    if len(digits) == FULL and digits[6] in "12":
        return Code(dotted(digits))
    if len(digits) == BPS:
        return Code(digits, "code_of_bps")
    if len(digits) == SHORT:
        return Code(dotted(digits), "code_short")
    return Code(told, "code_unreadable")


def lengthened(short: str) -> tuple[str, str]:
    """Return the two codes that 35.14.21.08 can stand for: desa 2008 and kelurahan 1008."""
    head, tail = short.rsplit(".", 1)
    return f"{head}.20{tail}", f"{head}.10{tail}"


def regency_of(code: str) -> str:
    """Return the regency's four digits of a code in whatever spelling; empty where it has none."""
    digits = re.sub(r"\D", "", code)
    return digits[:4] if len(digits) >= SHORT else ""


def district_of(code: str) -> str:
    """Return the district's part of a village's code, "35.14.21"; empty where it is no such code."""
    found = re.fullmatch(r"(\d\d\.\d\d\.\d\d)\.[12]\d{3}", code)
    return found[1] if found else ""
