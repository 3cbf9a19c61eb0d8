"""Mapping: which column of a file is which field of an operation; it can be changed, saved, found again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field

from geo import folder as folders
from geo.errors import Fault, InputError
from geo.intake import vocabulary
from geo.intake.text import plain
from geo.model import Model
from geo.schema import Kind

Why = Literal["name", "similar name", "content", "saved", "user", "forbidden", "serial", "unknown"]
"""Why a column is taken for a field; the last three say why it is taken for none."""


class Column(Model):
    """One column of the file.

    `field` is empty where the column is not taken. `example` is a cell of it; a forbidden column shows none.
    """

    name: str
    field: str = ""
    confidence: float = Field(default=0.0, ge=0, le=1)
    why: Why = "unknown"
    example: str = ""


def signature(names: Iterable[str]) -> str:
    """Return sixteen hexadecimal digits over the names of a file's columns, in whatever order and case."""
    told = "\n".join(sorted(plain(name) for name in names))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class Mapping(Model):
    """What the columns of a sheet are taken for."""

    kind: Kind
    kind_confidence: float = Field(default=1.0, ge=0, le=1)
    columns: tuple[Column, ...]

    @property
    def signature(self) -> str:
        """By which a saved mapping is found again."""
        return signature(column.name for column in self.columns)

    @property
    def fields(self) -> dict[str, str]:
        """Name of the column by field."""
        return {column.field: column.name for column in self.columns if column.field}

    @property
    def forbidden(self) -> tuple[str, ...]:
        """Columns that are never taken: votes, beliefs, persons."""
        return tuple(column.name for column in self.columns if column.why == "forbidden")

    def with_field(self, name: str, field: str) -> Mapping:
        """Return a mapping in which this column is this field; an empty field leaves the column out.

        Another column that was the field before is left out.

        Raises
        ------
        InputError
            There is no such column or field, or the column is forbidden.
        """
        names = [column.name for column in self.columns]
        if name not in names:
            raise InputError(
                Fault("There is no column {column}", "Choose one of the file's columns", {"column": name})
            )
        if field and field not in vocabulary.fields(self.kind):
            told = {"field": field, "kind": self.kind}
            raise InputError(Fault("{kind} have no field {field}", "Choose one of the fields", told))
        if field and (name in self.forbidden or vocabulary.is_forbidden(name)):
            raise InputError(
                Fault(
                    "The column {column} must not be stored",
                    "Leave it out: votes, beliefs and persons have no place in a security plan",
                    {"column": name},
                )
            )
        return self.model_copy(
            update={"columns": tuple(self._changed(it, name, field) for it in self.columns)}
        )

    @staticmethod
    def _changed(column: Column, name: str, field: str) -> Column:
        if column.name == name and column.why != "forbidden":
            return column.model_copy(update={"field": field, "confidence": 1.0, "why": "user"})
        if field and column.field == field:
            return column.model_copy(update={"field": "", "confidence": 0.0, "why": "unknown"})
        return column

    def of_kind(self, kind: Kind) -> Mapping:
        """Return the mapping for another kind of frame; fields that it has not are left out."""
        known = vocabulary.fields(kind)
        kept = tuple(
            it if it.field in known else it.model_copy(update={"field": "", "confidence": 0.0})
            for it in self.columns
        )
        return self.model_copy(update={"kind": kind, "kind_confidence": 1.0, "columns": kept})


def save(mapping: Mapping, folder: Path) -> Path:
    """Write a mapping as the TOML file of its signature, without the examples, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    bare = tuple(column.model_copy(update={"example": ""}) for column in mapping.columns)
    path = folder / f"{mapping.signature}.toml"
    with folders.replaced(path) as part:
        part.write_text(mapping.model_copy(update={"columns": bare}).to_toml(), encoding="utf-8")
    return path


def load(names: Iterable[str], folder: Path) -> Mapping | None:
    """Return the saved mapping for a file with these columns, None where none was saved.

    Every taken column says that it is "saved"; a column that must never be stored is not taken, whatever the
    file says.

    Raises
    ------
    ScenarioError
        The saved file is no mapping.
    """
    told = list(names)
    path = folder / f"{signature(told)}.toml"
    if not re.fullmatch(r"[0-9a-f]{16}", path.stem) or not path.is_file():
        return None
    saved = Mapping.from_toml(path)
    by_name = {plain(column.name): column for column in saved.columns}
    return saved.model_copy(
        update={"columns": tuple(_recalled(name, by_name.get(plain(name))) for name in told)}
    )


def _recalled(name: str, saved: Column | None) -> Column:
    if vocabulary.is_forbidden(name) or (saved is not None and saved.why == "forbidden"):
        return Column(name=name, why="forbidden", confidence=1.0)
    if saved is None or not saved.field:
        return Column(name=name, why="unknown" if saved is None else saved.why)
    return Column(name=name, field=saved.field, confidence=1.0, why="saved")
