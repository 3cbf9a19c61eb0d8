"""KML and KMZ: the plan for phones and Google Earth, in the colours of the screen.

A viewer shows a description as HTML: words of the data are escaped once for it and once more for the XML.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.export import archive
from dashboard.export.about import headline
from dashboard.export.described import lines
from dashboard.export.features import Layer, spelled
from dashboard.export.icons import REACH, icon
from dashboard.export.looks import cases, of_rows
from dashboard.text import _, number

SPACE = "http://www.opengis.net/kml/2.2"
DECIMALS = 7
"""Of degrees: a centimetre."""
CLEAR = 0.62
"""How much of what lies under a village is covered."""
HIDDEN = frozenset({"reach", "routes", "posting"})
"""Layers that a phone shows only when asked: they would cover the others."""
TYPES = {"bool": "bool", "Int64": "int", "float64": "double"}
DOC, WHOLE = "doc.kml", frozenset({"distance_m", "threshold_min"})
WHOLE_ICON_PX = 32
"""A viewer draws an icon of scale one so large."""


def colour(code: str, alpha: float = 1) -> str:
    """Return a colour as KML writes it: opacity, blue, green, red."""
    red, green, blue = (code[i : i + 2] for i in (1, 3, 5))
    return f"{round(255 * alpha):02x}{blue}{green}{red}"


def _tell(parent: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(parent, tag).text = words


def _icon_name(layer: Layer, i: int) -> str:
    return f"icons/{layer.key}-{i}.png"


def _style(parent: ET.Element, layer: Layer, i: int, *, look: dict[str, Any], pictures: bool) -> None:
    style = ET.SubElement(parent, "Style", id=f"{layer.key}-{i}")
    if layer.shape == "Point":
        own = ET.SubElement(style, "IconStyle")
        if pictures:
            _tell(own, "scale", f"{2 * look['size'] * REACH / WHOLE_ICON_PX:.2f}")
            _tell(ET.SubElement(own, "Icon"), "href", _icon_name(layer, i))
            middle = {"x": "0.5", "y": "0.5", "xunits": "fraction", "yunits": "fraction"}
            ET.SubElement(own, "hotSpot", middle)
        else:
            _tell(own, "color", colour(look["fill"]))
            _tell(own, "scale", "0.8")
        _tell(ET.SubElement(style, "LabelStyle"), "scale", "0.9" if layer.key == "units" else "0")
    edge = look.get("color", "#6f5a4e")
    if layer.shape != "Point":
        line = ET.SubElement(style, "LineStyle")
        _tell(line, "color", colour(edge, look.get("opacity", 1)))
        _tell(line, "width", str(look.get("weight", 1.1)))
    if layer.shape == "MultiPolygon":
        fill = colour(look["fill"], CLEAR) if "fill" in look else colour(edge, 0)
        _tell(ET.SubElement(style, "PolyStyle"), "color", fill)
    _tell(ET.SubElement(style, "BalloonStyle"), "text", "$[description]")


def _schema(parent: ET.Element, layer: Layer) -> None:
    schema = ET.SubElement(parent, "Schema", name=layer.key, id=f"schema-{layer.key}")
    for name in layer.columns:
        kind = TYPES.get(str(layer.frame[name].dtype), "string")
        ET.SubElement(schema, "SimpleField", type=kind, name=name)


def _shown() -> dict[str, str]:
    """Return what a balloon tells, by column, in its order."""
    return {
        "district": _("District"),
        "unit_label": _("Kind of unit"),
        "class_label": _("Class"),
        "stations": "TPS",
        "registered_voters": _("Registered voters"),
        "personnel": _("People"),
        "stations_guarded": _("TPS guarded"),
        "place": _("Place"),
        "unit_name": _("Unit"),
        "travel_min": _("Minutes"),
        "distance_m": _("Distance") + " (m)",
        "quality_label": _("Way"),
        "cause_label": _("Cause"),
        "reason": _("Reason"),
        "threshold_min": _("Minutes"),
    }


def _value(value: str | float, key: str) -> str:
    if isinstance(value, str):
        return value
    return number(value, 1 if isinstance(value, float) and key not in WHOLE else 0)


def balloon(layer: Layer, row: dict[str, Any]) -> str:
    """Return what a viewer tells of a feature, as HTML in which every word of the data is text."""
    told = {key: label for key, label in _shown().items() if key != layer.label and row.get(key) is not None}
    said = [f"{html.escape(label)}: {html.escape(_value(row[key], key))}" for key, label in told.items()]
    return "<br/>".join([f"<b>{html.escape(_name(layer, row))}</b>", *said])


def _name(layer: Layer, row: dict[str, Any]) -> str:
    value = row[layer.label]
    return "" if value is None else _value(value, layer.label)


def _written(xy: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in xy)


def _geometry(parent: ET.Element, shape: BaseGeometry) -> None:
    if shape.geom_type.startswith("Multi"):
        many = ET.SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _geometry(many, part)
        return
    own = ET.SubElement(parent, shape.geom_type)
    if shape.geom_type != "Polygon":
        _tell(own, "coordinates", _written(shape.coords))
        return
    turned = shapely.orient_polygons(shape)
    rings = [("outerBoundaryIs", turned.exterior), *(("innerBoundaryIs", it) for it in turned.interiors)]
    for tag, ring in rings:
        line = ET.SubElement(ET.SubElement(own, tag), "LinearRing")
        _tell(line, "coordinates", _written(ring.coords))


def _values(parent: ET.Element, layer: Layer, row: dict[str, Any]) -> None:
    held = ET.SubElement(parent, "ExtendedData")
    data = ET.SubElement(held, "SchemaData", schemaUrl=f"#schema-{layer.key}")
    for name, value in row.items():
        if value is not None:
            ET.SubElement(data, "SimpleData", name=name).text = spelled(value)


def _folder(parent: ET.Element, layer: Layer) -> None:
    folder, seen = ET.SubElement(parent, "Folder"), str(int(layer.key not in HIDDEN))
    _tell(folder, "name", layer.title)
    _tell(folder, "visibility", seen)
    features = zip(layer.frame.geometry, layer.rows, of_rows(layer), strict=True)
    for shape, row, look in features:
        mark = ET.SubElement(folder, "Placemark")
        _tell(mark, "name", _name(layer, row))
        _tell(mark, "visibility", seen)
        ET.SubElement(mark, "Snippet", maxLines="0")
        _tell(mark, "description", balloon(layer, row))
        _tell(mark, "styleUrl", f"#{layer.key}-{look}")
        _values(mark, layer, row)
        if shape is not None and not shape.is_empty:
            _geometry(mark, shape)


def render(layers: Sequence[Layer], told: dict[str, str], *, pictures: bool = False) -> bytes:
    """Return layers as KML.

    Parameters
    ----------
    pictures : points are drawn by the pictures of a KMZ; a KML alone has pins in the colours of the marks.
    """
    root = ET.Element("kml", xmlns=SPACE)
    document = ET.SubElement(root, "Document")
    _tell(document, "name", headline(told))
    _tell(document, "open", "1")
    ET.SubElement(document, "Snippet", maxLines="0")
    _tell(document, "description", html.escape(lines(told)).replace("\n", "<br/>"))
    for it in layers:
        for i, case in enumerate(cases(it)):
            _style(document, it, i, look=case.look, pictures=pictures)
    for it in layers:
        _schema(document, it)
    for it in layers:
        _folder(document, it)
    return ET.tostring(root, "utf-8", xml_declaration=True)


def _icons(layers: Sequence[Layer]) -> Iterator[tuple[str, bytes]]:
    for it in layers:
        if it.shape == "Point":
            for i, case in enumerate(cases(it)):
                yield _icon_name(it, i), icon(case.look)


def zipped(layers: Sequence[Layer], told: dict[str, str]) -> bytes:
    """Return layers as KMZ, with the marks of the screen as its pictures."""
    return archive.zipped({DOC: render(layers, told, pictures=True), **dict(_icons(layers))})
