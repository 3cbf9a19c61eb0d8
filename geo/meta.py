"""Meta: what an operation says of itself in `operation.toml`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from geo.changes import ClassOverride
from geo.model import Model
from geo.routing import Routing


class Published(Model):
    """A number that a source states of the operation; the checks hold the data against it."""

    key: str
    value: float
    source: str


class Meta(Model):
    """What `operation.toml` says."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    jurisdiction: str
    election_day: dt.date
    data_date: dt.date
    classification: Literal["SR", "R", "T", "B"] = "T"
    pattern: str = "pasuruan-kota-2022"
    roles: str = ""
    """Id of the role plan; empty where only guards of stations are planned."""
    simulated: tuple[str, ...] = ()
    schematic: bool = False
    notes: tuple[dict[str, str], ...] = ()
    """Remarks on the data, each by language code."""
    published: tuple[Published, ...] = ()
    class_override: tuple[ClassOverride, ...] = ()
    routing: Routing | None = None
    """Service that the engine ``service`` asks. Where minutes are asked is no part of the data: the digest of
    an operation leaves it out, the digest of an evaluation names what was answered."""
