"""What every page is made of: head line, badges, the answer, cards, lists, notes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from xml.etree.ElementTree import Element, SubElement, tostring

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import definitions, names, palette, sentences
from dashboard.layers import FRONT
from dashboard.text import _, fault, percent
from geo.evaluate import Evaluation
from geo.operation import Meta


def _node(tag: str, name: str = "", words: str | None = None) -> Element:
    node = Element(tag, {"class": name} if name else {})
    node.text = words
    return node


def _add(parent: Element, tag: str, name: str = "", words: str | None = None) -> Element:
    node = SubElement(parent, tag, {"class": name} if name else {})
    node.text = words
    return node


def show(node: Element) -> None:
    """Put a tree of elements on the page. Words sit in text nodes: serialising escapes them."""
    st.html(tostring(node, encoding="unicode", method="html"))


def title(words: str) -> None:
    """Show a heading; unlike Streamlit's own it takes the words as they are."""
    show(_node("h2", "pp-title", words))


def note(words: str) -> None:
    """Show a line in small print."""
    show(_node("p", "pp-note", words))


def notice(words: str, *, kind: str = "info") -> None:
    """Show a paragraph in a box: info, warning or error. Line breaks stay."""
    show(_node("p", f"pp-notice pp-{kind}", words))


def head(name: str, subtitle: str, evaluation: Evaluation) -> None:
    """Show name and subtitle with the badges: classification, and SIMULASI where any data are."""
    masthead(name, subtitle, evaluation.operation.meta)
    for doubt in evaluation.engine.faults:
        notice(fault(doubt), kind="warning")


def masthead(name: str, subtitle: str, meta: Meta) -> None:
    """Show name and subtitle with the badges of an operation, evaluated or not."""
    badged(
        name, subtitle, classification=meta.classification, simulated=bool(meta.simulated or meta.schematic)
    )


def badged(name: str, subtitle: str, *, classification: str, simulated: bool) -> None:
    """Show name and subtitle with the badges: classification (its code), and SIMULASI where it is."""
    box = _node("header", "pp-head")
    left = _add(box, "div")
    _add(left, "h1", "", name)
    _add(left, "p", "", subtitle)
    badges = _add(box, "div", "pp-badges")
    if simulated:
        _add(badges, "span", "pp-badge pp-simulated", "SIMULASI")
    _add(badges, "span", "pp-badge", names.CLASSIFICATIONS[classification])
    show(box)


def answer(sentence: str, note: str = "", *, defined: Sequence[str] = ()) -> None:
    """Show the one sentence that answers the page's question, and under it how it came about.

    Parameters
    ----------
    defined : keys of `definitions` for the numbers in it; they open in place.
    """
    box = _node("section", "pp-answer")
    _add(box, "p", "pp-sentence", sentence)
    if note:
        _add(box, "p", "pp-note", note)
    if defined:
        _define(_add(box, "details", "pp-define"), _("What the numbers mean"), defined)
    show(box)


def _define(box: Element, words: str, keys: Iterable[str]) -> None:
    """Fill a box that opens with the definitions of some numbers."""
    _add(box, "summary", "", words)
    for key in keys:
        told = definitions.of(key)
        line = _add(box, "p", "", told.line)
        if told.formula:
            _add(line, "code", "", told.formula)


def plan_line(words: str, *, name: str = "", tags: Iterable[tuple[str, str]] = ()) -> None:
    """Show which plan is in hand and what it changes, in one line above the page.

    Parameters
    ----------
    tags : kind (saved, draft, locked, branch or plain) and words of each mark behind the name.
    """
    line = _node("p", "pp-plan")
    if name:
        _add(line, "b", "", name)
    for kind, told in tags:
        _add(line, "span", f"pp-tag pp-tag-{kind}", told)
    _add(line, "span", "", words)
    show(line)


def cards(rows: Iterable[tuple[str, str, str, str]], *, defined: Sequence[str] = ()) -> None:
    """Show cards side by side: kind (of `palette.CARD_EDGES`), title, figure, note.

    Parameters
    ----------
    defined : key of `definitions` for each card; a click on the card's title opens it.
    """
    box = _node("section", "pp-cards")
    for (kind, title, figure, note), key in zip_longest(rows, defined):
        card = _add(box, "div", "pp-card")
        card.set("style", f"border-left-color: {palette.CARD_EDGES[kind]}")
        if key:
            _define(_add(card, "details", "pp-card-title pp-define"), title, [key])
        else:
            _add(card, "div", "pp-card-title", title)
        _add(card, "div", "pp-card-figure", figure)
        _add(card, "div", "pp-card-note", note)
    show(box)


def ranked(
    heading: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | float]],
    *,
    rest: str = "",
    compact: bool = False,
    defined: Sequence[str] = (),
) -> None:
    """Show a ranked list; the first column is text, the others are right-aligned.

    Parameters
    ----------
    rows : cells; a number is a share (0..1) and drawn as a bar, a second line of text is set small.
    rest : what to say below about rows that are not shown.
    compact : in the size of the page's tables; otherwise to be read from afar.
    defined : keys of `definitions` for its numbers; the heading opens them.
    """
    box = _node("section", "pp-ranked pp-compact" if compact else "pp-ranked")
    if defined:
        _define(_add(box, "details", "pp-title pp-define"), heading, defined)
    else:
        _add(box, "h2", "pp-title", heading)
    table = _add(box, "table")
    line = _add(_add(table, "thead"), "tr")
    for name in columns:
        _add(line, "th", "", name)
    body = _add(table, "tbody")
    for row in rows:
        line = _add(body, "tr")
        for cell in row:
            _cell(_add(line, "td"), cell)
    if rest:
        _add(box, "p", "pp-note", rest)
    show(box)


def _cell(box: Element, cell: str | float) -> None:
    if isinstance(cell, float):
        bar = _add(box, "span", "pp-bar")
        _add(bar, "i").set("style", f"width: {0 if math.isnan(cell) else cell:.1%}")
        _add(box, "span", "pp-share", percent(cell))
        return
    box.text, _sep, second = cell.partition("\n")
    if second:
        _add(box, "small", "", second)


def download(words: str, address: str, *, name: str) -> None:
    """Show a link that saves a layer as a file; its address is the session's own and is not stored."""
    box = _node("p", "pp-note")
    link = _add(box, "a", "pp-link", words)
    link.set("href", address)
    link.set("download", name)
    show(box)


def listed(heading: str, lines: Iterable[str]) -> None:
    """Show lines one under the other, each with a mark before it."""
    box = _node("section", "pp-listed")
    _add(box, "h2", "pp-title", heading)
    rows = _add(box, "ul")
    for line in lines:
        _add(rows, "li", "", line)
    show(box)


def checks_note(evaluation: Evaluation) -> None:
    """Say whether all sums agree, and name those that do not."""
    failed = evaluation.checks[~evaluation.checks["ok"]]
    if failed.empty:
        note(sentences.sums(evaluation.checks))
    else:
        which = ", ".join(failed["check"].map(names.check_label))
        notice(_("Sums that do not agree: {names}. See the page Method.").format(names=which), kind="error")


def halves() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place of the map and that of the tables beside it, on a small screen equally wide."""
    with st.container(key="halves"):
        left, right = st.columns([4, 3], gap="medium")
    return left, right


def style(name: str) -> None:
    """Put a style sheet of `front/` on the page, by reference."""
    st.html(f'<style>@import url("{FRONT}/{name}.css");</style>')
