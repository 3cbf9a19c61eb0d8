"""Frames -> what the map shows: layers by reference, one constant scene, one small state that repaints it.

Nothing from the data is ever part of a script: names travel as JSON and are set as text by the browser.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from dashboard import palette
from dashboard.layers import Payload
from dashboard.offline import OfflineMap
from dashboard.text import _, date, language, named, number
from geo import catalogue
from geo.evaluate import Evaluation
from geo.operation import Operation

DECIMALS = 5
"""Decimals of degrees on screen: one metre."""
ORDER = tuple(catalogue.RANKS)
"""Class ids in the order of the digits that stand for them in a state."""
IDLE = "."
LABELLED_KINDS = ("polres", "polsek")


def class_labels() -> dict[str, str]:
    """Return the name of every risk class in the user's language."""
    return {
        "unassessed": _("not assessed"),
        "low": _("less vulnerable"),
        "elevated": _("vulnerable"),
        "high": _("very vulnerable"),
        "special": _("special"),
    }


def force_labels() -> dict[str, str]:
    """Return the name of every force in the user's language."""
    return {
        "polri": "Polri",
        "brimob": "Brimob",
        "tni": "TNI",
        "linmas": _("Linmas and others"),
        "satpol_pp": "Satpol PP",
    }


def _geojson(frame: gpd.GeoDataFrame) -> dict[str, Any]:
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


def _at(frame: gpd.GeoDataFrame) -> list[list[float]]:
    points = frame.representative_point()
    return [[round(y, DECIMALS), round(x, DECIMALS)] for x, y in zip(points.x, points.y, strict=True)]


def _degrees(values: np.ndarray) -> list[float | None]:
    return [round(float(v), DECIMALS) if np.isfinite(v) else None for v in values]


def villages(operation: Operation) -> Payload:
    """Return the village layer, in the order of the operation's villages."""
    frame = operation.villages
    shown = gpd.GeoDataFrame(frame[["name", "district", "electing"]], geometry=frame.geometry)
    return Payload.of(_geojson(shown.assign(at=_at(shown))))


def districts(operation: Operation) -> Payload:
    """Return the outline and label point of every district."""
    whole = operation.villages[["district", "geometry"]].dissolve("district")
    shown = gpd.GeoDataFrame({"name": whole.index}, geometry=whole.geometry.array, crs=whole.crs)
    return Payload.of(_geojson(shown.assign(at=_at(shown))))


def ground(operation: Operation) -> Payload | None:
    """Return the land around the operation; None where the operation has none."""
    if operation.ground is None:
        return None
    shown = operation.ground[["name", "geometry"]]
    return Payload.of(_geojson(shown.assign(at=_at(shown))))


def stations(operation: Operation) -> Payload:
    """Return place and label of every station, in the order of the operation's stations."""
    named_ = operation.station_places
    labels = [f"{v} · TPS {n:.0f}" for v, n in zip(named_["village"], named_["number"], strict=True)]
    lon, lat = operation.station_xy.T
    return Payload.of({"lon": _degrees(lon), "lat": _degrees(lat), "label": labels})


def units(frame: gpd.GeoDataFrame) -> Payload:
    """Return place, name and look of every unit; Linmas stand in their village and are not drawn.

    A name that only repeats the district's, which the map shows already, is not written out.
    """
    forces = force_labels()
    looks = list(unit_looks())
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
            "drawn": frame["force"].ne("linmas").astype(int).tolist(),
            "labelled": [
                int(kind in LABELLED_KINDS and (not district or district not in name))
                for kind, name, district in zip(frame["kind"], frame["name"], frame["district"], strict=True)
            ],
        }
    )


def unit_looks() -> dict[str, dict[str, Any]]:
    """Return the look of every kind and force of unit: shape by kind, colour by force."""
    return {
        f"{kind} {force}": {
            "shape": shape,
            "size": size,
            "fill": colour,
            "stroke": palette.PAPER,
            "weight": 1.6,
        }
        for kind, (shape, size) in palette.UNIT_SHAPES.items()
        for force, colour in palette.FORCE_COLOURS.items()
    }


def reach(evaluation: Evaluation) -> Payload:
    """Return the response radii as outlines."""
    outlines = evaluation.reach.to_crs(4326)
    return Payload.of(_geojson(outlines[["unit_id", "geometry"]]))


def coverage_marks() -> list[dict[str, Any]]:
    """Return the two looks of a station on briefing and coverage: in time, too late."""
    return [palette.COVERED_MARK, palette.GAP_MARK]


def class_marks() -> list[dict[str, Any]]:
    """Return one look of a station per risk class, shape and colour both."""
    return [
        {
            "shape": palette.CLASS_SHAPES[class_id],
            "fill": palette.CLASS_LOOKS[class_id]["fill"],
            "stroke": palette.INK,
            "weight": 1.4,
            "size": 4 + 0.8 * rank,
        }
        for class_id, rank in catalogue.RANKS.items()
    ]


def _legend(evaluation: Evaluation, *, by_class: bool, radii: bool) -> list[dict[str, Any]]:
    labels = class_labels()
    present = [c for c in ORDER if c in evaluation.summary["class_counts"] or c in catalogue.CLASSES[:3]]
    classes = [{**palette.CLASS_LOOKS[c], "label": labels[c]} for c in present]
    idle = {"fill": palette.LAND, "label": _("no election")}
    if by_class:
        marks = [{**class_marks()[ORDER.index(c)], "label": f"TPS {labels[c]}"} for c in present]
    else:
        marks = [
            {**palette.COVERED_MARK, "size": 5, "label": _("TPS reached in time")},
            {**palette.GAP_MARK, "label": _("TPS not reached in time")},
        ]
    posts = _unit_items(evaluation)
    if radii:
        posts.append(
            {
                "line": True,
                "stroke": palette.POLICE,
                "weight": 1.8,
                "dash": [7, 5],
                "label": _("response radius (straight line)"),
            }
        )
    return [
        {"title": _("Risk of the village"), "items": [*classes, idle]},
        {"title": _("Polling stations (TPS)"), "items": marks},
        {"title": _("Units"), "items": posts},
    ]


