"""JSON: GeoJSON, or a list of records whose field `path` is a boundary of [lat, lng]."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.intake.reading import boundaries, limits
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.encoding import whole
from geo.intake.reading.records import Records
from geo.intake.reading.refused import RefusedError
from geo.intake.reading.shapes import KINDS, encode

WGS84 = "EPSG:4326"
"""What GeoJSON is in unless it says otherwise (RFC 7946, section 4)."""
URN = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC|ESRI):(?:[\d.]*:)?(\w+)", re.IGNORECASE)
TOLD_EVERY = 5_000
MOST_LISTS = limits.MOST_VERTICES * 3 // 2
"""Every vertex is a list: a file with more of them is not even parsed."""


def crs(collection: Mapping[str, Any]) -> str | None:
    """Return what a collection says of its coordinates; `"crs": null` says that nothing is known."""
    if "crs" not in collection:
        return WGS84
    said = collection["crs"]
    name = said.get("properties", {}).get("name") if isinstance(said, dict) else None
    found = URN.fullmatch(name) if isinstance(name, str) else None
    if found is None:
        return None
    authority, code = found[1].upper(), found[2].upper()
    return WGS84 if (authority, code) == ("OGC", "CRS84") else f"{authority}:{code}"


def _features(features: list[Any], *, said: str | None, tell: Tell) -> Draft:
    records = Records("", crs=said)
    for number, feature in enumerate(features):
        it: dict[str, Any] = feature if isinstance(feature, dict) else {}
        said_fields = it.get("properties")
        fields: dict[str, Any] = said_fields if isinstance(said_fields, dict) else {}
        if it.get("id") is not None and "id" not in fields:
            fields = {"id": it["id"], **fields}
        geometry = it.get("geometry")
        records.add(fields, encode(geometry), given=geometry is not None)
        if number % TOLD_EVERY == 0:
            tell(number, len(features))
    return records.draft


def _boundaries(rows: list[dict[str, Any]], *, tell: Tell) -> Draft:
    records = Records("", crs=WGS84)
    for number, row in enumerate(rows):
        fields, shape, given = boundaries.split(row)
        records.add(fields, shape, given=given)
        if number % TOLD_EVERY == 0:
            tell(number, len(rows))
    return records.draft


def _rows(document: object) -> list[dict[str, Any]]:
    """Return the records of a list, or of the only list that an object holds."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else []
    if not isinstance(document, list) or not document or not all(isinstance(it, dict) for it in document):
        raise RefusedError("json_unknown")
    return document


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read GeoJSON or records, one row for each feature, also for one that is broken or empty."""
    text = whole(folder / limits.UPLOAD)
    if text.count("[") > MOST_LISTS:
        raise RefusedError("too_many_vertices", most=limits.MOST_VERTICES)
    document = json.loads(text)
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return [_features(document["features"], said=crs(document), tell=tell)]
    if kind == "Feature":
        return [_features([document], said=crs(document), tell=tell)]
    if kind in KINDS:
        feature = {"type": "Feature", "geometry": document, "properties": {}}
        return [_features([feature], said=crs(document), tell=tell)]
    if kind is not None and kind not in {"", "table"}:
        raise RefusedError("json_unknown")
    rows = _rows(document)
    if all(it.get("type") == "Feature" for it in rows):
        return [_features(rows, said=WGS84, tell=tell)]
    return [_boundaries(rows, tell=tell)]
