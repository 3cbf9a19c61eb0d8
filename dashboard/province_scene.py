"""The map of a province as values: one scene of outlines, and the digits that colour them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from dashboard import palette, payloads, province_words
from dashboard.layers import Payload
from dashboard.scenes import IDLE
from dashboard.text import _, language, number, percent
from geo import crs
from geo.batch.province import Line, Province

REACHED = (0.5, 0.7, 0.85, 0.95)
"""From these shares reached on the next look begins, the worst first."""
SHORT = (0.1, 0.05, 0.02, 0.0)
"""Above these shares of the need that are short each look holds, the worst first."""
MARGIN_DEG = 0.05
RANK = "Polres "
"""What every name on the map would begin with."""


def shape(line: Line) -> shapely.Geometry | None:
    """Return the outline of an operation in degrees; None where it has none."""
    return shapely.from_wkt(line.outline) if line.outline else None


def drawn(province: Province) -> list[Line]:
    """Return the operations that have an outline, in the order of the map."""
    return [it for it in province.lines if it.outline]


def short_share(line: Line) -> float:
    """Share (0..1) of the need that is short; NaN without any need."""
    need = sum(line.need.values())
    return line.short / need if need else float("nan")


def marks(lines: Sequence[Line], by: str) -> str:
    """Return the digit of each operation's look; a dot where there is nothing to colour.

    Parameters
    ----------
    by : ``covered``, what is reached in time, or ``short``, who is short.
    """
    if by == "short":
        values = np.array([short_share(it) for it in lines], float)
        looks = np.searchsorted(-np.array(SHORT), -values, side="right")
    else:
        values = np.array([it.covered_share for it in lines], float)
        looks = np.searchsorted(REACHED, values, side="right")
    return "".join(
        IDLE if np.isnan(value) else str(int(look)) for value, look in zip(values, looks, strict=True)
    )


def at(lines: Sequence[Line], *, lon: float, lat: float) -> Line | None:
    """Return the operation at a point [degrees], the smallest of several; None for none."""
    here = shapely.Point(lon, lat)
    there = [(it, found) for it in lines if (found := shape(it)) is not None and found.covers(here)]
    return min(there, key=lambda pair: (pair[1].area, pair[0].key))[0] if there else None


def middle(line: Line) -> tuple[float, float] | None:
    """Return a point inside an outline, latitude and longitude; None where there is no outline."""
    found = shape(line)
    if found is None:
        return None
    point = shapely.point_on_surface(found)
    return round(point.y, payloads.DECIMALS), round(point.x, payloads.DECIMALS)


def note(line: Line) -> str:
    """Return what the map tells of an operation below its name."""
    return _("{a} of {b} TPS reached ({share}) · {n} people short").format(
        a=number(line.covered),
        b=number(line.stations),
        share=percent(line.covered_share),
        n=number(line.short),
    )


def layers(lines: Sequence[Line]) -> dict[str, Payload]:
    """Return the layers of the map: the outlines, and no districts and no stations."""
    outlines = gpd.GeoDataFrame(
        {
            "name": [province_words.short_name(it).removeprefix(RANK) for it in lines],
            "district": [note(it) for it in lines],
            "electing": True,
            "foot": [middle(it) for it in lines],
        },
        geometry=[shape(it) for it in lines],
        crs=crs.GEOGRAPHIC,
    )
    return {
        "villages": Payload.of(payloads.geojson(outlines)),
        "districts": Payload.of({"type": "FeatureCollection", "features": []}),
        "stations": Payload.of({"lon": [], "lat": [], "label": []}),
    }


def _labels(by: str) -> list[str]:
    """Return what the looks stand for, the worst first."""
    if by == "short":
        below = [_("more than {a}").format(a=percent(SHORT[0]))]
        below += [
            _("{a} to {b}").format(a=percent(low), b=percent(high)) for high, low in pairwise(SHORT[:3])
        ]
        return [*below, _("up to {a}").format(a=percent(SHORT[2])), _("nobody short")]
    between = [_("{a} to {b}").format(a=percent(low), b=percent(high)) for low, high in pairwise(REACHED)]
    return [
        _("less than {a}").format(a=percent(REACHED[0])),
        *between,
        _("{a} or more").format(a=percent(REACHED[-1])),
    ]


def scene(lines: Sequence[Line], addresses: dict[str, str | None], by: str) -> dict[str, Any]:
    """Return everything about the map that stays the same."""
    bounds = np.array([found.bounds for it in lines if (found := shape(it)) is not None])
    west, south, east, north = (*(bounds[:, :2].min(axis=0)), *(bounds[:, 2:].max(axis=0)))
    looks = [{**look, "label": label} for look, label in zip(palette.SHARE_LOOKS, _labels(by), strict=True)]
    title = _("Need that is short") if by == "short" else _("TPS reached in time")
    return {
        **addresses,
        "bounds": [[south - MARGIN_DEG, west - MARGIN_DEG], [north + MARGIN_DEG, east + MARGIN_DEG]],
        "classes": looks,
        "marks": [],
        "markLabels": None,
        "lineLooks": [],
        "units": [],
        "looks": palette.layer_looks(basemap=False),
        "basemap": None,
        "legend": [{"title": title, "items": looks}],
        "villageNames": True,
        "bare": False,
        "twin": "",
        "texts": {
            "idle": _("no TPS") if by == "covered" else _("no need"),
            "minutes": "",
            "unreached": "",
            "closed": "",
            "sheet": "",
            "point": "," if language() == "id" else ".",
        },
    }
