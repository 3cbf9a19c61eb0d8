"""Choices: what the page of exports is told to make, kept while its operation is open."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import cache, hand, state, text
from dashboard.export import areas
from dashboard.export.options import SheetOptions
from dashboard.export.order import Contents, Order, posted
from dashboard.export.products import PRODUCTS
from dashboard.form import Form
from dashboard.names import CLASSIFICATIONS
from dashboard.service import exports
from dashboard.text import _
from geo.evaluate import Evaluation

USES = {
    "sheet": ("theme", "area", "paper", "monochrome", "signed", "title", "letter"),
    "atlas": ("theme", "by", "paper", "monochrome", "signed", "title", "letter"),
    "deck": ("monochrome", "letter"),
    "workbook": ("letter",),
    "csv": (),
    "pack": ("theme", "paper", "monochrome", "signed", "letter", "author"),
}
"""Which choices count for a product; one that is not named here knows language, classification and copy."""
WHOLE, SINGLE = (".gpx",), ".geojson"
"""Forms of GIS files that hold what they hold, and the form that holds one layer."""
PICTURED = ("sheet", "atlas", "pack")
"""Products that are seen small before they are made."""
OWN = "own"
"""The classification of the operation itself."""


def products() -> dict[str, str]:
    """Return the products that there are, in the user's language."""
    labels = {
        "sheet": _("Map sheet"),
        "atlas": _("Atlas"),
        "deck": _("Slides"),
        "workbook": _("Workbook (Excel)"),
        "csv": _("Tables (CSV)"),
        "gis": _("GIS files"),
        "html": _("Stand-alone page (HTML)"),
        "pack": _("Pack of everything"),
    }
    known = [key for key in labels if key in PRODUCTS]
    return {key: labels.get(key, key) for key in (*known, *sorted(set(PRODUCTS) - set(labels)))}


def themes() -> dict[str, str]:
    """Return the themes of a sheet in the user's language."""
    return {
        "risk": _("Risk"),
        "situation": _("Situation"),
        "coverage": _("Coverage"),
        "gaps": _("Gaps"),
        "assignment": _("Assignment"),
        "strength": _("Strength"),
        "floor": _("Tactical floor game"),
        "difference": _("Difference from plan A"),
    }


def _forms(product: str) -> dict[str, str]:
    """Return the forms that a product's file can have."""
    if product == "csv":
        return {".csv": _("One table"), ".zip": _("All tables (ZIP)")}
    return {
        ".gpkg": _("GeoPackage (QGIS)"),
        ".geojson": "GeoJSON",
        ".geojson.zip": _("GeoJSON, all layers (ZIP)"),
        ".kml": "KML",
        ".kmz": _("KMZ (phones)"),
        ".zip": "Shapefile (ZIP)",
        ".gpx": _("GPX (satellite navigator)"),
    }


def cuts() -> dict[str, str]:
    """Return the ways in which an atlas is cut into pages."""
    return {"village": _("Village"), "district": _("District"), "unit": _("Unit"), "sector": _("Sector")}


def _area(form: Form, evaluation: Evaluation) -> dict[str, Any]:
    kinds = {"operation": _("Whole operation"), "district": _("District"), "village": _("Village")}
    bounds = form.kept.get("bounds")
    if bounds:
        kinds["bounds"] = _("The frame of the screen")
    left, right = st.columns(2, gap="small")
    with left:
        kind = form.choice("area", _("Area"), kinds)
    if kind == "bounds":
        return {"kind": kind, "bounds": bounds}
    if kind == "operation":
        return {}
    with right:
        key = form.choice(kind, kinds[kind], areas.names(evaluation, kind))
    return {"kind": kind, "key": key}


