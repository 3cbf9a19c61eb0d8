"""GPX: waypoints, routes and tracks, each a layer of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from geo.intake.reading import limits
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.jsonfile import WGS84
from geo.intake.reading.records import Records
from geo.intake.reading.shapes import encode
from geo.intake.reading.xmlfile import children, name, root, words

LAYERS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
INSIDE = {"rtept", "trkseg", "extensions", "link"}


def _position(point: Element) -> list[float]:
    return [float(point.get("lon", "")), float(point.get("lat", ""))]


def _line(points: Iterable[Element]) -> list[list[float]]:
    return [_position(point) for point in points]


def _geometry(element: Element) -> dict[str, Any]:
    kind = name(element)
    if kind == "wpt":
        return {"type": "Point", "coordinates": _position(element)}
    if kind == "rte":
        return {"type": "LineString", "coordinates": _line(children(element, "rtept"))}
    parts = [_line(children(segment, "trkpt")) for segment in children(element, "trkseg")]
    parts = [part for part in parts if len(part) > 1]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read every layer that holds something."""
    top = root(folder / limits.UPLOAD)
    layers = {kind: Records(layer, crs=WGS84) for kind, layer in LAYERS.items()}
    for number, element in enumerate(top):
        kind = name(element)
        if kind not in LAYERS:
            continue
        fields = {name(it): words(it) for it in element if name(it) not in INSIDE}
        try:
            shape = encode(_geometry(element))
        except ValueError:
            shape = None
        layers[kind].add(fields, shape, given=True)
        tell(number, len(top))
    return [records.draft for records in layers.values() if len(records.draft)]
