"""Prepare: a file that can be imported, made of one that was fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.fetch import features, latlng, provenance, tpslist
from geo.fetch.disk import write_whole
from geo.fetch.genuine import Told
from geo.fetch.source import Order, Preparation

SUFFIXES: dict[Preparation, str] = {"features": "geojson", "latlng": "geojson", "tpslist": "csv"}
"""Ending of what each preparation makes."""


@dataclass(frozen=True)
class Made:
    """A file that was made.

    Attributes
    ----------
    path, note_path : the file and its provenance.
    counts : what was read and what was kept, by key.
    """

    path: Path
    note_path: Path
    counts: dict[str, int]


def made_name(order: Order) -> str:
    """Return the name of the file that is made; empty where the fetched one is used as it is."""
    suffix = SUFFIXES.get(order.source.prepare)
    return f"{order.source.id}-{order.code}.{suffix}" if suffix else ""


def prepare(file: Path, order: Order, *, told: Told) -> Made | None:
    """Make an importable file beside a fetched one; None where that can be imported as it is.

    Parameters
    ----------
    file : the fetched file.
    order : what it is, and of which area the made one shall be.
    told : progress of "prepare" [B].

    Raises
    ------
    FetchError
        It is not of the form that the source promises, has nothing of the area, or cannot be written.
    """
    name = made_name(order)
    if not name:
        return None
    target = file.with_name(name)
    provenance.refuse_strange(target)
    digits = order.code.replace(".", "")
    if order.source.prepare == "features":
        text, counts = features.cut(file, digits, told=told)
    elif order.source.prepare == "latlng":
        text, counts = latlng.convert(file)
    else:
        text, counts = tpslist.convert(file, digits)
    write_whole(target, text.encode())
    return Made(target, provenance.write_made(target, order, origin=file, counts=counts), counts)
