"""Pictures: a product seen small, a button that copies it, and the files that were made, as text nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

import streamlit as st

from dashboard import screen
from dashboard.layers import FRONT
from dashboard.text import _


def _add(parent: Element, tag: str, words: str | None = None, **marks: str) -> Element:
    """Add an element; `marks` are its attributes, with ``_`` for ``-`` and ``class_`` for the class."""
    named = {key.strip("_").replace("_", "-"): value for key, value in marks.items()}
    node = SubElement(parent, tag, named)
    node.text = words
    return node


def seen(address: str, words: str, *, stale: bool = False) -> None:
    """Show a picture; `words` stand for it where it cannot be seen. A stale one is paled."""
    box = Element("figure", {"class": "pp-picture pp-stale" if stale else "pp-picture"})
    _add(box, "img", src=address, alt=words)
    screen.show(box)


def awaited(words: str) -> None:
    """Show words where a picture will be."""
    box = Element("p", {"class": "pp-waiting"})
    box.text = words
    screen.show(box)


def copying(address: str, name: str) -> None:
    """Show a button that puts a picture on the clipboard; where a browser refuses, it is saved as a file.

    Parameters
    ----------
    name : of the file.
    """
    box = Element("div", {"class": "pp-copying"})
    button = _add(box, "button", _("Copy picture"), class_="pp-copy", type="button", data_pp_copy=address)
    button.set("title", _("Puts the picture below on the clipboard, to be pasted into a message or a slide."))
    button.set("data-done", _("Copied: paste it where you want it."))
    button.set("data-refused", _("This browser lets no page copy pictures: it is saved as a file instead."))
    _add(box, "span", class_="pp-said", role="status")
    _add(box, "a", class_="pp-saving", href=address, download=name, hidden="hidden")
    screen.show(box)
    st.html(f'<script src="{FRONT}/export.js"></script>', unsafe_allow_javascript=True)


@dataclass(frozen=True)
class Row:
    """A file that was made: its name, what is told about it, where it is (empty where it is gone)."""

    name: str
    told: str
    address: str
    sha256: str


def files(heading: str, rows: Sequence[Row]) -> None:
    """Show files one under the other, each with a link that saves it."""
    box = Element("section", {"class": "pp-files"})
    _add(box, "h2", heading, class_="pp-title")
    for row in rows:
        line = _add(box, "p", class_="pp-file")
        if row.address:
            link = _add(line, "a", class_="pp-link", href=row.address, download=row.name)
            _add(link, "b", _("Save"))
            _add(link, "span", row.name)
        else:
            _add(line, "span", row.name)
        _add(line, "small", row.told, title=row.sha256)
    screen.show(box)
