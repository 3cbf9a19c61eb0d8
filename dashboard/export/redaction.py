"""Redaction: what each copy of an export leaves out, read from the table beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from geo.errors import Fault, NotFoundError
from geo.model import Model, read_toml

RULES = Path(__file__).with_name("redaction.toml")
Secret = Literal["classes", "reasons", "unit_names"]


class Copy(Model):
    """One kind of copy, and what it leaves out."""

    hides: frozenset[Secret]


@cache
def copies() -> dict[str, Copy]:
    """Return every kind of copy by its name."""
    return {name: Copy.parse(table) for name, table in read_toml(RULES).items()}


def hidden(copy: str) -> frozenset[Secret]:
    """Return what a copy leaves out; raises `NotFoundError` where there is no such copy."""
    try:
        return copies()[copy].hides
    except KeyError:
        fault = Fault(
            "There is no copy {copy}", "Use one of {known}", {"copy": copy, "known": ", ".join(copies())}
        )
        raise NotFoundError(fault) from None
