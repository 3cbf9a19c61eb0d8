"""Layers that lie under the stations: land, villages, districts, roads, what units reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb

from dashboard import palette
from dashboard.export.labels import Wish
from dashboard.export.legend import Entry, Fill, Group, Stroke
from dashboard.export.plate import Drawn, Plate
from dashboard.export.terrain import outline, outlines
from dashboard.names import by_road, class_labels
from dashboard.text import _, number
from geo import catalogue

Z_GROUND, Z_VILLAGES, Z_REACH, Z_ROADS, Z_DISTRICTS, Z_LINES, Z_STATIONS, Z_UNITS = range(1, 9)
IDLE = Fill(palette.LAND, "#c9c4b8")
ELECTING = Fill("#f3dfb4", "#8a7a55")
DISTRICT = Stroke("#3a4148", 0.9, (0, (6, 2, 1.2, 2)))
OUTER = Stroke("#1c232a", 1.5)
ROADS = (Stroke("#8c5a2b", 0.9), Stroke("#a48d70", 0.5))
REACH = Stroke(palette.POLICE, 0.8, (0, (5, 3)))
THROUGH = 0.6
"""How much a band of minutes covers of what lies below; its sample in the legend is the colour over land."""
NEIGHBOUR = "#7b8288"


def lines_title() -> str:
    """Return the title under which lines stand in a legend."""
    return _("Lines")


def ground(plate: Plate) -> Drawn:
    """Draw the land around the operation, with the names of what lies beside it."""
    frame = plate.terrain.ground
    if frame is None:
        return Drawn()
    seen = plate.frame.meets(frame.bounds.to_numpy())
    plate.fill(plate.terrain.ground_paths[seen], Fill(palette.GROUND, "#b9bdbf"), weight=0.5, z=Z_GROUND)
    named = frame[seen & frame["name"].fillna("").ne("").to_numpy()]
    places = ((str(name), plate.inside(it)) for name, it in zip(named["name"], named.geometry, strict=True))
    return Drawn(
        wishes=tuple(Wish((name,), at, 5, colour=NEIGHBOUR, spare=True) for name, at in places if at)
    )


def _seen(plate: Plate) -> pd.Index:
    """Return the villages of which the frame shows a piece."""
    return plate.terrain.villages.index[plate.terrain.villages.intersects(plate.view)]


def painted(plate: Plate, looks: pd.Series, *, title: str, entries: dict[str, tuple[Fill, str]]) -> Drawn:
    """Fill every village by its look; those of no look, or outside the part, are land.

    Parameters
    ----------
    looks : by village_id, keys of `entries`.
    entries : key -> look and label, in the order of the legend.
    """
    seen, paths = _seen(plate), plate.terrain.village_paths
    own = looks.reindex(seen).where(seen.isin(plate.part.villages))
    idle = seen[own.isna()]
    plate.fill(paths[idle], IDLE, weight=0.35, z=Z_VILLAGES)
    listed = []
    for key, (look, label) in entries.items():
        chosen = seen[own.eq(key)]
        plate.fill(paths[chosen], look, weight=0.6, z=Z_VILLAGES + 0.2)
        _dots(plate, chosen, look)
        listed.append(Entry(label, look, len(chosen)))
    outside = plate.evaluation.operation.villages["electing"].reindex(idle).any()
    rest = _("other villages") if outside else _("no election")
    return Drawn((Group(title, tuple(listed)), Group(title, (Entry(rest, IDLE, len(idle)),))))


def _dots(plate: Plate, villages: pd.Index, look: Fill) -> None:
    """Draw villages that are known by a point only."""
    shapes = plate.terrain.villages.loc[villages]
    points = shapes[shapes.geom_type == "Point"]
    if len(points):
        disc = points.buffer(2.2 * plate.pen.k * plate.frame.metres_per_mm)
        plate.fill(outlines(disc), look, weight=0.6, z=Z_VILLAGES + 0.3)


def village_classes(plate: Plate) -> Drawn:
    """Fill villages by the worst class of their stations; a copy that hides classes tells who elects."""
    if "classes" in plate.hidden:
        return electing(plate)
    rows = plate.evaluation.stations
    worst = rows.groupby("village_id")["rank"].max().map(list(catalogue.RANKS).__getitem__)
    labels = class_labels()
    entries = {
        class_id: (
            Fill(look["fill"], "#6f5a4e", look.get("hatch", ""), look.get("ink", palette.INK)),
            labels[class_id],
        )
        for class_id, look in palette.CLASS_LOOKS.items()
    }
    return painted(plate, worst, title=_("Risk of the village"), entries=entries)


def electing(plate: Plate) -> Drawn:
    """Fill the villages that elect."""
    votes = plate.evaluation.operation.villages["electing"]
    looks = votes.map({True: "electing"}).astype(object)
    entries = {"electing": (ELECTING, _("electing village"))}
    return painted(plate, looks, title=_("Villages"), entries=entries)


def village_names(plate: Plate) -> Drawn:
    """Name the part's villages that elect, and on a near map their neighbours."""
    it = plate.evaluation.operation.villages.loc[_seen(plate)]
    alone = plate.part.area.kind == "village"
    own = it.index.isin(plate.part.villages) & (alone | it["electing"].to_numpy(bool))
    wishes = []
    for key, name, ours in zip(it.index, it["name"], own, strict=True):
        at = plate.inside(plate.terrain.villages[key]) if ours or plate.close else None
        if at is not None and ours:
            size = 7.4 if plate.close else 5.4
            wishes.append(Wish((str(name),), at, 40, size=size, bold=plate.close, colour="#3b2a22", led=True))
        elif at is not None:
            wishes.append(Wish((str(name),), at, 6, colour=NEIGHBOUR, spare=True))
    return Drawn(wishes=tuple(wishes))


