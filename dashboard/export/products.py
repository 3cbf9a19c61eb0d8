"""Products: every kind of export by its name, the file names it can have, and what makes its bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Literal

from dashboard.export.options import SheetOptions
from geo import cures
from geo.evaluate import Evaluation

Told = Callable[[int, int], None]
"""Called with what is done and what is to be done; it may raise to make an end."""
Cut = Literal["district", "village", "unit", "sector"]


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes
    ----------
    other : the plan that `evaluation` is compared with, where there is one.
    by : how an atlas is cut into pages.
    suffix : of the file, in small letters, with its dot.
    table : the one that a CSV holds; a ZIP holds all.
    author : who has a pack made.
    layer : the one that a GIS file holds; empty for all, or in GeoJSON for the stations.
    """

    evaluation: Evaluation
    other: Evaluation | None
    options: SheetOptions
    by: Cut
    suffix: str
    table: str = "posting"
    author: str = ""
    layer: str = ""


@dataclass(frozen=True)
class Product:
    """A kind of export: the file names it can have, and what makes its bytes."""

    suffixes: tuple[str, ...]
    make: Callable[[Request, Told], bytes]


def _room(name: str) -> ModuleType:
    """Return a room of `dashboard.export`; what draws takes long to load, so only who exports waits."""
    return import_module(f"dashboard.export.{name}")


def _sheet(request: Request, _told: Told) -> bytes:
    form = "pdf" if request.suffix == ".pdf" else "png"
    return _room("sheet").render(request.evaluation, request.options, form=form, other=request.other)


def _atlas(request: Request, told: Told) -> bytes:
    return _room("atlas").render(
        request.evaluation, request.options, by=request.by, other=request.other, progress=told
    )


def _deck(request: Request, told: Told) -> bytes:
    return _room("deck").render(
        request.evaluation, request.options, proposed=cures.propose(request.evaluation), progress=told
    )


def _workbook(request: Request, told: Told) -> bytes:
    return _room("workbook").render(
        request.evaluation, request.options, proposed=cures.propose(request.evaluation), progress=told
    )


def _csv(request: Request, _told: Told) -> bytes:
    table = request.table if request.suffix == ".csv" else ""
    proposed = cures.propose(request.evaluation) if table in {"", "gaps", "cures"} else None
    return _room("csvfile").render(request.evaluation, request.options, key=table, proposed=proposed)


def _gis(request: Request, _told: Told) -> bytes:
    return _room("gis").render(
        request.evaluation, request.options, suffix=request.suffix, layer=request.layer
    )


def _html(request: Request, _told: Told) -> bytes:
    return _room("webpage").render(request.evaluation, request.options)


def _pack(request: Request, told: Told) -> bytes:
    pack = _room("pack")
    imprint = pack.Imprint(request.author, dt.datetime.now().astimezone())
    return pack.render(
        request.evaluation,
        request.options,
        imprint=imprint,
        other=request.other,
        proposed=cures.propose(request.evaluation),
        progress=told,
    )


PRODUCTS = {
    "sheet": Product((".png", ".pdf"), _sheet),
    "atlas": Product((".pdf",), _atlas),
    "deck": Product((".pptx",), _deck),
    "workbook": Product((".xlsx",), _workbook),
    "csv": Product((".csv", ".zip"), _csv),
    "gis": Product((".gpkg", ".geojson", ".geojson.zip", ".kml", ".kmz", ".zip", ".gpx"), _gis),
    "html": Product((".html",), _html),
    "pack": Product((".zip",), _pack),
}
"""Every kind of export by its name; a new one is a line here."""
