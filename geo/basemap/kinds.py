"""Kinds: what a tag of OpenStreetMap is drawn as; what is not named here is not drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """What a thing is drawn as.

    Parameters
    ----------
    layer : one of `LAYERS`.
    kind : the look within the layer.
    rank : 1 for what matters most in its layer.
    """

    layer: str
    kind: str
    rank: int


LAYERS = {
    "sea": 6,
    "earth": 6,
    "land": 8,
    "plots": 12,
    "water": 6,
    "ponds": 12,
    "rivers": 8,
    "streams": 12,
    "lanes": 13,
    "streets": 11,
    "rails": 9,
    "roads": 9,
    "highways": 6,
    "towns": 6,
    "villages": 9,
    "hamlets": 11,
}
"""Every layer and the first zoom of its tiles; a map shows tiles of one zoom less than its own."""
LAST_ZOOM = 14

SMALL = {"land": ("plots", 0.25), "water": ("ponds", 0.05)}
"""Layer of areas smaller than so many square kilometres."""

_LAND = {
    "forest": ("natural=wood", "landuse=forest", "leisure=nature_reserve"),
    "farmland": (
        *(f"landuse={it}" for it in ("farmland", "orchard", "vineyard", "paddy", "plantation", "farmyard")),
        *("landuse=plant_nursery", "landuse=greenhouse_horticulture"),
    ),
    "grass": (
        *(f"landuse={it}" for it in ("meadow", "grass", "recreation_ground", "village_green", "cemetery")),
        *(f"natural={it}" for it in ("grassland", "scrub", "heath")),
        *(f"leisure={it}" for it in ("park", "golf_course", "pitch", "garden")),
    ),
    "wetland": ("natural=wetland", "landuse=salt_pond", "landuse=aquaculture"),
    "sand": ("natural=beach", "natural=sand", "natural=bare_rock", "natural=scree"),
    "built": tuple(
        f"landuse={it}" for it in ("residential", "commercial", "retail", "industrial", "military")
    ),
}
_WATER = ("natural=water", "waterway=riverbank", "waterway=dock", "landuse=reservoir", "landuse=basin")
_AREAS = {tag: Kind("land", kind, 1) for kind, tags in _LAND.items() for tag in tags} | {
    tag: Kind("water", "water", 1) for tag in _WATER
}
_HIGHWAYS = {
    **{word: Kind("highways", word, i) for i, word in enumerate(("motorway", "trunk", "primary"), start=1)},
    **{word: Kind("roads", word, i) for i, word in enumerate(("secondary", "tertiary"), start=1)},
    **dict.fromkeys(("residential", "unclassified", "living_street", "road"), Kind("streets", "street", 1)),
    "pedestrian": Kind("streets", "street", 1),
    "service": Kind("lanes", "service", 1),
    **dict.fromkeys(("track", "path", "footway", "cycleway", "bridleway"), Kind("lanes", "path", 2)),
}
_WATERWAYS = {
    "river": Kind("rivers", "river", 1),
    "canal": Kind("rivers", "canal", 2),
    **{word: Kind("streams", word, 1) for word in ("stream", "drain", "ditch")},
}
_PLACES = {
    "city": Kind("towns", "city", 1),
    "town": Kind("towns", "town", 2),
    **dict.fromkeys(("suburb", "village"), Kind("villages", "village", 3)),
    **dict.fromkeys(("hamlet", "quarter", "neighbourhood"), Kind("hamlets", "hamlet", 4)),
    "isolated_dwelling": Kind("hamlets", "hamlet", 5),
}
COAST = Kind("coast", "coast", 1)
"""A shore: not drawn itself, but it tells land from sea."""

AREA_KEYS = ("natural", "landuse", "leisure", "waterway")
KEYS = (*AREA_KEYS, "highway", "railway", "place")
NEVER = {"tunnel": ("yes", "culvert"), "area": ("yes",)}


def of_area(tags: Mapping[str, str]) -> Kind | None:
    """Return what a closed way or a multipolygon is drawn as; water before land."""
    found = [_AREAS[tag] for key in AREA_KEYS if (tag := f"{key}={tags.get(key)}") in _AREAS]
    return max(found, key=lambda it: it.layer == "water", default=None)


def of_line(tags: Mapping[str, str]) -> Kind | None:
    """Return what a way is drawn as; None for what lies under ground and for squares."""
    if tags.get("natural") == "coastline":
        return COAST
    highway = tags.get("highway", "").removesuffix("_link")
    if highway in _HIGHWAYS:
        return None if tags.get("area") in NEVER["area"] else _HIGHWAYS[highway]
    if tags.get("tunnel") in NEVER["tunnel"]:
        return None
    if tags.get("railway") in ("rail", "light_rail", "narrow_gauge"):
        return Kind("rails", "rail", 1)
    return _WATERWAYS.get(tags.get("waterway", ""))


def of_point(tags: Mapping[str, str]) -> Kind | None:
    """Return what a named place is drawn as."""
    return _PLACES.get(tags.get("place", "")) if tags.get("name") else None