def district_borders(plate: Plate) -> Drawn:
    """Draw the borders of districts and of the whole."""
    shapes = plate.terrain.districts
    seen = shapes[shapes.boundary.intersects(plate.view)]
    plate.trace(outlines(seen), DISTRICT, z=Z_DISTRICTS)
    whole = plate.terrain.whole
    edge = bool(whole.boundary.intersects(plate.view))
    plate.trace([outline(whole)], OUTER, z=Z_DISTRICTS + 0.1)
    entries = (
        Entry(_("district border"), DISTRICT, None if len(seen) else 0),
        Entry(_("border of the operation"), OUTER, None if edge else 0),
    )
    return Drawn((Group(lines_title(), entries),))


def districts(plate: Plate) -> Drawn:
    """Draw the borders, and name the districts."""
    wishes = []
    seen = plate.terrain.districts[plate.terrain.districts.intersects(plate.view)]
    own = set(plate.evaluation.operation.villages.loc[plate.part.villages, "district"])
    for name, shape in (seen if len(seen) > 1 else seen.iloc[:0]).items():
        at = plate.inside(shape)
        if at is not None:
            wish = Wish((str(name).upper(),), at, 60, size=6.4, bold=True, colour="#1c232a")
            wishes.append(replace(wish, room=plate.room(shape), spare=name not in own))
    return Drawn(district_borders(plate).groups, tuple(wishes))


def roads(plate: Plate) -> Drawn:
    """Draw the wider roads: always where they are real; simulated ones only under minutes by road."""
    invented = "roads" in plate.evaluation.operation.meta.simulated
    if invented and not by_road(plate.evaluation):
        return Drawn()
    names = (_("main road"), _("connecting road"))
    entries = []
    for lines, look, name in zip(plate.terrain.roads, ROADS, names, strict=True):
        count = plate.lines(lines, look, z=Z_ROADS)
        entries.append(Entry(name + (" (SIMULASI)" if invented else ""), look, None if count else 0))
    return Drawn((Group(lines_title(), tuple(entries)),))


def reach(plate: Plate) -> Drawn:
    """Draw what units reach: a circle for each by straight line; bands of all together by road."""
    return _bands(plate) if by_road(plate.evaluation) else _circles(plate)


def _circles(plate: Plate) -> Drawn:
    shapes = plate.evaluation.reach.to_crs(plate.terrain.crs).geometry
    shapes = shapes[~shapes.is_empty]
    seen = shapes[shapes.boundary.intersects(plate.view)]
    plate.trace(outlines(seen), REACH, z=Z_REACH)
    words = _("reached in {minutes} min, straight line").format(
        minutes=number(plate.evaluation.scenario.threshold_min)
    )
    return Drawn((Group(lines_title(), (Entry(words, REACH, len(seen)),)),))


def _bands(plate: Plate) -> Drawn:
    threshold = plate.evaluation.scenario.threshold_min
    minutes = [threshold * times for times in palette.BAND_TIMES]
    bands = plate.evaluation.reached(*minutes).to_crs(plate.terrain.crs)
    entries, seen = [], np.array(to_rgb(palette.LAND))
    for limit, tint, shape in zip(minutes, palette.BAND_TINTS, bands.geometry, strict=True):
        look = Fill(tint, palette.POLICE)
        plate.fill([outline(shape)], look, weight=0.25, z=Z_REACH - 0.4, alpha=THROUGH)
        seen = THROUGH * np.array(to_rgb(tint)) + (1 - THROUGH) * seen
        words = _("in {minutes} min").format(minutes=number(limit, _digits(limit)))
        entries.append(Entry(words, replace(look, colour=to_hex(seen))))
    votes = plate.evaluation.operation.villages["electing"]
    edges = plate.terrain.village_paths[votes & votes.index.isin(plate.part.villages)]
    plate.trace(edges, Stroke(ELECTING.edge, 0.8), z=Z_REACH - 0.3)
    return Drawn((Group(_("Reached by road"), tuple(reversed(entries))),))


def _digits(value: float) -> int:
    return 0 if np.isclose(value, round(value)) else 1
