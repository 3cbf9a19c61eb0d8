"""Numerals: numbers as Indonesia writes them ("1.250" voters are 1250, "1,5" is one and a half)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.intake.text import mapped, plain, uniques

NOTHING = frozenset({"", "nihil", "n a", "na", "nan", "null", "none", "kosong", "belum ada", "tidak ada"})
"""Plain texts that stand for an empty cell where a number belongs; a dash is plain nothing."""
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")
_POINTED = re.compile(r"\d*[.,]\d+|\d+[.,]?")
_MIXED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})+([.,])\d+")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d{1,2}")
_WORDED = re.compile(r"(?:±|~|ca\.?|rp\.?|:|=)?\s*([+-]?\d[\d.,' ]*)\s*[a-zA-Z/ ().]*", re.IGNORECASE)
LONGEST = 40
"""Characters of the longest text that is still a number: what is longer would be infinite."""
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "’": "'"})


class Read(NamedTuple):
    """A number and the rule that reading it took; None where it is none, rule "" where it is plain."""

    number: float | None
    rule: str = ""


def decimal(text: str) -> float | None:
    """Return a coordinate: the last of point and comma sets off decimals; repeated ones only group.

    "112,90" and "112.90" are the same; "112.902.345" is 112902345, a lost decimal comma, for others to judge.
    """
    told = text.translate(_DASHES).replace(" ", "").replace("'", "")
    sign = -1.0 if told.startswith("-") else 1.0
    told = told.lstrip("+-")
    if len(told) > LONGEST:
        return None
    if told.count(".") > 1 and told.count(",") <= 1:
        told = told.replace(".", "")
    elif told.count(",") > 1 and told.count(".") <= 1:
        told = told.replace(",", "")
    elif "." in told and "," in told:
        group = min(".,", key=told.rindex)
        told = told.replace(group, "")
    told = told.replace(",", ".")
    if not re.fullmatch(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", told):
        return None
    return sign * float(told)


def _unsigned(told: str) -> Read:
    if len(told) > LONGEST:
        return Read(None, "number_unreadable")
    if told.isascii() and told.isdigit():
        return Read(float(told))
    if (mixed := _MIXED.fullmatch(told)) and mixed[1] != mixed[2]:
        return Read(float(told.replace(mixed[1], "").replace(mixed[2], ".")))
    if grouped := _GROUPED.fullmatch(told):
        leads = told[0] == "0"
        rule = "thousands_comma" if grouped[1] == "," else ""
        return Read(decimal(told)) if leads else Read(float(told.replace(grouped[1], "")), rule)
    if _POINTED.fullmatch(told) or _SCIENTIFIC.fullmatch(told):
        return Read(float(told.replace(",", ".")))
    return Read(None, "number_unreadable")


def amount(text: str) -> Read:
    """Return a quantity that may have decimals: three digits after one point are thousands, "1,5" is 1.5."""
    told = text.translate(_DASHES).strip()
    if plain(told) in NOTHING:
        return Read(None)
    sign, bare = (-1.0, told[1:].strip()) if told.startswith("-") else (1.0, told.lstrip("+").strip())
    found = _unsigned(bare)
    if found.number is None and (worded := _WORDED.fullmatch(bare)):
        inner = _unsigned(worded[1].strip())
        found = Read(inner.number, "words_with_number") if inner.number is not None else found
    if found.number is not None and _GROUPED.fullmatch(bare) and "," in bare:
        return Read(sign * float(bare.replace(",", "", bare.count(",") - 1).replace(",", ".")))
    return Read(None, found.rule) if found.number is None else Read(sign * found.number, found.rule)


def count(text: str) -> Read:
    """Return a whole number of people: "1.250", "1,250" and "1 250" are all 1250, "1.25" is none."""
    told = text.translate(_DASHES).strip()
    if plain(told) in NOTHING:
        return Read(None)
    if told.startswith("-"):
        return Read(None, "number_unreadable")
    found = _unsigned(told.lstrip("+"))
    if found.number is None and (worded := _WORDED.fullmatch(told)):
        inner = _unsigned(worded[1].strip())
        found = Read(inner.number, "words_with_number") if inner.number is not None else found
    if found.number is not None and found.number % 1 != 0:
        return Read(None, "number_unreadable")
    return found


def read(column: pd.Series, how: Callable[[str], Read]) -> tuple[np.ndarray, np.ndarray]:
    """Return (numbers, rules) of a column (n,): NaN where there is none, rule "" where nothing is to say."""
    codes, texts = uniques(column)
    found = [how(str(text)) for text in texts]
    numbers = np.array([np.nan if it.number is None else it.number for it in found] + [np.nan])
    rules = mapped(codes, [it.rule for it in found])
    rules[codes < 0] = ""
    return numbers[codes], rules


def decimals(column: pd.Series) -> np.ndarray:
    """Return a column of coordinates as numbers (n,); NaN where a cell is empty or no plain number."""
    texts = column.to_numpy(object)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float, copy=True)
    comma = np.flatnonzero(np.isnan(numbers) & column.notna().to_numpy())
    pointed = pd.Series([str(texts[i]).replace(",", ".") for i in comma], dtype=object)
    numbers[comma] = pd.to_numeric(pointed, errors="coerce").to_numpy(float)
    numbers[~np.isfinite(numbers)] = np.nan
    for i in np.flatnonzero(np.isnan(numbers) & column.notna().to_numpy()):
        value = decimal(str(texts[i]))
        numbers[i] = np.nan if value is None else value
    return numbers
