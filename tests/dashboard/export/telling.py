"""Writing numbers as readers of both languages expect them, without the dashboard's own way of writing them."""

from __future__ import annotations

import math
import re

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def shown(value: float, language: str, digits: int = 0) -> str:
    """Return a number: 1,234.5 in English, 1.234,5 in Indonesian; a dash for what is not known."""
    if math.isnan(value):
        return "–"
    told = f"{round(float(value), digits) + 0:,.{digits}f}"
    return told if language == "en" else told.translate(str.maketrans(",.", ".,"))


def percent(share: float) -> str:
    """Return a share 0..1 in whole percent."""
    return f"{round(share * 100):.0f}%"


def numbers(words: str, language: str) -> list[float]:
    """Return every number that stands in words, in their order."""
    apart = str.maketrans(",", " ") if language == "en" else str.maketrans(".,", " .")
    return [float(it.translate(apart).replace(" ", "")) for it in NUMBER.findall(words)]
