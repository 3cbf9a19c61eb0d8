"""Template: the columns of the tables that a planner fills in, as words in both languages and as data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pydantic import Field as Setting

from geo import catalogue
from geo.model import Model, read_toml
from geo.schema import Kind


class Choice(Model):
    """One entry of a drop-down: what the data hold, and what it is called."""

    key: str
    id: str
    en: str

    def word(self, language: str) -> str:
        """Return what it is called in a language."""
        return self.id if language == "id" else self.en


class Field(Model):
    """One column: its key in the data, its head, what to write there, an example.

    `low` and `high` bound a column of numbers, whole ones unless `decimals`; others hold words.
    """

    kind: Kind
    key: str
    head: dict[str, str]
    note: dict[str, str]
    example: dict[str, str | float]
    required: bool = False
    choices: tuple[Choice, ...] = ()
    low: float | None = None
    high: float | None = Setting(default=None)
    decimals: bool = False


@cache
def fields(kind: Kind) -> tuple[Field, ...]:
    """Return the columns of a template, in the order of `data/templates.toml`."""
    tables = read_toml(catalogue.home() / "templates.toml")["field"]
    return tuple(it for it in map(Field.parse, tables) if it.kind == kind)


@cache
def example_marks() -> tuple[str, ...]:
    """Return the words that the first cell of an example begins with."""
    return tuple(read_toml(catalogue.home() / "templates.toml")["examples"])


def is_example(cells: Iterable[object]) -> bool:
    """Return whether a row is a template's example and no data: its first filled cell begins with a mark."""
    words = (str(it).strip() for it in cells if it is not None)
    first = next((it for it in words if it), "").upper()
    return any(first == mark or first.startswith((f"{mark} ", f"{mark}:")) for mark in example_marks())


def field_of(kind: Kind, head: str) -> str | None:
    """Return the key of the column that a head names, in either language or by its key; None if unknown."""
    asked = head.strip().rstrip("*").strip().casefold()
    known = {word.casefold(): it.key for it in reversed(fields(kind)) for word in (*it.head.values(), it.key)}
    return known.get(asked)


def value_of(kind: Kind, key: str, word: str) -> str | None:
    """Return what the data hold for a word of a drop-down, in either language; None if unknown."""
    asked = word.strip().casefold()
    found = next((it for it in fields(kind) if it.key == key), None)
    if found is None:
        return None
    known = {name.casefold(): it.key for it in found.choices for name in (it.id, it.en, it.key)}
    return known.get(asked)
