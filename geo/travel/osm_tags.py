"""OSM tags: what the tags of one way or node say to a vehicle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from geo.scenario import Vehicle
from geo.travel.speeds import SpeedTable

Tags = Mapping[str, str]

KMH_PER_MPH = 1.609344
WALK_KMH = 7.0
MODES: dict[Vehicle, tuple[str, ...]] = {
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "motorcycle": ("motorcycle", "motor_vehicle", "vehicle", "access"),
}
"""Keys that say who may use a way, the most special first (wiki.openstreetmap.org/wiki/Key:access)."""
FORBIDDEN = {"no", "private", "agricultural", "forestry", "agricultural;forestry", "military", "use_sidepath"}
FORWARD, BACKWARD, BOTH = {"yes", "true", "1"}, {"-1", "reverse"}, {"no", "false", "0"}
ROUND = {"roundabout", "circular"}
BLOCKS: dict[Vehicle, set[str]] = {
    "car": {
        "block", "bollard", "chain", "cycle_barrier", "debris", "jersey_barrier", "kissing_gate", "log",
        "motorcycle_barrier", "planter", "stile", "turnstile", "full-height_turnstile",
        "wall", "fence",
    },
    "motorcycle": {
        "debris", "fence", "full-height_turnstile", "kissing_gate", "log", "motorcycle_barrier", "stile",
        "turnstile", "wall",
    },
}  # fmt: skip
"""Barriers that stop a vehicle unless a tag lets it pass; any other stops it only if a tag says so."""
_SPEED = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?$")
_HOURS = re.compile(r"^(\d+):([0-5]?\d)(?::([0-5]?\d))?$")
_ISO = re.compile(r"^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$")
_UNITS = {"mph": KMH_PER_MPH, "knots": 1.852}


class Use(NamedTuple):
    """How a vehicle uses a way: class number, speed there and back [km/h], 0 where not; on a bridge."""

    road_class: int
    there_kmh: float
    back_kmh: float
    duration_min: float | None = None
    bridge: bool = False


def speed_kmh(text: str) -> float | None:
    """Return the speed that a tag such as ``50``, ``30 mph`` or ``50;30`` says [km/h], the least of several.

    None where it says none: ``none``, ``signals``, ``ID:urban``.
    """
    found = []
    for part in text.strip().lower().split(";"):
        word = part.strip()
        match = _SPEED.match(word)
        if word == "walk":
            found.append(WALK_KMH)
        elif match and float(match[1]) > 0:
            found.append(float(match[1]) * _UNITS.get(match[2] or "", 1.0))
    return min(found, default=None)


def minutes(text: str) -> float | None:
    """Return a duration such as ``0:25``, ``01:10:00`` or ``PT1H5M`` [min], None where it is none."""
    match = _HOURS.match(text.strip()) or _ISO.match(text.strip())
    if match is None:
        return float(text) if text.strip().isdigit() else None
    hours, mins, seconds = (float(part or 0) for part in match.groups())
    return (hours * 60 + mins + seconds / 60) or None


def may_use(tags: Tags, vehicle: Vehicle) -> bool | None:
    """Return whether tags let a vehicle of the police pass; None where they don't say."""
    if tags.get("emergency") in {"yes", "designated"}:
        return True
    for key in MODES[vehicle]:
        value = tags.get(key)
        if value is not None:
            return value not in FORBIDDEN
    return None


def stops(tags: Tags, vehicle: Vehicle) -> bool:
    """Return whether a node is a barrier that a vehicle can't pass."""
    barrier = tags.get("barrier")
    if barrier is None or barrier == "no":
        return False
    allowed = may_use(tags, vehicle)
    return barrier in BLOCKS[vehicle] if allowed is None else not allowed


def directions(tags: Tags, vehicle: Vehicle) -> tuple[bool, bool]:
    """Return whether a way is open there, and back."""
    for key in (f"oneway:{MODES[vehicle][0]}", "oneway:motor_vehicle", "oneway"):
        value = tags.get(key, "").strip().lower()
        if value in FORWARD:
            return True, False
        if value in BACKWARD:
            return False, True
        if value in BOTH:
            return True, True
    implied = tags.get("junction") in ROUND or tags.get("highway") == "motorway"
    return True, not implied


def use(tags: Tags, table: SpeedTable, numbers: Mapping[str, int], vehicle: Vehicle) -> Use | str:
    """Return how a vehicle uses a way, or in one word why it does not.

    Parameters
    ----------
    numbers : class number by value of `highway`, or of `route` for a ferry.
    """
    ferry = tags.get("route") == "ferry"
    number = numbers.get("ferry" if ferry and "highway" not in tags else tags.get("highway", ""))
    if number is None:
        return "other_kind"
    if tags.get("area") == "yes":
        return "area"
    allowed = may_use(tags, vehicle)
    kmh = table.speed[number].kmh(vehicle)
    if allowed is False or (kmh == 0 and not allowed):
        return "no_access"
    kmh = kmh or WALK_KMH
    there, back = directions(tags, vehicle)
    limits = [
        speed_kmh(tags.get(f"maxspeed:{way}", tags.get("maxspeed", ""))) for way in ("forward", "backward")
    ]
    there_kmh, back_kmh = (
        kmh if limit is None else min(limit * table.limit_share, kmh * table.limit_room) for limit in limits
    )
    duration = minutes(tags.get("duration", "")) if ferry else None
    bridge = tags.get("bridge", "no") != "no"
    return Use(number, there_kmh * there, back_kmh * back, duration, bridge=bridge)
