"""The map on which data are edited: a click selects, a mark is dragged, clicks add and draw."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from dashboard import cache, fields, mapview, names, palette, payloads, text
from dashboard.drafts import Draft
from dashboard.layers import Payload
from dashboard.legend import codes
from dashboard.mapview import Click
from dashboard.text import _, number
from geo.editing import Spot
from geo.operation import Operation
from geo.schema import LOCATION_QUALITIES, Kind

MOST_CORNERS = 150
"""A border with more corners is drawn anew; so many marks could not be told apart."""
QUALITY_MARKS = (
    {"shape": "circle", "fill": "#0b6e4f", "stroke": palette.PAPER, "weight": 1.2, "size": 5},
    {"shape": "square", "fill": "#f0b44c", "stroke": "#7a5200", "weight": 1.2, "size": 4.5},
    {"shape": "diamond", "fill": "#d3e0ea", "stroke": "#35607f", "weight": 1.4, "size": 4.5},
)
"""Looks of a station by the quality of its point: seen, middle of the village, simulated."""
ELECTS, IDLE, NO_LABEL = "0", ".", "1"
TAKEN, CORNER, PENDING = "unit", "corner", "pending"


@dataclass(frozen=True)
class Sight:
    """What the map shows over the data: what is selected, and the corners of what is being drawn."""

    kind: Kind
    selected: str = ""
    drawing: bool = False
    corners: tuple[Spot, ...] = ()


def show(draft: Draft, sight: Sight) -> tuple[Click | None, pd.DataFrame]:
    """Show the map; return what was just clicked or dropped, and the marks that can be dragged."""
    basemap = mapview.background()
    url = mapview.address(Payload.of(_scene(draft.base, basemap))) or ""
    rows = marks(draft.now, sight)
    click = mapview.drawn(
        url, _painted(draft, sight, rows), view="data", basemap=basemap is not None, clicks=True
    )
    return mapview.news(click, view="data"), rows


def _layer(name: str, operation: Operation) -> str | None:
    """Return the address of a layer of an operation as it is now; equal data have one address."""
    build = {"villages": payloads.villages, "districts": payloads.districts}
    build |= {"stations": payloads.stations, "ground": payloads.ground}
    made = cache.payload(f"data {name}", _mark(name, operation), make=lambda: build[name](operation))
    return mapview.address(made)


def _mark(name: str, operation: Operation) -> str:
    """Return what names the content of a layer, so that an edit elsewhere does not make it anew."""
    if name == "ground":
        return operation.digest
    sums = hashlib.sha256()
    villages = operation.villages
    frames = [villages[["name", "district", "electing"]]]
    shapes = [villages.geometry]
    if name == "stations":
        frames = [operation.station_places[["village", "number"]]]
        shapes = [operation.stations.geometry]
    for frame in frames:
        sums.update(frame.to_csv().encode())
    for shape in shapes:
        for one in shape.to_wkb():
            sums.update(one or b"-")
    return sums.hexdigest()


def _scene(base: Operation, basemap: dict[str, Any] | None) -> dict[str, Any]:
    """Return what stays the same while data are edited: the map keeps its frame."""
    west, south, east, north = base.villages.total_bounds
    addresses = {name: _layer(name, base) for name in ("villages", "districts", "stations", "ground")}
    if basemap:
        addresses["ground"] = None
    elects = {"fill": "#f3dcb9", "label": _("electing on this day")}
    return {
        **addresses,
        "bounds": [[south, west], [north, east]],
        "classes": [elects, {"fill": palette.LAND, "label": ""}],
        "marks": list(QUALITY_MARKS),
        "markLabels": list(fields.quality_labels().values()),
        "lineLooks": [],
        "units": list(palette.unit_looks().values()),
        "looks": palette.layer_looks(basemap=basemap is not None),
        "basemap": basemap,
        "legend": _legend(base, elects),
        "villageNames": True,
        "bare": False,
        "twin": "",
        "texts": {
            "idle": _("no election on this day"),
            "minutes": "",
            "unreached": "",
            "closed": _("being drawn"),
            "sheet": "",
            "point": "," if text.language() == "id" else ".",
        },
    }


def _legend(base: Operation, elects: dict[str, str]) -> list[dict[str, Any]]:
    looks, forces = palette.unit_looks(), names.force_labels()
    held = base.units[["kind", "force"]].drop_duplicates()
    units = []
    for kind, label in names.unit_kind_labels().items():
        who = [it for it in palette.FORCE_COLOURS if it in set(held.loc[held["kind"].eq(kind), "force"])]
        if who:
            told = ", ".join(forces[it] for it in who)
            units.append({"samples": [looks[f"{kind} {it}"] for it in who], "label": f"{label} ({told})"})
    marks = [
        {**look, "label": label}
        for look, label in zip(QUALITY_MARKS, fields.quality_labels().values(), strict=True)
    ]
    idle = {"fill": palette.LAND, "label": _("no election")}
    return [
        {"title": _("Villages"), "items": [elects, idle]},
        {"title": _("Location of the TPS"), "items": marks},
        {"title": _("Units"), "items": units},
    ]


def _painted(draft: Draft, sight: Sight, rows: pd.DataFrame) -> dict[str, Any]:
    now = draft.now
    quality = [LOCATION_QUALITIES.index(it) for it in now.stations["location_quality"]]
    everybody = sight.kind == "units"
    units = now.units.assign(district=now.unit_districts)
    painted: dict[str, Any] = {
        "areas": _layer("villages", now),
        "places": _layer("stations", now),
        "villages": "".join(ELECTS if it else IDLE for it in now.villages["electing"]),
        "classes": NO_LABEL * len(now.stations),
        "marks": codes(quality),
        "units": mapview.address(payloads.units(units, everybody=everybody)),
        "posts": mapview.address(payloads.posts(rows)),
    }
    if sight.corners:
        closed = (*sight.corners, sight.corners[0])
        painted["closures"] = mapview.address(payloads.closures((), closed))
    at = _selected_point(now, sight)
    if at is not None:
        painted["around"] = [at.y, at.x]
    if sight.kind == "villages" and sight.selected in now.villages.index:
        west, south, east, north = now.villages.geometry[sight.selected].bounds
        painted["near"] = {"of": sight.selected, "bounds": [[south, west], [north, east]]}
    return painted


def _selected_point(now: Operation, sight: Sight) -> shapely.Point | None:
    frame = getattr(now, sight.kind)
    if sight.kind == "villages" or sight.selected not in frame.index:
        return None
    point = frame.geometry[sight.selected]
    return point if isinstance(point, shapely.Point) else None


def _ring(now: Operation, sight: Sight) -> tuple[Spot, ...]:
    """Return the corners of the selected village, each once; none where there are too many."""
    if sight.kind != "villages" or sight.drawing or sight.selected not in now.villages.index:
        return ()
    corners = shapely.get_coordinates(now.villages.geometry[sight.selected])
    found = tuple(dict.fromkeys((float(x), float(y)) for x, y in corners))
    return found if 1 < len(found) <= MOST_CORNERS else ()


def corner_at(now: Operation, village_id: str, spot: Spot) -> int:
    """Return the number of the coordinate of a village's border that lies at a spot."""
    corners = shapely.get_coordinates(now.villages.geometry[village_id])
    return int(abs(corners - spot).sum(axis=1).argmin())


