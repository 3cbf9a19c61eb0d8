"""GIS files: an evaluation as GeoPackage, GeoJSON, KML, KMZ, shapefile or GPX, by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard import text
from dashboard.export import about, geojsonfile, geopackage, gislayers, gpx, kml, shapefile
from dashboard.export.features import Layer
from dashboard.export.options import SheetOptions
from geo.errors import Fault, NotFoundError
from geo.evaluate import Evaluation

Writer = Callable[[Sequence[Layer], dict[str, str]], bytes]
DEFAULT_LAYER = "stations"
WRITERS: dict[str, Writer] = {
    ".gpkg": geopackage.render,
    ".geojson": lambda layers, told: geojsonfile.render(layers[0], told),
    ".geojson.zip": geojsonfile.zipped,
    ".kml": kml.render,
    ".kmz": kml.zipped,
    ".zip": shapefile.render,
    ".gpx": gpx.render,
}
"""What writes each form. A ``.geojson`` holds one layer; ``.zip`` are shapefiles."""
SUFFIXES = tuple(WRITERS)


def _one(layers: list[Layer], key: str) -> list[Layer]:
    found = [it for it in layers if it.key == key]
    if found:
        return found
    known = ", ".join(it.key for it in layers)
    raise NotFoundError(Fault("There is no layer {key}", "Use one of {known}", {"key": key, "known": known}))


def render(evaluation: Evaluation, options: SheetOptions, *, suffix: str, layer: str = "") -> bytes:
    """Return an evaluation as a file for other map programs.

    Parameters
    ----------
    suffix : one of `SUFFIXES`.
    layer : the only one to write; empty for all, or in GeoJSON for the stations.

    Raises
    ------
    NotFoundError
        There is no such layer, or no such form.
    ScenarioError
        The options name a part of the operation.
    """
    if suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise NotFoundError(
            Fault("There is no form {form}", "Use one of {known}", {"form": suffix, "known": known})
        )
    with text.speaking(options.language):
        layers = gislayers.layers(evaluation, options)
        asked = layer or (DEFAULT_LAYER if suffix == ".geojson" else "")
        chosen = _one(layers, asked) if asked and suffix != ".gpx" else layers
        return WRITERS[suffix](chosen, about.facts(evaluation, options))
