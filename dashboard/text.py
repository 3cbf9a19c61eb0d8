"""Words, numbers and dates in the user's language."""

from __future__ import annotations

import datetime as dt
import gettext
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from geo.errors import SHOWN_IDS, Fault, GeoError

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT = "id"
SOURCE = "en"
LOCALE = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = LOCALE / language / "LC_MESSAGES" / "petapam.po"
    if language == SOURCE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def use(language: str) -> None:
    """Set the language of this run; an unknown one means the default."""
    _language.set(language if language in LANGUAGES else DEFAULT)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside the block and the one of before after it; other threads keep their own."""
    before = _language.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> str:
    """Return the language of this run."""
    return _language.get()


def _(message: str) -> str:
    """Translate a message; English is the message itself."""
    return _catalogue(language()).gettext(message) if message else ""


def number(value: float | None, digits: int = 0) -> str:
    """Write a number the way the language does, with `digits` decimals; a dash for what is unknown."""
    if value is None or math.isnan(value):
        return "–"
    return _decimal(round(value, digits) + 0, digits, language())


@lru_cache(maxsize=20_000)
def _decimal(value: float, digits: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=language)


def percent(share: float | None) -> str:
    """Write a share (0..1) as whole percent, never rounded up to 100 % nor down to 0 %."""
    if share is None or math.isnan(share):
        return "–"
    whole = round(share * 100)
    whole = min(whole, 99) if share < 1 else whole
    whole = max(whole, 1) if share > 0 else whole
    return format_percent(whole / 100, locale=language())


def date(day: dt.date) -> str:
    """Write a date in full: 23 Maret 2022."""
    return format_date(day, format="d MMMM y", locale=language())


def day_month(day: dt.date | None) -> str:
    """Write a date without its year: 23 Mar; a dash for none."""
    return "–" if day is None or pd.isna(day) else format_date(day, format="d MMM", locale=language())


def clock(moment: dt.datetime | dt.time | None) -> str:
    """Write the time of day to the minute, 15.30 or 15:30; a dash for none."""
    if moment is None or (isinstance(moment, dt.datetime) and pd.isna(moment)):
        return "–"
    return format_time(moment, format="HH.mm" if language() == DEFAULT else "HH:mm", locale=language())


def named(names: dict[str, str]) -> str:
    """Choose the language of a catalogue entry; the default language where it has none."""
    return names.get(language()) or names.get(DEFAULT) or next(iter(names.values()), "")


TERMS = {
    "villages": "villages",
    "stations": "stations",
    "units": "units",
    "ground": "the land around",
    "readiness": "readiness",
    "preparations": "preparations",
    "table": "table",
    "map layer": "map layer",
    "CSV with commas, in UTF-8": "CSV with commas, in UTF-8",
}
TERM_FIELDS = ("kind", "form")
"""What a fault may put in the place of these fields; the values of all others are the user's own words."""


def _term(value: object) -> str:
    return _(TERMS.get(str(value), "")) or str(value)


def fault(found: Fault) -> str:
    """Write one fault in the user's language, with its first ids and its remedy."""
    ids = ", ".join(str(i) for i in found.ids[:SHOWN_IDS])
    more = f" (+{number(len(found.ids) - SHOWN_IDS)})" if len(found.ids) > SHOWN_IDS else ""
    where = f": {ids}{more}" if ids else ""
    values = {key: _term(value) if key in TERM_FIELDS else value for key, value in found.values.items()}
    return f"{_(found.problem).format(**values)}{where}. {_(found.remedy).format(**values)}"


def error(raised: GeoError) -> str:
    """Write everything that is wrong, one line each."""
    return "\n".join(f"• {fault(found)}" for found in raised.faults)
