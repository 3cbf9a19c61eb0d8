"""Colours, shapes and hatches. Classes differ by lightness and hatch, marks by shape, never by hue alone."""

from __future__ import annotations

from typing import Any

INK = "#14212b"
PAPER = "#ffffff"
LAND = "#f1eee6"
GROUND = "#e6e4dd"
ALERT = "#ffd400"
POLICE = "#1d4e89"

CLASS_LOOKS: dict[str, dict[str, str]] = {
    "unassessed": {"fill": "#ffffff", "hatch": "dots", "ink": "#8a8f94"},
    "low": {"fill": "#fde3cf"},
    "elevated": {"fill": "#f7b183", "hatch": "dots", "ink": "#b5561f"},
    "high": {"fill": "#dd5a3c", "hatch": "lines", "ink": "#8e1f10"},
    "special": {"fill": "#8f1622", "hatch": "cross", "ink": "#e9a9a4"},
}
"""Each step is darker in greyscale than the one before: relative luminance 0.80, 0.53, 0.24, 0.07."""

SHARE_LOOKS: tuple[dict[str, str], ...] = (
    CLASS_LOOKS["special"],
    CLASS_LOOKS["high"],
    CLASS_LOOKS["elevated"],
    CLASS_LOOKS["low"],
    {"fill": "#eef3f0"},
)
"""Whole operations by a share, the worst first: the same steps of lightness and hatch as the classes."""

CLASS_SHAPES = {
    "unassessed": "circle",
    "low": "circle",
    "elevated": "triangle",
    "high": "square",
    "special": "diamond",
}

COVERED_MARK = {"shape": "circle", "fill": "#2f3b45", "stroke": "#ffffff", "weight": 1, "size": 4}
GAP_MARK = {"shape": "diamond", "fill": ALERT, "stroke": "#111111", "weight": 2, "size": 6.5, "front": True}

NEW_MARK = {
    "shape": "triangle",
    "fill": "#0b6e4f",
    "stroke": "#ffffff",
    "weight": 1.4,
    "size": 6,
    "front": True,
}
LOST_MARK = {
    "shape": "square",
    "fill": "#b3261e",
    "stroke": "#ffffff",
    "weight": 1.4,
    "size": 6,
    "front": True,
}
TIME_MARKS: tuple[dict[str, Any], ...] = (
    {"shape": "circle", "fill": "#0b6e4f", "stroke": PAPER, "weight": 1, "size": 4.5},
    {"shape": "circle", "fill": "#74b49b", "stroke": "#0b6e4f", "weight": 1.2, "size": 4.5},
    {"shape": "triangle", "fill": "#f0b44c", "stroke": "#7a5200", "weight": 1.2, "size": 5.5},
    {"shape": "square", "fill": "#e0703a", "stroke": "#6e2a0b", "weight": 1.2, "size": 5.5, "front": True},
    {"shape": "diamond", "fill": "#b3261e", "stroke": INK, "weight": 1.4, "size": 6, "front": True},
)
"""The sooner enough people are there the darker green; later ones differ by shape too."""
SHORT_MARK = {
    "shape": "triangle",
    "fill": "#e08e2b",
    "stroke": "#5c3a00",
    "weight": 1.2,
    "size": 6,
    "front": True,
}
ASIDE_MARK = {"shape": "circle", "fill": "#c6ced5", "stroke": PAPER, "weight": 0.8, "size": 3}
POST = "#0b6e4f"
"""A post that is only proposed; one that the plan has is drawn in the colour of the police."""

FORCE_COLOURS = {
    "polri": POLICE,
    "brimob": "#5b3a86",
    "tni": "#3f6b3a",
    "linmas": "#8a6a1f",
    "satpol_pp": "#7a7f86",
}

UNIT_SHAPES = {
    "polres": ("star", 10),
    "polsek": ("square", 7),
    "post": ("square", 5),
    "standby": ("shield", 7),
    "patrol": ("triangle", 6),
    "koramil": ("square", 5),
}

LAYER_LOOKS = {
    "ground": {"color": "#c2c6c8", "weight": 0.8, "fillColor": GROUND, "fillOpacity": 1},
    "idle": {"color": "#c9c4b8", "weight": 0.6, "fill": LAND, "fillColor": LAND, "fillOpacity": 1},
    "village": {"color": "#6f5a4e", "weight": 1.1, "fillOpacity": 1},
    "district": {"color": "#3a4148", "weight": 2, "fill": False},
    "reach": {"color": POLICE, "weight": 1.8, "dashArray": "7 5", "fill": False, "interactive": False},
    "post": {"color": POST, "weight": 1.6, "dashArray": "5 4", "fillColor": POST, "fillOpacity": 0.05},
    "roads": [
        {"color": "#7d7468", "weight": 2.2, "opacity": 0.9},
        {"color": "#958c80", "weight": 1.2, "opacity": 0.8},
        {"color": "#b5aea4", "weight": 0.7, "opacity": 0.8},
    ],
    "routes": [
        {"color": "#0b6e4f", "weight": 5, "opacity": 0.95},
        {"color": "#0b6e4f", "weight": 2.5, "opacity": 0.8, "dashArray": "2 7"},
    ],
    "closed": {
        "color": "#b3261e",
        "weight": 5,
        "dashArray": "8 6",
        "fillColor": "#b3261e",
        "fillOpacity": 0.18,
    },
    "fine": {"weight": 1.6, "dashArray": None, "opacity": 0.85},
    "pending": {"color": "#b3261e", "weight": 3, "fill": False},
    "bands": [
        {"color": POLICE, "weight": 0.6, "fillColor": POLICE, "fillOpacity": 0.10},
        {"color": POLICE, "weight": 1.6, "fillColor": POLICE, "fillOpacity": 0.14},
        {"color": POLICE, "weight": 0.6, "fillColor": POLICE, "fillOpacity": 0.18},
    ],
    "lines": {"weight": 1.6, "opacity": 0.75, "interactive": False},
    "focus": {"radius": 15, "color": "#111111", "weight": 3, "fill": False},
}

