"""Contents: what a product will hold, told before it is made, with a small picture where it has maps."""

from __future__ import annotations

from dashboard import text
from dashboard.export import atlas, book, frame, gislayers, pack, redaction, sheet, storyline
from dashboard.export.options import SheetOptions
from dashboard.export.order import Contents
from dashboard.export.products import Request
from dashboard.export.sheet import Sheet
from geo import cures

LONG_PX = 1600
"""Length of the longer side of a small picture: what fits a screen, a message and a slide."""


def _of_sheet(made: Sheet, hidden: frozenset[str]) -> Contents:
    """Return what stands on a composed page, in its own language."""
    veiled = made.part.area.kind == "unit" and "unit_names" in hidden
    return {
        "title": made.title,
        "area": "" if veiled else made.part.name,
        "scale": frame.scale_words(made.frame),
        "villages": len(made.part.villages),
        "stations": len(made.part.stations),
        "units": len(made.part.units),
        "legend": [group.title for group in made.legend],
        "list": made.ranking.title,
        "listed": made.listed,
        "rows": len(made.ranking.rows),
        "missed": len(made.missed),
    }


def _drawn(request: Request, options: SheetOptions) -> tuple[bytes, Contents]:
    made = sheet.compose(request.evaluation, options, other=request.other)
    return made.png(dpi=LONG_PX / max(made.page.inches)), _of_sheet(made, redaction.hidden(options.redaction))


def _listed(request: Request, product: str) -> Contents:
    """Return what is in a product without a map of its own, as the product itself will tell it."""
    plan, options = request.evaluation, request.options
    if product == "deck":
        slides = storyline.pages(plan, options, proposed=cures.propose(plan))
        return {"slides": [page.message for page in slides]}
    if product in {"workbook", "csv"}:
        tables = book.tables(plan, options, proposed=cures.propose(plan))
        return {"tables": [[it.key, it.title, it.height] for it in tables]}
    if product == "gis":
        return {"layers": [[it.key, it.title, len(it.frame)] for it in gislayers.layers(plan, options)]}
    return {}


def told(request: Request, product: str) -> tuple[bytes, Contents]:
    """Return a small picture, empty where a product has no map of its own, and what will be in it.

    Raises
    ------
    NotFoundError, ScenarioError
        As the product itself would.
    """
    options = request.options
    with text.speaking(options.language):
        if product not in {"sheet", "atlas", "pack"}:
            return b"", _listed(request, product)
        if product != "atlas":
            png, about = _drawn(request, options)
            with_other = ("difference",) if request.other else ()
            return png, {**about, "sheets": [*pack.THEMES, *with_other]}
        hidden: frozenset[str] = redaction.hidden(options.redaction)
        pages = atlas.pages(request.evaluation, request.by, hidden=hidden)
        png, about = _drawn(request, options.model_copy(update={"area": pages[0].area}))
        return png, {**about, "pages": [page.name for page in pages]}
