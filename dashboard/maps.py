"""Frames -> what the map shows: layers by reference, one constant scene, one small state that repaints it.

Nothing from the data is ever part of a script: names travel as JSON and are set as text by the browser.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import folium
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from dashboard import names, palette, text
from dashboard.offline import BasemapScripts, OfflineMap
from dashboard.text import _, language
from geo import catalogue
from geo.evaluate import Evaluation

ORDER = tuple(catalogue.RANKS)
"""Class ids in the order of the digits that stand for them in a state."""
IDLE = "."


@dataclass(frozen=True)
class Look:
    """What a map shows.

    Parameters
    ----------
    by_class : stations by risk class; otherwise by coverage.
    radii : the response radii.
    named : the names of electing villages.
    roads : the road network.
    bare : no buttons to zoom, for the wall.
    """

    by_class: bool = False
    radii: bool = False
    named: bool = False
    roads: bool = False
    bare: bool = False


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


def _legend(evaluation: Evaluation, look: Look) -> list[dict[str, Any]]:
    labels = names.class_labels()
    present = [c for c in ORDER if c in evaluation.summary["class_counts"] or c in catalogue.CLASSES[:3]]
    classes = [{**palette.CLASS_LOOKS[c], "label": labels[c]} for c in present]
    idle = {"fill": palette.LAND, "label": _("no election")}
    if look.by_class:
        marks = [{**class_marks()[ORDER.index(c)], "label": f"TPS {labels[c]}"} for c in present]
    else:
        marks = [
            {**palette.COVERED_MARK, "size": 5, "label": _("TPS reached in time")},
            {**palette.GAP_MARK, "label": _("TPS not reached in time")},
        ]
    groups = [
        {"title": _("Risk of the village"), "items": [*classes, idle]},
        {"title": _("Polling stations (TPS)"), "items": marks},
    ]
    if look.radii and names.by_road(evaluation):
        bands = [
            {"stroke": palette.POLICE, "fill": tint, "label": label}
            for tint, label in zip(palette.BAND_TINTS, _bands(), strict=True)
        ]
        groups.append({"title": _("Reached by road"), "items": bands})
    elif look.radii:
        line = {"line": True, "stroke": palette.POLICE, "weight": 1.8, "dash": [7, 5]}
        marks.append({**line, "label": _("radius, straight line")})
    return [*groups, {"title": _("Units"), "items": _unit_items(evaluation)}]


def _bands() -> tuple[str, str, str]:
    """Name the bands without their minutes, so that a moved threshold leaves the scene as it is."""
    return _("in 1½ × the threshold"), _("in time"), _("in half the threshold")


def _unit_items(evaluation: Evaluation) -> list[dict[str, Any]]:
    looks, kinds = palette.unit_looks(), names.unit_kind_labels()
    drawn = evaluation.units[evaluation.units["force"].ne("linmas")]
    items = []
    for kind in palette.UNIT_SHAPES:
        forces = [
            force
            for force in palette.FORCE_COLOURS
            if force in set(drawn.loc[drawn["kind"] == kind, "force"])
        ]
        if forces:
            who = ", ".join(names.force_labels()[force] for force in forces)
            items.append(
                {"samples": [looks[f"{kind} {force}"] for force in forces], "label": f"{kinds[kind]} ({who})"}
            )
    return items


def background(address: str, date: str) -> dict[str, Any]:
    """Return what a scene says of its background map.

    Parameters
    ----------
    date : of its data, beginning with year-month-day where it is known.
    """
    try:
        day = text.date(dt.date.fromisoformat(date[:10]))
    except ValueError:
        day = _("date unknown")
    credit = _("Background: © OpenStreetMap contributors, {day}").format(day=day)
    return {"url": address, "colours": palette.BASEMAP, "credit": credit}


def scene(
    evaluation: Evaluation,
    addresses: dict[str, str | None],
    look: Look,
    *,
    basemap: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return everything about a map that stays the same while the planner turns knobs.

    Parameters
    ----------
    addresses : of the layers villages, districts, stations and, where there is one, ground.
    look : what the map shows.
    basemap : address, colours and credit of the background map, where there is one.
    """
    west, south, east, north = evaluation.operation.villages.total_bounds
    labels = names.class_labels()
    return {
        **addresses,
        "bounds": [[south, west], [north, east]],
        "classes": [{**palette.CLASS_LOOKS[c], "label": labels[c]} for c in ORDER],
        "marks": class_marks() if look.by_class else coverage_marks(),
        "units": list(palette.unit_looks().values()),
        "looks": palette.layer_looks(basemap=basemap is not None),
        "basemap": basemap,
        "legend": _legend(evaluation, look),
        "villageNames": look.named,
        "bare": look.bare,
        "texts": {
            "idle": _("no election on this day"),
            "minutes": _("%s minutes") + ", " + names.means(evaluation),
            "unreached": _("no unit can come"),
            "closed": _("closed"),
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
    return {
        "villages": "".join(village_classes(evaluation)),
        "classes": classes,
        "marks": classes if by_class else covered,
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


def base(scene_url: str, *, basemap: bool = False) -> folium.Map:
    """Return a new map that fetches its scene; never shared, because st_folium changes what it is given."""
    figure = OfflineMap(tiles=None, prefer_canvas=True, control_scale=False, zoom_snap=0.25, zoom_delta=0.5)
    figure.options.update(maxZoom=18, minZoom=7, attributionControl=False, wheelPxPerZoomLevel=90)
    if basemap:
        BasemapScripts().add_to(figure)
    Start(scene_url, _("The map could not be loaded. Reload the page.")).add_to(figure)
    return figure


def group(state: dict[str, Any]) -> folium.FeatureGroup:
    """Return the feature group that carries a state, stamped so that a test can tell when it is painted."""
    stamp = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:12]
    carrier = folium.FeatureGroup(name="state", control=False)
    Show({**state, "stamp": stamp}).add_to(carrier)
    return carrier
