"""Vocabulary: what columns are called and what the words in them mean, as the catalogue's TOML tables say."""

from __future__ import annotations

from functools import cache
from typing import Any

from geo import catalogue
from geo.intake.text import plain
from geo.model import Model, read_toml
from geo.schema import FORBIDDEN_WORDS, Kind

KINDS: tuple[Kind, ...] = ("villages", "stations", "units")


class Field(Model):
    """A field of some frames, and what people call its column."""

    id: str
    kinds: tuple[Kind, ...]
    names: tuple[str, ...]


class Alias(Model):
    """A spelling of a village inside one district, where its letters alone would mislead."""

    district: str
    spelling: str
    village: str
    source: str


@cache
def _columns() -> dict[str, Any]:
    return read_toml(catalogue.home() / "columns.toml")


@cache
def names(kind: Kind) -> dict[str, str]:
    """Return the fields of one kind of frame by the plain names of their columns.

    Risk indicators of the catalogue are among the fields of villages and stations.
    """
    found: dict[str, str] = {}
    for table in _columns()["field"]:
        field = Field.parse(table)
        if kind in field.kinds:
            for name in (field.id, *field.names):
                found.setdefault(plain(name), field.id)
    level = {"villages": "village", "stations": "station"}.get(kind)
    for key, indicator in catalogue.indicators().items():
        if indicator.level == level:
            for name in (key, *indicator.name.values()):
                found.setdefault(plain(name), key)
    return found


@cache
def fields(kind: Kind) -> tuple[str, ...]:
    """Return the fields that a column of such a frame can be, in the order of the catalogue."""
    return tuple(dict.fromkeys(names(kind).values()))


@cache
def every_name() -> frozenset[str]:
    """Return all names of all columns: what makes a row look like a header."""
    known = {name for kind in KINDS for name in names(kind)}
    return frozenset(known | set(serials()) | {plain(word) for word in _columns()["forbidden"]})


@cache
def indicator_names() -> frozenset[str]:
    """Return the plain names of risk indicators: "selisih suara" is a margin between places, not a count."""
    return frozenset(
        plain(name) for key, it in catalogue.indicators().items() for name in (key, *it.name.values())
    )


@cache
def words(table: str) -> dict[str, str]:
    """Return what the words of a table mean ("forces", "unit_kinds", "truth", "location_qualities").

    Keys are plain text; the longest phrases come first, so that "polisi pamong praja" is not "polisi".
    """
    pairs = [(plain(word), key) for key, group in _columns()[table].items() for word in (key, *group)]
    return dict(sorted(dict(pairs).items(), key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def kind_words() -> dict[Kind, tuple[str, ...]]:
    """Return the words in the name of a file or sheet that tell what it lists."""
    table = _columns()["kind_words"]
    return {kind: tuple(plain(word) for word in table[kind]) for kind in KINDS}


@cache
def totals() -> frozenset[str]:
    """Return the words with which a row of totals begins."""
    return frozenset(plain(word) for word in _columns()["totals"])


@cache
def serials() -> frozenset[str]:
    """Return the names of columns that only count rows."""
    return frozenset(plain(word) for word in _columns()["serials"])


@cache
def generic() -> frozenset[str]:
    """Return the names of columns that say little inside a longer name."""
    return frozenset(plain(word) for word in _columns()["generic"])


@cache
def one_sex() -> frozenset[str]:
    """Return the words that make a column one of men or of women alone."""
    return frozenset(plain(word) for word in _columns()["one_sex"])


@cache
def aliases() -> tuple[Alias, ...]:
    """Return the spellings of villages that the catalogue settles."""
    return tuple(Alias.parse(table) for table in read_toml(catalogue.home() / "aliases.toml")["alias"])


@cache
def _forbidden_phrases() -> tuple[str, ...]:
    return tuple(plain(word) for word in _columns()["forbidden"])


def is_forbidden(name: str) -> bool:
    """Return whether a column of this name holds what must never be stored: votes, beliefs, persons."""
    told = plain(name)
    if told in indicator_names():
        return False
    for phrase in _columns()["harmless"]:
        told = f" {told} ".replace(f" {plain(phrase)} ", " ").strip()
    if set(told.split()) & FORBIDDEN_WORDS:
        return True
    return any(f" {phrase} " in f" {told} " for phrase in _forbidden_phrases())