def marks(now: Operation, sight: Sight) -> pd.DataFrame:
    """Return what can be dragged: the selected station or unit, or the corners of a border.

    Returns
    -------
    DataFrame
        lon, lat, number, name, note, fixed and look for the map; role (unit, corner, pending) and at, where
        it stands before it is dragged.
    """
    rows = []
    point = _selected_point(now, sight)
    if point is not None:
        told = fields.row_name(now, sight.kind, sight.selected)
        rows.append(_row(TAKEN, (point.x, point.y), "↔", told, _("drag it to its new place")))
    for i, at in enumerate(sight.corners, start=1):
        rows.append(_row(PENDING, at, str(i), _("Corner {n}").format(n=number(i)), _("drag it to mend it")))
    for i, at in enumerate(_ring(now, sight), start=1):
        rows.append(
            _row(CORNER, at, "", _("Corner {n}").format(n=number(i)), _("drag it to mend the border"))
        )
    columns = ["role", "at", "lon", "lat", "number", "name", "note", "fixed", "look"]
    return pd.DataFrame(rows, columns=columns)


def _row(role: str, at: Spot, sign: str, name: str, note: str) -> dict[str, Any]:
    look = {TAKEN: "placed", CORNER: "corner", PENDING: "idea"}[role]
    told = {"number": sign, "name": name, "note": note}
    return {"role": role, "at": at, "lon": at[0], "lat": at[1], "fixed": False, "look": look, **told}
