"""The map of an import as values: layers, one scene, and the digits that colour it by status."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from dashboard import import_words, palette, payloads, rulings
from dashboard.import_picture import SEEN, Picture, near
from dashboard.layers import Payload
from dashboard.legend import codes
from dashboard.text import _, language
from geo import crs

FILLS = {"clean": "#2e7d4f", "repaired": "#1d4e89", "questioned": "#e0a800"}
SHAPES = {"stations": "circle", "units": "shield"}
AREAS = {"clean": "#dcebdf", "repaired": "#c9dcf0", "questioned": "#f8e5a8"}


def layers(shown: Picture) -> dict[str, Payload]:
    """Return the layers of the map."""
    areas = shown.areas
    foot = payloads.geojson(
        gpd.GeoDataFrame(areas[["name", "district", "electing"]], geometry=areas.geometry).assign(
            foot=_feet(areas)
        )
    )
    whole = areas[["district", "geometry"]].dissolve("district")
    outlines = gpd.GeoDataFrame({"name": whole.index}, geometry=whole.geometry.array, crs=crs.GEOGRAPHIC)
    inside = outlines.representative_point()
    at = [[round(p.y, 5), round(p.x, 5)] for p in inside]
    points = shown.points
    there = near(shown)
    start = shown.moves.loc[there, ["from_lon", "from_lat"]].to_numpy(float)
    end = shown.moves.loc[there, ["lon", "lat"]].to_numpy(float)
    return {
        "villages": Payload.of(foot),
        "districts": Payload.of(payloads.geojson(outlines.assign(at=at))),
        "stations": Payload.of(
            {
                "lon": points["lon"].round(payloads.DECIMALS).tolist(),
                "lat": points["lat"].round(payloads.DECIMALS).tolist(),
                "label": points["label"].tolist(),
            }
        ),
        "lines": payloads.strokes(start, end, [0] * len(start)),
    }


def _feet(areas: gpd.GeoDataFrame) -> list[list[float]]:
    middle = areas.representative_point()
    return [[round(y, 5), round(p.x, 5)] for y, p in zip(areas.bounds["miny"], middle, strict=True)]


def marks(shown: Picture) -> dict[str, Any]:
    """Return the digits of the state: status of every village and point."""
    kinds = list(SHAPES)
    number = [
        kinds.index(kind) * len(SEEN) + SEEN.index(status)
        for kind, status in zip(shown.points["kind"], shown.points["status"], strict=True)
    ]
    return {
        "villages": "".join(str(SEEN.index(it)) if it in SEEN else "." for it in shown.areas["status"]),
        "classes": str(len(SEEN)) * len(shown.points),
        "marks": codes(number),
    }


def _looks() -> list[dict[str, Any]]:
    """Return the look of every kind and status of a point."""
    return [
        {"shape": shape, "fill": FILLS[it], "stroke": palette.PAPER, "weight": 1, "size": 4.5 + 1.5 * i}
        for shape in SHAPES.values()
        for i, it in enumerate(SEEN)
    ]


def scene(
    shown: Picture, addresses: dict[str, str | None], *, basemap: dict[str, Any] | None
) -> dict[str, Any]:
    """Return everything about the map that stays the same."""
    west, south, east, north = shown.bounds or (0.0, 0.0, 1.0, 1.0)
    statuses, kinds = rulings.statuses(), import_words.kinds()
    idle = {"fill": palette.LAND, "label": _("known before, not in the files")}
    areas = [{"fill": AREAS[it], "label": statuses[it]} for it in SEEN]
    labels = [f"{kinds[kind]}: {statuses[it]}" for kind in ("stations", "units") for it in SEEN]
    present = {*zip(shown.points["kind"], shown.points["status"], strict=True)}
    looks = _looks()
    pairs = [(kind, it) for kind in SHAPES for it in SEEN]
    items = [{**looks[i], "label": labels[i]} for i, pair in enumerate(pairs) if pair in present]
    stroke = {"line": True, "stroke": "#7a1f5c", "weight": 1.8, "label": _("moved, from before to after")}
    legend = [{"title": _("Villages"), "items": [*areas, idle]}] if len(shown.areas) else []
    legend.append({"title": _("Places"), "items": [*items, stroke] if near(shown).any() else items})
    return {
        **addresses,
        "bounds": [[south, west], [north, east]],
        "classes": [*areas, {"fill": palette.LAND, "label": ""}],
        "marks": looks,
        "markLabels": labels,
        "lineLooks": [{"color": stroke["stroke"], "weight": 1.8, "opacity": 0.9}],
        "units": [],
        "looks": palette.layer_looks(basemap=basemap is not None),
        "basemap": basemap,
        "legend": legend,
        "villageNames": bool(shown.areas["status"].ne("").any()),
        "bare": False,
        "twin": "",
        "texts": {
            "idle": idle["label"],
            "minutes": "",
            "unreached": "",
            "closed": "",
            "sheet": "",
            "point": "," if language() == "id" else ".",
        },
    }
