"""QML: how QGIS draws a layer when somebody opens it, in the colours and shapes of the screen.

The style is the one that QGIS keeps in a GeoPackage (table ``layer_styles``) and takes by default.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from dashboard import palette
from dashboard.export.features import Layer
from dashboard.export.looks import Case, cases

VERSION = "3.28.0"
MM_PER_PX = 25.4 / 96
"""Millimetres for a pixel of the screen."""
FAN = {"lines": (45,), "cross": (45, 135)}
"""Directions of the lines of a hatch [degrees]."""
HATCH_MM = 1.8
EDGE = "#6f5a4e"
LABELLED = {"units": "#123a68", "villages": "#2b2f33", "village_points": "#2b2f33"}
"""Layers whose features are named on the map, with the colour of the names."""
KINDS = {"Point": "marker", "LineString": "line", "MultiPolygon": "fill"}


def rgba(colour: str, alpha: float = 1) -> str:
    """Return a colour as QGIS writes it: red, green, blue and opacity, each 0..255."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return ",".join(str(it) for it in (*parts, round(255 * alpha)))


def _mm(pixels: float) -> str:
    return f"{pixels * MM_PER_PX:.2f}"


def _piece(symbol: ET.Element, kind: str, given: dict[str, str]) -> ET.Element:
    piece = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(piece, "Option", type="Map")
    for name, value in given.items():
        ET.SubElement(options, "Option", type="QString", name=name, value=value)
    return piece


def _symbol(parent: ET.Element, name: str, kind: str) -> ET.Element:
    given = {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    return ET.SubElement(parent, "symbol", given)


def _fill(symbol: ET.Element, look: dict[str, Any]) -> None:
    """Fill an area, hatched as on the screen."""
    edge = {"outline_color": rgba(EDGE), "outline_width": "0.26", "outline_style": "solid"}
    _piece(symbol, "SimpleFill", {"color": rgba(look["fill"]), "style": "solid", **edge})
    hatch, name = look.get("hatch"), symbol.get("name")
    if hatch == "dots":
        apart = {
            "distance_x": str(HATCH_MM),
            "distance_y": str(HATCH_MM),
            "displacement_x": str(HATCH_MM / 2),
        }
        dot = _symbol(_piece(symbol, "PointPatternFill", apart), f"@{name}@1", "marker")
        ink = rgba(look["ink"])
        _piece(dot, "SimpleMarker", {"name": "circle", "size": "0.5", "color": ink, "outline_color": ink})
    for i, angle in enumerate(FAN.get(str(hatch), ()), start=1):
        run = {"angle": str(angle), "distance": str(HATCH_MM)}
        line = _symbol(_piece(symbol, "LinePatternFill", run), f"@{name}@{i}", "line")
        _piece(line, "SimpleLine", {"line_color": rgba(look["ink"]), "line_width": "0.3"})


def _outline(symbol: ET.Element, look: dict[str, Any]) -> None:
    """Trace an area with hardly a fill, so that what lies below is seen."""
    edge = {"outline_color": rgba(look["color"]), "outline_width": _mm(look["weight"])}
    _piece(symbol, "SimpleFill", {"color": rgba(look["color"], 0.05), "outline_style": "dash", **edge})


def _mark(symbol: ET.Element, look: dict[str, Any]) -> None:
    edge = {"outline_color": rgba(look["stroke"]), "outline_width": _mm(look["weight"])}
    body = {
        "name": look["shape"],
        "color": rgba(look["fill"]),
        "size": _mm(2 * look["size"]),
        "size_unit": "MM",
    }
    _piece(symbol, "SimpleMarker", {**body, **edge})


def _line(symbol: ET.Element, look: dict[str, Any]) -> None:
    style = "dash" if look.get("dashArray") else "solid"
    colour = rgba(look["color"], look.get("opacity", 1))
    given = {"line_color": colour, "line_width": _mm(look["weight"]), "line_style": style}
    _piece(symbol, "SimpleLine", given)


def _draw(symbol: ET.Element, look: dict[str, Any]) -> None:
    if "shape" in look:
        _mark(symbol, look)
    elif symbol.get("type") == "line":
        _line(symbol, look)
    elif "color" in look:
        _outline(symbol, look)
    else:
        _fill(symbol, look)


def _category(parent: ET.Element, i: int, case: Case) -> None:
    kind = {bool: "bool", str: "string"}.get(type(case.value), "NULL")
    value = "" if case.value is None else str(case.value)
    shown = value.lower() if kind == "bool" else value
    given = {"symbol": str(i), "value": shown, "type": kind, "label": case.label, "render": "true"}
    ET.SubElement(parent, "category", given)


def _renderer(root: ET.Element, layer: Layer) -> None:
    told = cases(layer)
    kind = "categorizedSymbol" if layer.look else "singleSymbol"
    attr = {"attr": layer.look} if layer.look else {}
    renderer = ET.SubElement(
        root, "renderer-v2", {"type": kind, **attr, "enableorderby": "0", "forceraster": "0"}
    )
    if layer.look:
        listed = ET.SubElement(renderer, "categories")
        for i, case in enumerate(told):
            _category(listed, i, case)
    symbols = ET.SubElement(renderer, "symbols")
    for i, case in enumerate(told):
        _draw(_symbol(symbols, str(i), KINDS[layer.shape]), case.look)


def _labels(root: ET.Element, layer: Layer) -> None:
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    font = {"fontSize": "8", "fontSizeUnit": "Point", "textColor": rgba(LABELLED[layer.key])}
    style = ET.SubElement(settings, "text-style", {"fieldName": layer.label, "isExpression": "0", **font})
    halo = {
        "bufferDraw": "1",
        "bufferSize": "0.8",
        "bufferSizeUnits": "MM",
        "bufferColor": rgba(palette.PAPER),
    }
    ET.SubElement(style, "text-buffer", halo)


def style(layer: Layer) -> str:
    """Return the style of a layer as QGIS reads it."""
    named = layer.key in LABELLED
    parts = "Symbology|Labeling" if named else "Symbology"
    given = {"version": VERSION, "styleCategories": parts, "labelsEnabled": str(int(named))}
    root = ET.Element("qgis", given)
    _renderer(root, layer)
    if named:
        _labels(root, layer)
    ET.indent(root, " ")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, "unicode")