def _unit_items(evaluation: Evaluation) -> list[dict[str, Any]]:
    looks, names = unit_looks(), unit_kind_labels()
    drawn = evaluation.units[evaluation.units["force"].ne("linmas")]
    items = []
    for kind in palette.UNIT_SHAPES:
        forces = [
            force
            for force in palette.FORCE_COLOURS
            if force in set(drawn.loc[drawn["kind"] == kind, "force"])
        ]
        if forces:
            who = ", ".join(force_labels()[force] for force in forces)
            items.append(
                {"samples": [looks[f"{kind} {force}"] for force in forces], "label": f"{names[kind]} ({who})"}
            )
    return items


def unit_kind_labels() -> dict[str, str]:
    """Return the name of every kind of unit in the user's language."""
    return {
        "polres": "Polres",
        "polsek": "Polsek",
        "post": _("Post"),
        "standby": _("Reserve"),
        "patrol": _("Patrol"),
        "koramil": "Koramil",
    }


def scene(
    evaluation: Evaluation, addresses: dict[str, str | None], *, by_class: bool, radii: bool, names: bool
) -> dict[str, Any]:
    """Return everything about a map that stays the same while the planner turns knobs.

    Parameters
    ----------
    addresses : of the layers villages, districts, stations and, where there is one, ground.
    by_class : stations shown by risk class; otherwise by coverage.
    radii : whether the legend explains the response radii.
    names : whether electing villages carry their name.
    """
    west, south, east, north = evaluation.operation.villages.total_bounds
    labels = class_labels()
    return {
        **addresses,
        "bounds": [[south, west], [north, east]],
        "classes": [{**palette.CLASS_LOOKS[c], "label": labels[c]} for c in ORDER],
        "marks": class_marks() if by_class else coverage_marks(),
        "units": list(unit_looks().values()),
        "looks": palette.LAYER_LOOKS,
        "legend": _legend(evaluation, by_class=by_class, radii=radii),
        "villageNames": names,
        "texts": {
            "idle": _("no election on this day"),
            "minutes": _("%s minutes, straight line"),
            "unreached": _("no unit can come"),
            "point": "," if language() == "id" else ".",
        },
    }


def village_classes(evaluation: Evaluation) -> pd.Series:
    """Return the digit of the worst class among each village's stations; a dot where nobody votes."""
    worst = evaluation.stations.groupby("village_id")["rank"].max()
    digits = worst.reindex(evaluation.operation.villages.index)
    return digits.map(lambda rank: IDLE if pd.isna(rank) else str(int(rank)))


def paint(evaluation: Evaluation, *, by_class: bool) -> dict[str, Any]:
    """Return the part of a state that follows from the numbers: one digit per village and station."""
    rows = evaluation.stations
    classes = "".join(rows["rank"].astype(int).astype(str))
    covered = "".join("0" if ok else "1" for ok in rows["covered"])
    tenths = (rows["travel_min"] * 10).round().fillna(-1).astype(int)
    position = {unit_id: i for i, unit_id in enumerate(evaluation.units.index)}
    return {
        "villages": "".join(village_classes(evaluation)),
        "classes": classes,
        "marks": classes if by_class else covered,
        "tenths": tenths.tolist(),
        "unit": [position.get(unit_id, -1) for unit_id in rows["unit_id"]],
    }


class Start(MacroElement):
    """Builds the scene once per map; its only variable part is the address of the scene."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        petapam.start({{ this._parent.get_name() }}, {{ this.url|tojson }}, {{ this.sorry|tojson }});
        {% endmacro %}""")

    def __init__(self, url: str, sorry: str) -> None:
        super().__init__()
        self._name = "Start"
        self.url = url
        self.sorry = sorry


class Show(MacroElement):
    """Repaints the scene; a feature group that is otherwise empty brings it to a map that stays in place."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        petapam.show({{ this.state|tojson }});
        {% endmacro %}""")

    def __init__(self, state: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Show"
        self.state = state


def base(scene_url: str) -> folium.Map:
    """Return a new map that fetches its scene; never shared, because st_folium changes what it is given."""
    figure = OfflineMap(tiles=None, prefer_canvas=True, control_scale=False, zoom_snap=0.25, zoom_delta=0.5)
    figure.options.update(maxZoom=18, minZoom=7, attributionControl=False, wheelPxPerZoomLevel=90)
    Start(scene_url, _("The map could not be loaded. Reload the page.")).add_to(figure)
    return figure


def group(state: dict[str, Any]) -> folium.FeatureGroup:
    """Return the feature group that carries a state, stamped so that a test can tell when it is painted."""
    stamp = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:12]
    carrier = folium.FeatureGroup(name="state", control=False)
    Show({**state, "stamp": stamp}).add_to(carrier)
    return carrier


def caption(evaluation: Evaluation) -> str:
    """Return how the minutes were made and how old the data are."""
    plan = evaluation.scenario
    return _("straight line × {circuity} at {speed} km/h plus {turnout} min turnout · data of {day}").format(
        circuity=number(plan.circuity, 1),
        speed=number(plan.speed_kmh),
        turnout=number(plan.turnout_min),
        day=date(evaluation.operation.meta.data_date),
    )


def pattern_name(evaluation: Evaluation) -> str:
    """Return the name of the pattern in force."""
    return named(catalogue.pattern(evaluation.scenario.pattern or evaluation.operation.meta.pattern).name)
