"""Proof: a product before it is made, in words and as a small picture."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard import cache, choices, sentences, text, work
from dashboard.export.options import SheetOptions
from dashboard.export.order import Contents, Order
from dashboard.names import CLASSIFICATIONS
from dashboard.press import PRESS, Made
from dashboard.text import _, number
from geo.evaluate import Evaluation
from geo.travel import carried

PREVIEW_PATIENCE_S = 15.0
"""A thumbnail is not drawn to the end when its page has been left for so long [s]."""
SHOWN = 12
"""So many pages or tables are listed by name."""


def small(order: Order) -> Order:
    """Return the order for the thumbnail: what only the file itself shows makes no other one."""
    options = order.options.model_copy(update={"dpi": 300})
    plain = {"shape": "thumbnail", "suffix": ".png", "table": "posting", "layer": "", "author": ""}
    return order.model_copy(update={**plain, "options": options})


def handed(evaluation: Evaluation, order: Order) -> tuple[bytes, bytes]:
    """Return what a routing service told about the plan and the other one, so that nobody asks twice."""
    if order.other is None or order.other.engine != "service":
        return carried.packed(evaluation.engine), b""
    other = cache.evaluation(evaluation.operation, order.other)
    return carried.packed(evaluation.engine), carried.packed(other.engine)


def seen(evaluation: Evaluation, order: Order) -> Made | None:
    """Return thumbnail and contents of what is ordered, kept for all sessions; None while they are made."""
    asked = small(order)
    key = ("preview", asked.key)
    kept = cache.kept(key)
    if isinstance(kept, Made):
        return kept
    made = work.under_way(
        _("Preview"),
        key,
        start=lambda progress: PRESS.submit(asked, progress, first=True, handed=handed(evaluation, asked)),
        patience_s=PREVIEW_PATIENCE_S,
    )
    return None if made is None else cache.keep(key, made)


def sentence(order: Order, about: Contents) -> str:
    """Say in one sentence what will be made."""
    product, options = order.product, order.options
    told = {key: number(about[key]) for key in ("stations", "units") if key in about}
    if product == "atlas":
        return _("An atlas of {n} pages behind an index, {paper}, with all {stations} TPS.").format(
            n=number(len(about["pages"])), paper=options.paper, stations=number(about["all"])
        )
    if product == "sheet":
        return _("{title}: {paper}, scale {scale}, with {stations} TPS and {units} units.").format(
            title=about["title"], paper=options.paper, scale=about["scale"], **told
        )
    return _of_many(order, about)


def _of_many(order: Order, about: Contents) -> str:
    """Say in one sentence what a product of slides, tables or several files is."""
    if order.product == "pack":
        return _("One ZIP: {n} map sheets, slides, workbook and a manifest.").format(
            n=number(len(about["sheets"]))
        )
    if order.product == "deck":
        return _("{n} slides whose text and tables can be edited.").format(n=number(len(about["slides"])))
    tables = about.get("tables", [])
    if order.suffix == ".csv":
        title, rows = next((title, rows) for key, title, rows in tables if key == order.table)
        return _("One table: {title}, {rows} rows.").format(title=title, rows=number(rows))
    if tables:
        rows = sum(rows for _key, _title, rows in tables)
        return _("{n} tables with {rows} rows.").format(n=number(len(tables)), rows=number(rows))
    if "layers" in about:
        return _of_layers(order, about)
    return _("One page with the map of the whole plan, to be opened without server or internet.")


def _of_layers(order: Order, about: Contents) -> str:
    """Say in one sentence what a file for other map programs holds."""
    chosen = [title for key, title, _features in about["layers"] if key == order.layer]
    if chosen:
        return _("One layer for map programs: {title}.").format(title=chosen[0])
    if order.suffix == ".gpx":
        return _("Units, TPS and ways for a satellite navigator.")
    return _("{n} layers for map programs.").format(n=number(len(about["layers"])))


def rows(order: Order, about: Contents) -> int:
    """Return how many rows the tables or layers of a product hold; of a map how many stations it is about."""
    if "tables" in about:
        found = [
            count for key, _title, count in about["tables"] if order.suffix != ".csv" or key == order.table
        ]
        return sum(found)
    if "layers" in about:
        return sum(count for key, _title, count in about["layers"] if order.layer in {"", key})
    return int(about.get("stations", about.get("all", 0)))


def beyond(order: Order, view: str) -> str:
    """Say what a map on the screen showed that is no part of the plan, and so not on the sheet."""
    if order.product != "sheet" or order.options.area.kind != "bounds":
        return ""
    if view == "siting":
        return _("Posts that are only proposed are not on the sheet: take them into the plan first.")
    return (
        _("The sheet shows the plan as it is, without the loss that was tested.") if view == "stress" else ""
    )


def awaited(order: Order) -> str:
    """Say what is looked at while its thumbnail is drawn."""
    paper = f", {order.options.paper}" if order.product in {"sheet", "atlas"} else ""
    return _("{product}{paper}: being drawn …").format(product=choices.products()[order.product], paper=paper)


def _cut(lines: list[str]) -> Iterator[str]:
    """Return the first lines, and how many follow."""
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield _("and {n} more").format(n=number(len(lines) - SHOWN))


def _drawn(about: Contents) -> Iterator[str]:
    """Say what is on a page with a map."""
    yield _("Legend: {groups}").format(groups=", ".join(about["legend"]))
    if about["rows"]:
        yield _("List “{title}”: {n} of {all} rows find room").format(
            title=about["list"], n=number(about["listed"]), all=number(about["rows"])
        )
    if about["missed"]:
        yield _("Names that find no room on the map: {n}; the legend says so").format(
            n=number(about["missed"])
        )


def lines(order: Order, about: Contents) -> list[str]:
    """Say line by line what will be on it."""
    product = order.product
    if product == "sheet":
        return list(_drawn(about))
    if product == "atlas":
        return [", ".join(_cut(about["pages"]))]
    if product == "pack":
        labels = choices.themes()
        return [", ".join(labels[it] for it in about["sheets"]), _("Slides"), _("Workbook (Excel)")]
    if product == "deck":
        return about["slides"]
    if product == "gis":
        chosen = [it for it in about["layers"] if order.layer in {"", it[0]}]
        return [f"{title} ({number(features)})" for _key, title, features in chosen]
    titles = [f"{title} ({number(rows)})" for _key, title, rows in about.get("tables", [])]
    return list(_cut(titles))


def marks(evaluation: Evaluation, options: SheetOptions) -> list[str]:
    """Say how every copy is marked."""
    meta = evaluation.operation.meta
    found = [CLASSIFICATIONS[options.classification or meta.classification]]
    if options.copy_no is not None:
        of = "…" if options.copies is None else number(options.copies)
        found.append(_("copy {n} of {m}").format(n=number(options.copy_no), m=of))
    if meta.simulated or meta.schematic:
        found.append("SIMULASI")
    marked = " · ".join([*found, text.LANGUAGES[options.language]])
    veiled = [sentences.veiled()]
    return [_("Marked: {marks}").format(marks=marked), *(veiled if options.redaction != "full" else [])]


def file_name(evaluation: Evaluation, order: Order) -> str:
    """Return the name under which a product is saved."""
    options, parts = order.options, [evaluation.operation.meta.id, order.product]
    if order.product in {"sheet", "atlas"}:
        parts += [options.theme, options.paper.replace(":", "x")]
    if order.product == "atlas":
        parts.append(order.by)
    if order.suffix == ".csv":
        parts.append(order.table)
    if order.product == "gis" and order.layer:
        parts.append(order.layer)
    if options.redaction != "full":
        parts.append(options.redaction)
    return "-".join(parts) + order.suffix
