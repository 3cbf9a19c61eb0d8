"""Source: what can be fetched and from where, as `data/sources.toml` lists it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, field_validator, model_validator

from geo.catalogue import home
from geo.errors import Fault, NotFoundError
from geo.fetch import address, trouble
from geo.model import Model, read_toml

Gives = Literal["boundaries", "roads", "stations"]
Form = Literal["zip", "pbf", "sql", "json", "csv"]
Preparation = Literal["", "features", "latlng", "tpslist"]
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"(?:[A-Za-z0-9]|\{[a-z]+\})(?:[A-Za-z0-9._-]|\{[a-z]+\}){0,120}")
_FIELDS = {"code", "digits", "province"}


class Code(Model):
    """What a source must be told: which area.

    Parameters
    ----------
    pattern : regular expression that the whole code matches.
    example : a code that exists.
    meaning : what it is, by language.
    in_address : whether the address depends on it; otherwise it only chooses out of the file.
    """

    pattern: str
    example: str
    meaning: dict[str, str]
    in_address: bool = True

    @model_validator(mode="after")
    def _example_fits(self) -> Code:
        if re.fullmatch(self.pattern, self.example) is None:
            raise ValueError(self.example)
        return self


class Source(Model):
    """One thing that can be fetched.

    Parameters
    ----------
    id, what : key, and what it is by language.
    gives : what it is for.
    licence, attribution : on which terms, and whom to name.
    page : where a person reads about it.
    url, file : address of the file and its name here; ``{code}`` as given ("35.14"), ``{digits}`` of it
        ("3514"), ``{province}`` its first two.
    form : what the file must be.
    code : what it must be told, if anything.
    sha256 : of the file, where it never changes.
    bytes : of the file, where it never changes [B].
    size_mb : about so large, for reading [MB].
    largest_mb : more than this is refused [MB].
    md5_suffix : added to the address it gives a file with the MD5 of the file.
    prepare : what makes an importable file of it.
    then : commands that use it; ``{made}`` is the file, ``{code}`` as given.
    tried : whether the shipped address was downloaded from when this entry was written.
    evidence : how the address and the form are known.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    what: dict[str, str]
    gives: Gives
    licence: str
    attribution: str
    page: str
    url: str
    file: str
    form: Form
    code: Code | None = None
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    bytes: int | None = Field(default=None, ge=1)
    size_mb: float | None = Field(default=None, gt=0)
    largest_mb: float = Field(gt=0, le=20_000)
    md5_suffix: str = Field(default="", pattern=r"^(\.[a-z0-9]+)?$")
    prepare: Preparation = ""
    then: tuple[str, ...] = ()
    tried: bool
    evidence: str

    @field_validator("url", "page")
    @classmethod
    def _https(cls, url: str) -> str:
        if urlsplit(url).scheme != "https":
            raise ValueError(url)
        return url

    @field_validator("file")
    @classmethod
    def _plain_name(cls, file: str) -> str:
        if _FILE.fullmatch(file) is None:
            raise ValueError(file)
        return file

    @model_validator(mode="after")
    def _fields_are_known(self) -> Source:
        used = set(re.findall(r"\{(\w*)\}", self.url + self.file))
        allowed = _FIELDS if self.code is not None and self.code.in_address else set()
        if used - allowed:
            raise ValueError(self.url)
        return self


@dataclass(frozen=True)
class Order:
    """What exactly is to be fetched.

    Attributes
    ----------
    source : where it is listed.
    code : area, or empty.
    parts : address that is asked.
    file : name that the file gets.
    sha256 : that it must have, or empty.
    mirrored : whether the address is one that the user named.
    carried : the file itself, where somebody brought it; then `parts` only names it.
    """

    source: Source
    code: str
    parts: SplitResult
    file: str
    sha256: str
    mirrored: bool
    carried: Path | None = None


@cache
def sources(path: Path | None = None) -> dict[str, Source]:
    """Return the sources by id, in the order of a file of one's own, or of `data/sources.toml`.

    Raises
    ------
    NotFoundError, ScenarioError
        There is no such file, or it is none of sources.
    """
    tables = read_toml(path or home() / "sources.toml").get("source", [])
    return {found.id: found for found in map(Source.parse, tables)}


def source(source_id: str, *, path: Path | None = None) -> Source:
    """Return one source; raises `NotFoundError` with the known ids where there is none."""
    try:
        return sources(path)[source_id]
    except KeyError:
        fault = Fault(
            "There is no source {source}",
            "Choose one of {known}",
            {"source": source_id, "known": ", ".join(sources(path))},
        )
        raise NotFoundError(fault) from None


def order(source: Source, *, code: str = "", sha256: str = "", mirror: str = "") -> Order:
    """Return what is to be fetched.

    Parameters
    ----------
    source : where it is listed.
    code : which area, where the source asks for one.
    sha256 : that the file must have, in hexadecimal; empty means that of the source, if any.
    mirror : address that has the file instead; one that ends in a slash has it under its own name. Or a file
        or folder of this machine, for what somebody brought on a stick.

    Raises
    ------
    FetchError
        The code, the checksum or the address is not one.
    """
    _check_code(source, code)
    wanted = sha256.strip().lower() or source.sha256
    if wanted and _SHA256.fullmatch(wanted) is None:
        raise trouble.refused(
            Fault("{sha256} is no SHA-256", "Give the 64 digits and letters of it", {"sha256": sha256})
        )
    fields = {"code": code, "digits": code.replace(".", ""), "province": code[:2]}
    file = source.file.format(**fields)
    brought = Path(mirror) / file if mirror and Path(mirror).is_dir() else Path(mirror or ".")
    if brought.is_file():
        return Order(source, code, urlsplit(f"file:{brought.name}"), file, wanted, True, brought)
    parts = address.checked(mirror + file if mirror.endswith("/") else mirror or source.url.format(**fields))
    if not PurePosixPath(unquote(parts.path)).name:
        raise trouble.refused(address.no_address(mirror))
    return Order(source, code, parts, file, wanted, bool(mirror))


def _check_code(source: Source, code: str) -> None:
    said = {"source": source.id, "code": code}
    if source.code is None:
        if code:
            raise trouble.refused(Fault("{source} is one file and takes no code", "Leave --code out", said))
        return
    said |= {"example": source.code.example}
    if not code:
        raise trouble.refused(
            Fault("{source} must know of which area", "Add --code, such as --code {example}", said)
        )
    if re.fullmatch(source.code.pattern, code) is None:
        raise trouble.refused(Fault("{code} is no code of {source}", "Write it like {example}", said))
