"""Proof: a product before it is made, in words and as a small picture; then its making and its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from dashboard import cache, choices, screen, state, text, work
from dashboard.export.options import SheetOptions
from dashboard.export.order import Contents, Order
from dashboard.layers import STORE, Payload
from dashboard.names import CLASSIFICATIONS
from dashboard.press import PRESS, Made
from dashboard.text import _, number
from geo.errors import GeoError
from geo.evaluate import Evaluation

WANTED, MADE = "export order", "exports made"
MOST_MADE = 3
PATIENCE_S, PREVIEW_PATIENCE_S = 180.0, 15.0
"""Drawing ends when its page has been left for so long [s]."""
SHOWN = 12
"""So many pages or tables are listed by name."""
MEDIA = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".zip": "application/zip",
    ".html": "text/html",
}
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class Kept:
    """A product that was made: the order, the name of its file, its address and its size."""

    key: str
    name: str
    digest: str
    address: str
    size: int


def small(order: Order) -> Order:
    """Return the order for the thumbnail: what only the file itself shows makes no other one."""
    options = order.options.model_copy(update={"dpi": 300})
    plain = {"shape": "thumbnail", "suffix": ".png", "table": "posting", "author": "", "options": options}
    return order.model_copy(update=plain)


def seen(order: Order) -> Made | None:
    """Return thumbnail and contents of what is ordered, kept for all sessions; None while they are made."""
    asked = small(order)
    key = ("preview", asked.key)
    kept = cache.kept(key)
    if isinstance(kept, Made):
        return kept
    made = work.under_way(
        _("Preview"),
        key,
        start=lambda progress: PRESS.submit(asked, progress, first=True),
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
    return _("One file with the whole plan.")


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


def lines(product: str, about: Contents) -> list[str]:
    """Say line by line what will be on it."""
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
        return [f"{title} ({number(features)})" for title, features in about["layers"]]
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
    veiled = [_("Redacted copy: categories, reasons and names of units are left out.")]
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
    if order.shape == "clipboard":
        parts.append("1600px")
    if options.redaction != "full":
        parts.append(options.redaction)
    suffix = ".png" if order.shape == "clipboard" else order.suffix
    return "-".join(parts) + suffix


def buttons(order: Order) -> None:
    """Offer to make what is ordered."""
    left, right = st.columns([1, 1], gap="small")
    if left.button(_("Make it"), type="primary", width="stretch", key="make", icon=":material/print:"):
        _want(order)
    wide = _("Picture for the clipboard")
    if order.product == "sheet" and right.button(wide, width="stretch", key="clip", icon=":material/image:"):
        _want(order.model_copy(update={"shape": "clipboard"}))


def _want(order: Order) -> None:
    state.cancelled().discard(("export", order.key))
    state.remember(WANTED, order)


def making(evaluation: Evaluation) -> None:
    """Show how far the product is that was wanted last, and those that are ready."""
    wanted: Order | None = state.remembered(WANTED, None)
    kept: list[Kept] = _there()
    if wanted is not None and not any(it.key == wanted.key for it in kept):
        try:
            made = work.under_way(
                choices.products()[wanted.product],
                ("export", wanted.key),
                start=lambda progress: PRESS.submit(wanted, progress),
                patience_s=PATIENCE_S,
            )
        except GeoError as error:
            state.remember(WANTED, None)
            screen.notice(_("Nothing was made.") + "\n" + text.error(error), kind="error")
            made = None
        if made is not None:
            _keep(evaluation, wanted, made)
    for it in reversed(_there()):
        size = _("{n} MB").format(n=number(it.size / 1e6, 1))
        screen.download(_("Save {name} ({size})").format(name=it.name, size=size), it.address, name=it.name)


def _there() -> list[Kept]:
    """Return what was made and is still kept."""
    made: list[Kept] = state.remembered(MADE, [])
    return [it for it in made if STORE.get(state.token(), it.digest) is not None]


def _keep(evaluation: Evaluation, order: Order, made: Made) -> None:
    media = "image/png" if order.shape == "clipboard" else MEDIA.get(order.suffix, UNKNOWN)
    payload = Payload.made(made.body, media)
    address = STORE.put(state.token(), payload)
    one = Kept(order.key, file_name(evaluation, order), payload.digest, address, len(made.body))
    state.remember(MADE, [*_there(), one][-MOST_MADE:])
