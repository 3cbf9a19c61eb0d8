"""Frames -> what the map shows: layers by reference, one constant scene, one small state that repaints it.

Nothing from the data is ever part of a script: names travel as JSON and are set as text by the browser.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from dashboard import sentences
from dashboard.offline import BasemapScripts, OfflineMap
from dashboard.scenes import IDLE, background, paint, scene, village_classes

__all__ = ["IDLE", "background", "base", "group", "paint", "scene", "village_classes"]


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
    Start(scene_url, sentences.map_lost()).add_to(figure)
    return figure


def group(state: dict[str, Any]) -> folium.FeatureGroup:
    """Return the feature group that carries a state, stamped so that a test can tell when it is painted."""
    stamp = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:12]
    carrier = folium.FeatureGroup(name="state", control=False)
    Show({**state, "stamp": stamp}).add_to(carrier)
    return carrier
