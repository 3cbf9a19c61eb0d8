"""KML and KMZ: every placemark with its folder, its data and its shape; nothing it points to is followed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from geo.intake.reading import limits
from geo.intake.reading.archive import unpack
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.jsonfile import WGS84
from geo.intake.reading.records import Records
from geo.intake.reading.refused import RefusedError
from geo.intake.reading.shapes import encode
from geo.intake.reading.xmlfile import child, children, name, root, words

FOLDERS = {"kml", "Document", "Folder"}
SHAPES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack"}
TEXTS = ("name", "description", "address", "phoneNumber")
MOST_NESTED = 8
TOLD_EVERY = 5_000
Geometry = dict[str, Any]


def _positions(element: Element | None) -> list[list[float]]:
    text = words(child(element, "coordinates")) if element is not None else ""
    return [[float(number) for number in it.split(",")] for it in text.split()]


def _ring(boundary: Element) -> list[list[float]]:
    return _positions(child(boundary, "LinearRing"))


def _track(element: Element) -> Geometry:
    positions = [[float(number) for number in words(it).split()] for it in children(element, "coord")]
    return {"type": "LineString", "coordinates": positions}


def _together(parts: list[Geometry]) -> Geometry:
    """Return parts of one kind as its multiple, others as a collection."""
    kinds = {part["type"] for part in parts}
    if len(kinds) == 1 and kinds <= {"Point", "LineString", "Polygon"}:
        return {"type": f"Multi{kinds.pop()}", "coordinates": [part["coordinates"] for part in parts]}
    return {"type": "GeometryCollection", "geometries": parts}


def geometry(element: Element, nested: int = 0) -> Geometry:
    """Return the shape of an element as GeoJSON writes it.

    Raises
    ------
    ValueError
        It is no shape, or its coordinates are no numbers.
    """
    kind = name(element)
    if kind == "Point":
        return {"type": "Point", "coordinates": (_positions(element) or [[]])[0]}
    if kind in {"LineString", "LinearRing"}:
        return {"type": "LineString", "coordinates": _positions(element)}
    if kind == "Polygon":
        boundaries = [*children(element, "outerBoundaryIs"), *children(element, "innerBoundaryIs")]
        return {"type": "Polygon", "coordinates": [_ring(it) for it in boundaries]}
    if kind == "Track":
        return _track(element)
    if kind in {"MultiGeometry", "MultiTrack"} and nested < MOST_NESTED:
        return _together([geometry(it, nested + 1) for it in element if name(it) in SHAPES])
    raise ValueError(kind)


def _fields(placemark: Element, folder: str) -> dict[str, object]:
    fields: dict[str, object] = {key: words(child(placemark, key)) for key in TEXTS[:2]}
    fields["folder"] = folder
    fields |= {key: words(it) for key in TEXTS[2:] if (it := child(placemark, key)) is not None}
    stamp = child(placemark, "TimeStamp")
    if stamp is not None:
        fields["time"] = words(child(stamp, "when"))
    data = child(placemark, "ExtendedData")
    for it in data if data is not None else ():
        if name(it) == "Data":
            fields[it.get("name", "")] = words(child(it, "value"))
        elif name(it) == "SchemaData":
            fields |= {simple.get("name", ""): words(simple) for simple in children(it, "SimpleData")}
    return fields


def _placemarks(top: Element) -> Iterator[tuple[Element, str]]:
    """Yield every placemark in the order of the file, with the folder around it."""
    waiting: list[tuple[Element, str]] = [(top, "")]
    while waiting:
        element, folder = waiting.pop()
        if name(element) == "Placemark":
            yield element, folder
        elif name(element) in FOLDERS:
            inside = words(child(element, "name")) if name(element) == "Folder" else folder
            waiting.extend((it, inside) for it in reversed(element))


def _draft(path: Path, layer: str, tell: Tell) -> Draft:
    top = root(path)
    records = Records(layer, crs=WGS84)
    for number, (placemark, folder) in enumerate(_placemarks(top)):
        found = next((it for it in placemark if name(it) in SHAPES), None)
        try:
            shape = encode(geometry(found)) if found is not None else None
        except ValueError:
            shape = None
        records.add(_fields(placemark, folder), shape, given=found is not None)
        if number % TOLD_EVERY == 0:
            tell(number, number)
    if not len(records.draft) and any(name(it) == "NetworkLink" for it in top.iter()):
        raise RefusedError("kml_link")
    return records.draft


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read one KML file."""
    return [_draft(folder / limits.UPLOAD, "", tell)]


def read_archive(folder: Path, tell: Tell) -> list[Draft]:
    """Read every KML file of a KMZ archive; its pictures stay where they are."""
    found = unpack(folder, endings={".kml"})
    drafts = [_draft(path, inside.rpartition("/")[2][:-4], tell) for inside, path in found.items()]
    return [draft for draft in drafts if len(draft)]