def _page(form: Form, product: str, suffixes: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    """Offer paper and form of the file; return the options and the suffix."""
    left, right = st.columns(2, gap="small")
    made: dict[str, Any] = {}
    with left:
        made["paper"] = form.choice("paper", _("Paper"), {it: it for it in ("A4", "A3", "A2", "16:9")})
    with right:
        lying = {"landscape": _("Landscape"), "portrait": _("Portrait")}
        made["orientation"] = form.choice("orientation", _("Orientation"), lying)
    if product != "sheet":
        return made, suffixes[0]
    forms = {"pdf": "PDF", "300": "PNG 300 dpi", "150": "PNG 150 dpi"}
    form_of = form.pick("form", _("Form"), forms)
    if form_of != "pdf":
        made["dpi"] = int(form_of)
    return made, ".pdf" if form_of == "pdf" else ".png"


def _copy(form: Form) -> dict[str, Any]:
    """Offer what every product has: language, which copy, classification, number of the copy."""
    left, right = st.columns(2, gap="small")
    with left:
        language = form.choice("language", _("Language"), text.LANGUAGES, default=text.language())
        marks = {OWN: _("As the operation"), **CLASSIFICATIONS}
        mark = form.choice("classification", _("Classification"), marks)
    with right:
        kinds = {"full": _("Full copy"), "terbatas": _("Redacted copy (terbatas)")}
        copy = form.choice("redaction", _("Copy"), kinds)
        one, all_ = st.columns(2, gap="small")
        with one:
            number = form.whole("copy_no", _("Copy number"))
        with all_:
            copies = form.whole("copies", _("of"))
    return {
        "language": language,
        "redaction": copy,
        "classification": None if mark == OWN else mark,
        "copy_no": number,
        "copies": copies,
    }


def _letter(form: Form, *, titled: bool) -> dict[str, Any]:
    """Offer what stands at the top right, and the title."""
    with st.expander(_("Annex, number, date, title")):
        left, right = st.columns(2, gap="small")
        with left:
            made: dict[str, Any] = {"annex": form.line("annex", _("Annex"))}
            made["date"] = form.day("date", _("Date of the letter"))
        with right:
            made["number"] = form.line("number", _("Number of the letter"))
        if titled:
            made["title"] = form.line("title", _("Title in place of the map's own"))
    return made


def _rest(form: Form, uses: tuple[str, ...]) -> dict[str, Any]:
    """Offer colours, signatures, head and author where they count."""
    made: dict[str, Any] = {}
    left, right = st.columns(2, gap="small")
    with left:
        if "monochrome" in uses:
            made["monochrome"] = form.tick("monochrome", _("For black and white"))
    with right:
        if "signed" in uses:
            made["signed"] = form.tick("signed", _("Room for signatures"), default=True)
    if "letter" in uses:
        made |= _letter(form, titled="title" in uses)
    if "author" in uses:
        made["author"] = form.line("author", _("Made by (stands in the manifest)"))
    return made


def order(evaluation: Evaluation) -> Order:
    """Offer every choice that counts for the product, and return what is ordered.

    Raises
    ------
    ScenarioError
        The choices do not go together.
    """
    form, actor = Form.begin(), state.actor()
    left, right = st.columns(2, gap="small")
    with left:
        known = {key: told for key, told in products().items() if exports.offered(actor, key)}
        product = form.choice("product", _("Product"), known)
    uses, suffixes = USES.get(product, ()), PRODUCTS[product].suffixes
    made: dict[str, Any] = {}
    suffix = suffixes[0]
    if "theme" in uses and product != "pack":
        with right:
            known = {it: told for it, told in themes().items() if exports.offered(actor, product, theme=it)}
            made["theme"] = form.choice("theme", _("Theme"), known)
    elif "paper" not in uses and len(suffixes) > 1:
        suffix = form.choice(f"form of {product}", _("Form"), _forms(product))
    if "by" in uses:
        made["by"] = form.pick("by", _("One page for each"), cuts())
    if "area" in uses:
        made["area"] = _area(form, evaluation)
    if "paper" in uses:
        page, suffix = _page(form, product, suffixes)
        made |= page
    made |= _copy(form) | _rest(form, uses)
    form.end()
    return _ordered(evaluation, product, {**made, "suffix": suffix})


def came_from() -> str:
    """Return the name of the map on the screen that became the sheet; empty where none did."""
    return str(Form.begin().kept.get("view", ""))


def _ordered(evaluation: Evaluation, product: str, made: dict[str, Any]) -> Order:
    """Return the order that the choices come to; `made` holds options of the sheet and of the order."""
    of_order = {key: made[key] for key in ("by", "suffix", "author") if key in made}
    options = {key: value for key, value in made.items() if key not in of_order}
    before, options = state.plan_a(), {**options, **hand.imprint(evaluation.scenario)}
    differs = made.get("theme") == "difference" or (product == "pack" and before != evaluation.scenario)
    return Order.parse(
        {
            "operation": str(state.operation()),
            "digest": evaluation.operation.digest,
            "evaluated": evaluation.digest,
            "posted": posted(cache.kept(("posting", evaluation.digest))),
            "scenario": evaluation.scenario,
            "other": before if differs else None,
            "product": product,
            "options": SheetOptions.parse(options),
            **of_order,
        }
    )


def detailed(order: Order, about: Contents) -> Order:
    """Offer which table a CSV holds, or which layer a GIS file; `about` tells what there is."""
    form = Form.begin()
    if order.suffix == ".csv":
        tables = {key: title for key, title, _rows in about["tables"]}
        order = order.model_copy(
            update={"table": form.choice("table", _("Table"), tables, default=order.table)}
        )
    elif order.product == "gis" and order.suffix not in WHOLE:
        layers = {key: title for key, title, _features in about["layers"]}
        if order.suffix == SINGLE:
            chosen = form.choice("single layer", _("Layer"), layers, default="stations")
        else:
            chosen = form.choice("layer", _("Layers"), {"": _("All layers"), **layers})
        order = order.model_copy(update={"layer": chosen})
    form.end()
    return order
