"""GPX 1.1: the ways of the nearest units as tracks and the stations as waypoints, for a device in a car."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from dashboard.export.about import headline
from dashboard.export.described import lines
from dashboard.export.features import Layer, spelled
from dashboard.text import number

SPACE = "http://www.topografix.com/GPX/1/1"
OWN = "urn:petapam:gpx"
DECIMALS = 7
"""Of degrees: a centimetre."""
SYMBOLS = {True: "Flag, Green", False: "Flag, Red"}
"""Of stations in time and too late, by the names that devices know."""


def _degrees(x: float, y: float) -> dict[str, str]:
    return {"lat": f"{y:.{DECIMALS}f}", "lon": f"{x:.{DECIMALS}f}"}


def _words(parent: ET.Element, given: Iterable[tuple[str, str]]) -> None:
    for tag, words in given:
        if words:
            ET.SubElement(parent, tag).text = words


def _extensions(parent: ET.Element, row: dict[str, Any]) -> None:
    known = {key: value for key, value in row.items() if value is not None}
    held = ET.SubElement(parent, "extensions")
    for key, value in known.items():
        ET.SubElement(held, f"p:{key}").text = spelled(value)


def _note(row: dict[str, Any]) -> str:
    """Return minutes, kilometres, how the way was found, and the unit where it may be named."""
    if row["travel_min"] is None:
        return ""
    parts = [
        f"{number(row['travel_min'], 1)} min",
        f"{number(row['distance_m'] / 1000, 1)} km",
        row["quality_label"],
    ]
    return " · ".join([*parts, *filter(None, [row.get("unit_name")])])


def _waypoints(root: ET.Element, stations: Layer) -> None:
    for shape, row in zip(stations.frame.geometry, stations.rows, strict=True):
        if shape is None or shape.is_empty:
            continue
        point = ET.SubElement(root, "wpt", _degrees(shape.x, shape.y))
        told = ("name", row["station_label"]), ("desc", _note(row)), ("sym", SYMBOLS[row["covered"]])
        _words(point, [*told, ("type", "TPS")])
        _extensions(point, row)


def _tracks(root: ET.Element, routes: Layer) -> None:
    for shape, row in zip(routes.frame.geometry, routes.rows, strict=True):
        if shape is None or shape.is_empty:
            continue
        track = ET.SubElement(root, "trk")
        _words(track, [("name", row["station_label"]), ("desc", _note(row)), ("type", row["quality"])])
        _extensions(track, row)
        part = ET.SubElement(track, "trkseg")
        for x, y in shape.coords:
            ET.SubElement(part, "trkpt", _degrees(x, y))


def render(layers: Sequence[Layer], told: dict[str, str]) -> bytes:
    """Return stations and ways as GPX; a station without a position is counted in the description."""
    by_key = {it.key: it for it in layers}
    stations, routes = by_key["stations"], by_key["routes"]
    root = ET.Element("gpx", {"xmlns": SPACE, "xmlns:p": OWN, "version": "1.1", "creator": "PetaPAM"})
    lost = int((stations.frame.geometry.isna() | stations.frame.geometry.is_empty).sum())
    described = lines({**told, "stations_without_position": str(lost)})
    about = ET.SubElement(root, "metadata")
    _words(about, [("name", headline(told)), ("desc", described), ("time", f"{told['data_date']}T00:00:00Z")])
    _waypoints(root, stations)
    _tracks(root, routes)
    return ET.tostring(root, "utf-8", xml_declaration=True)
