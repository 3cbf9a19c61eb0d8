"""Routing: which routing service of one's own an operation may ask, and how patiently."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, field_validator

from geo.model import Model

_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-~]+")


class Routing(Model):
    """A routing service, as `operation.toml` names it in the table ``[routing]``; never part of a scenario.

    Parameters
    ----------
    kind : what speaks there.
    url : ``http://host:port``, with the path before ``/table`` or ``/sources_to_targets`` if there is one.
    allow_remote : ask a host outside this machine and its local network too. It then learns where the
        units and stations are.
    profile : profile (OSRM) or costing (Valhalla); empty means ``driving``, and ``auto`` or ``motorcycle`` by
        the vehicle of the scenario.
    table_side : at most so many units and so many stations in one question; None means what the service takes
        unless told otherwise.
    connect_s, read_s : how long a connection and one answer may take [s].
    tries : how often a question is asked that was not taken.
    patience_s : how long all questions about one plan may take [s].
    max_pairs : of more pairs of unit and station the service is not asked.
    """

    kind: Literal["osrm", "valhalla"]
    url: str
    allow_remote: bool = False
    profile: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,40}$")
    table_side: int | None = Field(default=None, ge=1, le=2000)
    connect_s: float = Field(default=2, gt=0, le=60)
    read_s: float = Field(default=30, gt=0, le=600)
    tries: int = Field(default=3, ge=1, le=10)
    patience_s: float = Field(default=120, gt=0, le=3600)
    max_pairs: int = Field(default=2_000_000, ge=1, le=20_000_000)

    @field_validator("url")
    @classmethod
    def _address_only(cls, url: str) -> str:
        parts = urlsplit(url)
        named = parts.scheme in _PORTS and bool(parts.hostname) and _PLAIN.fullmatch(url) is not None
        extra = parts.username is not None or parts.password is not None or "?" in url or "#" in url
        if not named or extra or parts.port == 0:
            raise ValueError(url)
        return url.rstrip("/")

    @property
    def parts(self) -> SplitResult:
        """Scheme, host, port and path of the address."""
        return urlsplit(self.url)

    @property
    def port(self) -> int:
        """Port of the address, that of the scheme where none is named."""
        return self.parts.port or _PORTS[self.parts.scheme]
