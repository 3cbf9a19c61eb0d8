"""Frames -> layers that a map fetches by reference: names travel as JSON, the browser sets them as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.layers import Payload
from dashboard.names import by_road, force_labels, quality_labels
from dashboard.text import _, number
from geo.changes import Closure
from geo.evaluate import Evaluation
from geo.operation import Operation
from geo.travel.roads import loaded
from geo.travel.route import road_line

DECIMALS = 5
"""Decimals of degrees on screen: one metre."""
LABELLED_KINDS = ("polres", "polsek")
WIDE_CLASSES = (("motorway", "trunk", "primary"), ("secondary", "tertiary"))
"""Road classes that are drawn widest, and less wide; all others are drawn as fine lines."""
DRAWN_ROADS = 40_000


def geojson(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return a frame in EPSG:4326 as GeoJSON, to `DECIMALS`; its columns are the properties."""
    text = frame.set_precision(10**-DECIMALS).pipe(gpd.GeoSeries).to_json()
    shapes = json.loads(text)["features"]
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape["geometry"], "properties": row}
            for shape, row in zip(shapes, rows, strict=True)
        ],
    }


def _lat_lon(x: pd.Series, y: pd.Series) -> list[list[float]]:
    return [[round(b, DECIMALS), round(a, DECIMALS)] for a, b in zip(x, y, strict=True)]


def _at(frame: gpd.GeoDataFrame) -> list[list[float]]:
    inside = frame.representative_point()
    return _lat_lon(inside.x, inside.y)


def _foot(frame: gpd.GeoDataFrame) -> list[list[float]]:
    """Return the middle of the lower edge, where a name hides none of what stands inside."""
    return _lat_lon(frame.representative_point().x, frame.bounds["miny"])


def _degrees(values: np.ndarray) -> list[float | None]:
    return [round(float(v), DECIMALS) if np.isfinite(v) else None for v in values]


def villages(operation: Operation) -> Payload:
    """Return the village layer, in the order of the operation's villages."""
    frame = operation.villages
    shown = gpd.GeoDataFrame(frame[["name", "district", "electing"]], geometry=frame.geometry)
    return Payload.of(geojson(shown.assign(foot=_foot(shown))))


def districts(operation: Operation) -> Payload:
    """Return the outline and label point of every district."""
    whole = operation.villages[["district", "geometry"]].dissolve("district")
    shown = gpd.GeoDataFrame({"name": whole.index}, geometry=whole.geometry.array, crs=whole.crs)
    return Payload.of(geojson(shown.assign(at=_at(shown))))


def ground(operation: Operation) -> Payload | None:
    """Return the land around the operation; None where the operation has none."""
    if operation.ground is None:
        return None
    shown = operation.ground[["name", "geometry"]]
    return Payload.of(geojson(shown.assign(at=_at(shown))))


def stations(operation: Operation) -> Payload:
    """Return place and label of every station, in the order of the operation's stations."""
    named_ = operation.station_places
    labels = [f"{v} · TPS {n:.0f}" for v, n in zip(named_["village"], named_["number"], strict=True)]
    lon, lat = operation.station_xy.T
    return Payload.of({"lon": _degrees(lon), "lat": _degrees(lat), "label": labels})


def units(frame: gpd.GeoDataFrame, *, everybody: bool = False) -> Payload:
    """Return place, name and look of every unit; Linmas stand in their village and are drawn only when asked.

    A name that only repeats the district's, which the map shows already, is not written out.
    """
    forces = force_labels()
    looks = list(palette.unit_looks())
    notes = [
        f"{forces[force]} · {number(people)} {_('people')}"
        for force, people in zip(frame["force"], frame["personnel"], strict=True)
    ]
    points = frame.geometry
    return Payload.of(
        {
            "lon": _degrees(points.x.to_numpy(float)),
            "lat": _degrees(points.y.to_numpy(float)),
            "name": frame["name"].tolist(),
            "note": notes,
            "look": [looks.index(f"{k} {f}") for k, f in zip(frame["kind"], frame["force"], strict=True)],
            "drawn": (frame["force"].ne("linmas") | everybody).astype(int).tolist(),
            "labelled": [
                int(kind in LABELLED_KINDS and (not district or district not in name))
                for kind, name, district in zip(frame["kind"], frame["name"], frame["district"], strict=True)
            ],
        }
    )


def detail(evaluation: Evaluation) -> Payload:
    """Return what a tooltip tells of each station: tenths of minutes (-1 for never) and unit by position."""
    rows = evaluation.stations
    position = {unit_id: i for i, unit_id in enumerate(evaluation.units.index)}
    return Payload.of(
        {
            "tenths": (rows["travel_min"] * 10).round().fillna(-1).astype(int).tolist(),
            "unit": [position.get(unit_id, -1) for unit_id in rows["unit_id"]],
        }
    )


