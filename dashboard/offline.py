"""No request leaves the machine: the map loads its scripts and styles from this server, or not at all."""

from __future__ import annotations

from functools import wraps
from typing import ClassVar

import folium
import streamlit_folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from dashboard.layers import FRONT

VENDOR = "/app/static/vendor"
PRIVATE = "_component_func"


class NotVendoredError(RuntimeError):
    """A map element asks for a script or style that is not shipped."""


class OfflineMap(folium.Map):
    """A folium map that needs Leaflet and our own script, nothing else."""

    default_js: ClassVar = [("leaflet", f"{VENDOR}/leaflet/leaflet.js"), ("petapam", f"{FRONT}/petapam.js")]
    default_css: ClassVar = [
        ("leaflet_css", f"{VENDOR}/leaflet/leaflet.css"),
        ("petapam_css", f"{FRONT}/petapam.css"),
    ]


class BasemapScripts(JSCSSMixin, MacroElement):
    """What a map needs besides to draw a background map of its own."""

    _template = Template("")
    default_js: ClassVar = [
        ("protomaps_leaflet", f"{VENDOR}/protomaps-leaflet/protomaps-leaflet.js"),
        ("petapam_basemap", f"{FRONT}/basemap.js"),
    ]
    default_css: ClassVar = []


def require_local(link: str) -> str:
    """Return the link; raise `NotVendoredError` unless it stays on this server."""
    if not link.startswith((f"{VENDOR}/", f"{FRONT}/")):
        raise NotVendoredError(link)
    return link


def install() -> None:
    """Guard streamlit-folium's one way to the browser: a link that leaves this server is an error.

    It is private; streamlit-folium is pinned, and a test sees that the guard still holds.
    """
    inner = getattr(streamlit_folium, PRIVATE)
    if getattr(inner, "__wrapped__", None) is not None:
        return

    @wraps(inner)
    def guarded(*, js_links: list[str], css_links: list[str], **kwargs: object) -> object:
        for link in (*js_links, *css_links):
            require_local(link)
        return inner(js_links=js_links, css_links=css_links, **kwargs)

    setattr(streamlit_folium, PRIVATE, guarded)
