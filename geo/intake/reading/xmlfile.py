"""XML: a tree without document types and entities, and the names of its elements without namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element  # only the type; what parses is below

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from geo.intake.reading.refused import RefusedError

PIECE = 1 << 16


def name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, wanted: str) -> Element | None:
    """Return the first child with a name."""
    return next((it for it in element if name(it) == wanted), None)


def children(element: Element, wanted: str) -> Iterator[Element]:
    """Yield the children with a name."""
    return (it for it in element if name(it) == wanted)


def words(element: Element | None) -> str:
    """Return the text of an element, without the blanks around it."""
    return (element.text or "").strip() if element is not None else ""


class _Nobody:
    """Takes no notice of what a parser finds."""

    def close(self) -> None:
        """End."""


def check(part: IO[bytes]) -> None:
    """Read a part to its end and keep nothing of it.

    Raises
    ------
    RefusedError
        It declares a document type or an entity, or it is no XML.
    """
    parser = ElementTree.DefusedXMLParser(target=_Nobody(), forbid_dtd=True)
    try:
        while piece := part.read(PIECE):
            parser.feed(piece)
        parser.close()
    except DefusedXmlException as error:
        raise RefusedError("dtd") from error
    except ElementTree.ParseError as error:
        raise RefusedError("unreadable") from error


def root(path: Path) -> Element:
    """Return the root of a file.

    Raises
    ------
    RefusedError
        It declares a document type or an entity, or it is no XML.
    """
    try:
        tree = ElementTree.parse(path, forbid_dtd=True)
    except DefusedXmlException as error:
        raise RefusedError("dtd") from error
    except ElementTree.ParseError as error:
        raise RefusedError("unreadable") from error
    found: Element = tree.getroot()
    return found