def roads(operation: Operation) -> Payload | None:
    """Return the roads of an operation in three widths, the widest first; None without a road graph.

    Beyond `DRAWN_ROADS` only the wider ones are drawn; minutes run along all of them.
    """
    if operation.roads is None:
        return None
    graph = loaded(operation.roads)
    widths = np.array([_width(name) for name in graph.meta["classes"]], int)[graph.road_class]
    drawn = np.cumsum(np.bincount(widths, minlength=3)) <= DRAWN_ROADS
    shapes = [
        [
            np.round(road_line(graph, int(road))[:, ::-1], DECIMALS).tolist()
            for road in np.flatnonzero(widths == width)
        ]
        for width in range(3)
        if drawn[width] or width == 0
    ]
    return Payload.of({"widths": shapes})


def _width(road_class: str) -> int:
    name = road_class.removesuffix("_link")
    return next((i for i, names in enumerate(WIDE_CLASSES) if name in names), len(WIDE_CLASSES))


def routes(ways: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> Payload:
    """Return the ways to one station, the nearest unit's first."""
    words = [
        f"{number(minutes, 1)} min · {number(metres / 1000, 1)} km · {quality_labels()[quality]}"
        for minutes, metres, quality in zip(
            ways["travel_min"], ways["distance_m"], ways["quality"], strict=True
        )
    ]
    return Payload.of(
        {
            "lines": [
                np.round(np.column_stack([line.xy[1], line.xy[0]]), DECIMALS).tolist()
                for line in ways.geometry
            ],
            "name": ways["unit_id"].map(units["name"]).tolist(),
            "note": words,
        }
    )


def closures(closed: Iterable[Closure], pending: Sequence[tuple[float, float]]) -> Payload:
    """Return what is closed, as shapes with their reason, and the corners of what is being drawn."""
    return Payload.of(
        {
            "closed": [
                {"type": it.type, "at": [[lat, lon] for lon, lat in it.coordinates], "reason": it.reason}
                for it in closed
            ],
            "pending": [[lat, lon] for lon, lat in pending],
        }
    )


def posting_lines(evaluation: Evaluation) -> Payload:
    """Return the way of the nearest unit to every station as GeoJSON, for other programs."""
    ways = evaluation.routes
    shown = ways.assign(
        station_id=ways.index,
        unit=ways["unit_id"].map(evaluation.units["name"]),
        travel_min=ways["travel_min"].round(2),
        distance_m=ways["distance_m"].round(0),
    )
    return Payload.of(geojson(shown))


def reach(evaluation: Evaluation) -> Payload:
    """Return what units reach: a circle for each by straight line; by road bands of all together."""
    if not by_road(evaluation):
        outlines = evaluation.reach.to_crs(4326)
        return Payload.of(geojson(outlines[["unit_id", "geometry"]]))
    minutes = [evaluation.scenario.threshold_min * times for times in palette.BAND_TIMES]
    bands = evaluation.reached(*minutes).to_crs(4326)
    shown = bands.assign(band=range(len(bands)))
    return Payload.of(geojson(shown[["band", "geometry"]]))


def strokes(starts: np.ndarray, ends: np.ndarray, kinds: Sequence[int]) -> Payload:
    """Return straight strokes from place to place, (n, 2) degrees east and north, each of a kind's colour.

    Strokes without both ends are left out; the table beside the map lists them.
    """
    there = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
    return Payload.of(
        {
            "from": np.round(starts[there][:, ::-1], DECIMALS).tolist(),
            "to": np.round(ends[there][:, ::-1], DECIMALS).tolist(),
            "look": [int(kind) for kind, shown in zip(kinds, there, strict=True) if shown],
        }
    )


def posts(rows: pd.DataFrame) -> Payload:
    """Return places that a planner may drag.

    Parameters
    ----------
    rows : lon, lat [degrees], number (what stands in the mark), name, note, fixed (it cannot be dragged) and,
        where they do not all look alike, look: of `petapam.css` (``taken``, ``placed``, ``idea``,
        ``corner``, ``lost``).
    """
    looks = rows["look"] if "look" in rows else pd.Series("", index=rows.index)
    return Payload.of(
        {
            "at": _lat_lon(rows["lon"], rows["lat"]),
            "number": rows["number"].astype(str).tolist(),
            "name": rows["name"].tolist(),
            "note": rows["note"].tolist(),
            "fixed": rows["fixed"].astype(int).tolist(),
            "look": looks.tolist(),
        }
    )