BAND_TIMES = (1.5, 1.0, 0.5)
"""Bands of what is reached by road, in times of the threshold; the longest first."""
BAND_TINTS = ("#dfe6ee", "#bccbdb", "#93abc4")
"""What the bands come to on land, for the legend."""

THROUGH = {"idle": {"fillOpacity": 0.3}, "village": {"fillOpacity": 0.85}}
"""What differs where villages darken a background map instead of covering it."""

BASEMAP = {
    "earth": "#f7f6f3",
    "forest": "#e5eee1",
    "farmland": "#f3f4ea",
    "grass": "#ebf1e6",
    "wetland": "#e1ecec",
    "sand": "#f4efe2",
    "built": "#eceae6",
    "water": "#c3dae8",
    "river": "#9fc3da",
    "road": "#6c757d",
    "street": "#979ea4",
    "lane": "#b2b7bb",
    "rail": "#80868c",
    "name": "#3f474e",
    "halo": "#ffffff",
}
"""A calm ground: areas near white, so that the classes which darken them keep their own lightness."""

KIND_COLOURS = (
    "#1b6ca8",
    "#d1495b",
    "#3a7d44",
    "#e08e2b",
    "#7a4b9d",
    "#17a2a2",
    "#8c5a2b",
    "#c45ab3",
    "#5f6b1f",
    "#0f3b57",
    "#b0851c",
    "#6d7f8c",
)
"""Colours that tell kinds apart where there is no order; beyond them the shape changes too."""
KIND_SHAPES = ("circle", "square", "triangle")

CHANGE_MARKS: dict[str, dict[str, Any]] = {
    "gained": {
        "shape": "diamond",
        "fill": "#1b7f3b",
        "stroke": PAPER,
        "weight": 1.5,
        "size": 6.5,
        "front": True,
    },
    "lost": {
        "shape": "diamond",
        "fill": "#b3261e",
        "stroke": PAPER,
        "weight": 1.5,
        "size": 6.5,
        "front": True,
    },
    "faster": {"shape": "triangle", "fill": "#7cc48f", "stroke": INK, "weight": 1, "size": 5.5},
    "slower": {"shape": "square", "fill": "#f0a58f", "stroke": INK, "weight": 1, "size": 5},
    "other_unit": {"shape": "circle", "fill": POLICE, "stroke": PAPER, "weight": 1, "size": 4.5},
    "class_changed": {"shape": "circle", "fill": "#c8a400", "stroke": INK, "weight": 1, "size": 4.5},
    "same": {"shape": "circle", "fill": "#aab3ba", "stroke": PAPER, "weight": 0.6, "size": 3.2},
}
"""Difference of two plans: better and worse differ by shape as well as by hue."""

CAUSE_MARKS: dict[str, dict[str, Any]] = {
    "too_far": GAP_MARK,
    "no_road": {**GAP_MARK, "shape": "square", "fill": "#ff8c42", "size": 5.5},
    "no_coordinates": {**GAP_MARK, "shape": "circle", "fill": "#ffffff"},
    "off_by_choice": {**GAP_MARK, "shape": "triangle", "fill": "#ffb3c1"},
    "no_unit": {**GAP_MARK, "shape": "square", "fill": "#ffd400", "size": 5.5},
    "no_strength": {**GAP_MARK, "shape": "triangle", "fill": "#b3261e", "stroke": PAPER},
}
"""Why a station is a gap: shape and fill both tell."""

PLACE_COLOURS = {"station": POLICE, "standby": "#6f95bf", "reserve": "#c9d8e8", "withdrawn": "#ecebe7"}
"""Where people are on a day: the darker, the nearer to a station."""
STAGE_COLOURS = {"out": POLICE, "left": "#ecebe7"}

CARD_EDGES = {"good": "#2e7d4f", "bad": "#c8a400", "people": POLICE, "risk": "#b23a24"}


def layer_looks(*, basemap: bool) -> dict[str, dict[str, Any]]:
    """Return the look of every layer; villages let a background map through where there is one."""
    return {
        name: {**look, **THROUGH[name]} if basemap and name in THROUGH else look
        for name, look in LAYER_LOOKS.items()
    }


def unit_looks() -> dict[str, dict[str, Any]]:
    """Return the look of every kind and force of unit: shape by kind, colour by force."""
    return {
        f"{kind} {force}": {"shape": shape, "size": size, "fill": colour, "stroke": PAPER, "weight": 1.6}
        for kind, (shape, size) in UNIT_SHAPES.items()
        for force, colour in FORCE_COLOURS.items()
    }


def kind_looks(count: int) -> list[dict[str, Any]]:
    """Return looks that tell so many kinds of stations apart: by colour, then by shape, then again."""
    return [
        {
            "shape": KIND_SHAPES[(i // len(KIND_COLOURS)) % len(KIND_SHAPES)],
            "fill": KIND_COLOURS[i % len(KIND_COLOURS)],
            "stroke": PAPER,
            "weight": 1,
            "size": 5,
        }
        for i in range(count)
    ]


GAMMA = 2.2
EVEN_CONTRAST = 0.18
"""Relative luminance on which white and black stand out about equally."""


def readable_on(colour: str) -> str:
    """Return paper or ink, whichever stands out more from a colour by relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c**GAMMA for c in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return PAPER if luminance < EVEN_CONTRAST else INK
