"""Layers of points: stations, units, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.export import fonts, marks
from dashboard.export.ink import Pen
from dashboard.export.labels import Wish
from dashboard.export.layers import Z_LINES, Z_STATIONS, Z_UNITS, lines_title
from dashboard.export.legend import Entry, Group, Stroke
from dashboard.export.marks import Mark
from dashboard.export.plate import Drawn, Plate
from dashboard.names import by_road, class_labels, force_labels, unit_kind_labels
from dashboard.text import _, number

MANY_MINUTES = 40
"""Number of late stations up to which each one has its minutes on the map."""
WAY = Stroke("#0b6e4f", 0.8)
LONG, FLOOR_TYPE = 36.0, 1.25
"""Width [mm of A4] beyond which a unit's name stands on two lines; how much larger it is on a floor map."""
HEADQUARTERS = ("polres",)
STRAIGHT_WAY = Stroke("#0b6e4f", 0.7, (0, (3, 2)))


def _title() -> str:
    return _("Polling stations (TPS)")


def dotted(plate: Plate, looks: pd.Series, *, entries: dict[str, tuple[Mark, str]]) -> Drawn:
    """Mark every station of the part by its look; those without a place are counted below.

    Parameters
    ----------
    looks : by station_id, keys of `entries`.
    entries : key -> mark and label; those that come later are drawn on top.
    """
    rows = plate.stations
    own = looks.reindex(rows.index)
    listed, soft = [], [np.empty((0, 4))]
    for i, (key, (mark, label)) in enumerate(entries.items()):
        chosen = rows[own.eq(key)]
        soft.append(plate.mark(mark, chosen[["x", "y"]].to_numpy(), z=Z_STATIONS + i / 100))
        listed.append(Entry(label, (mark,), len(chosen)))
    lost = len(plate.part.stations) - len(rows)
    listed.append(Entry(_("TPS without a position, not drawn"), None, lost))
    return Drawn((Group(_title(), tuple(listed)),), soft=np.concatenate(soft))


def stations(plate: Plate) -> Drawn:
    """Mark stations, all alike."""
    looks = pd.Series("station", index=plate.part.stations)
    return dotted(plate, looks, entries={"station": (marks.PLAIN, "TPS")})


def classed_stations(plate: Plate) -> Drawn:
    """Mark stations by risk class: shape, size and fill; all alike in a copy that hides classes."""
    if "classes" in plate.hidden:
        return stations(plate)
    labels = class_labels()
    entries = {c: (marks.of_class(c), f"TPS {labels[c]}") for c in palette.CLASS_SHAPES}
    return dotted(plate, plate.evaluation.stations["class_id"], entries=entries)


def covered_stations(plate: Plate) -> Drawn:
    """Mark stations by whether somebody comes in time."""
    looks = plate.evaluation.stations["covered"].map({True: "covered", False: "gap"})
    entries = {
        "covered": (marks.COVERED, _("TPS reached in time")),
        "gap": (marks.GAP, _("TPS not reached in time")),
    }
    return dotted(plate, looks, entries=entries)


def station_numbers(plate: Plate) -> Drawn:
    """Write number and place beside every station of a near map."""
    if not plate.close:
        return Drawn()
    gap = plate.radius(marks.GAP)
    wishes = [
        Wish((f"TPS {row.number:.0f}", str(row.place or "")), (row.x, row.y), 38, gap=gap, led=True)
        for row in plate.stations.itertuples()
    ]
    return Drawn(wishes=tuple(wishes))


def gap_minutes(plate: Plate) -> Drawn:
    """Write the minutes beside stations reached too late: where there are many, the worst of a village."""
    late = plate.stations[~plate.stations["covered"]]
    many = len(late) > MANY_MINUTES
    if many:
        ordered = late.assign(order=late["travel_min"].fillna(np.inf), key=late.index)
        ordered = ordered.sort_values(["order", "key"], ascending=[False, True])
        late = ordered.drop_duplicates("village_id").sort_index()
    late = late.iloc[:0] if plate.close else late
    gap = plate.radius(marks.GAP)
    wishes = [
        Wish(
            (minutes(row.travel_min),),
            (row.x, row.y),
            30 + _order(row.travel_min),
            bold=True,
            gap=gap,
            led=True,
        )
        for row in late.itertuples()
    ]
    worst, every = _("{minutes}: the village's last TPS, in minutes"), _("{minutes}: minutes to the TPS")
    words = (worst if many else every).format(minutes=minutes(late["travel_min"].max()))
    told = Entry(words, None, None if wishes else 0)
    return Drawn((Group(_title(), (told,)),), tuple(wishes))


def _order(value: float) -> float:
    return 9.0 if np.isnan(value) else min(value, 600) / 100


def minutes(value: float) -> str:
    """Write minutes as a map does: 14,2′; a cross where nobody can come at all."""
    return "×" if np.isnan(value) else f"{number(value, 1)}′"


def units_of(times: float = 1) -> Callable[[Plate], Drawn]:
    """Return the layer of units, their marks so many times as large as usual."""

    def units(plate: Plate) -> Drawn:
        return _units(plate, times=times)

    return units


def _units(plate: Plate, *, times: float) -> Drawn:
    """Mark units by kind and force, crowded ones side by side, and name those that have a name of their own.

    Linmas stand in their village and are counted, not drawn.
    """
    known = plate.evaluation.units.join(plate.terrain.units())
    placed = known[plate.frame.holds(known[["x", "y"]].to_numpy())]
    order = {kind: i for i, kind in enumerate(palette.UNIT_SHAPES)}
    shown = placed[placed["force"].ne("linmas")].copy()
    shown = shown.iloc[np.lexsort([shown.index, shown["kind"].map(order)])]
    looks = [
        marks.of_unit(kind, force, times=times)
        for kind, force in zip(shown["kind"], shown["force"], strict=True)
    ]
    radii = np.array([plate.radius(look) for look in looks])
    true = plate.frame.on_paper(shown[["x", "y"]].to_numpy())
    spots = marks.spread(true, radii)
    for look, at, home in zip(looks, spots, true, strict=True):
        if not np.allclose(at, home):
            plate.lines(
                [plate.frame.on_ground(np.array([at, home]))], Stroke(palette.INK, 0.4), z=Z_UNITS - 0.1
            )
        plate.mark(look, plate.frame.on_ground(at[None]), z=Z_UNITS)
    hard = (
        np.column_stack([spots - radii[:, None], spots + radii[:, None]]) if len(shown) else np.empty((0, 4))
    )
    named = shown["kind"].isin(HEADQUARTERS) | (not plate.brief)
    named &= "unit_names" not in plate.hidden
    wishes = [
        _unit_wish(plate.pen, row, (xy, radius), times=times)
        for row, xy, radius, told in zip(
            shown.itertuples(), plate.frame.on_ground(spots), radii, named, strict=True
        )
        if told
    ]
    home = int(placed["force"].eq("linmas").sum())
    below = [Entry(_("Linmas in their own village, not drawn"), None, home)]
    below += [Entry(_("after the name: how many people"), None)] if times > 1 and wishes else []
    return Drawn((Group(_("Units"), (*_unit_entries(shown, times=1), *below)),), tuple(wishes), hard)


def _unit_wish(pen: Pen, row: tuple, at: tuple[np.ndarray, float], *, times: float) -> Wish:
    xy, radius = at
    weight = 50 - list(palette.UNIT_SHAPES).index(row.kind)
    size = 5.2 * (FLOOR_TYPE if times > 1 else 1)
    words = fonts.plain(str(row.name)).split(" ") + ([f"· {number(row.personnel)}"] if times > 1 else [])
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    whole = " ".join(words)
    if splits and pen.width(whole, size=size, bold=True) > LONG * pen.k:
        lines = min(splits, key=lambda two: max(pen.width(it, size=size, bold=True) for it in two))
    else:
        lines = (whole,)
    return Wish(
        lines,
        (float(xy[0]), float(xy[1])),
        weight,
        size=size,
        bold=True,
        colour=palette.FORCE_COLOURS[row.force],
        gap=radius,
        led=True,
    )


def _unit_entries(shown: pd.DataFrame, *, times: float) -> list[Entry]:
    kinds, forces, entries = unit_kind_labels(), force_labels(), []
    for kind in palette.UNIT_SHAPES:
        for force in palette.FORCE_COLOURS:
            count = int((shown["kind"].eq(kind) & shown["force"].eq(force)).sum())
            sample = (marks.of_unit(kind, force, times=times),)
            entries.append(Entry(f"{kinds[kind]} · {forces[force]}", sample, count))
    return entries


def ways(plate: Plate, station_ids: pd.Index) -> Drawn:
    """Draw the way of the nearest unit to each of these stations."""
    found = plate.evaluation.routes
    found = found[found.index.isin(station_ids)].to_crs(plate.terrain.crs)
    look = WAY if by_road(plate.evaluation) else STRAIGHT_WAY
    lines = [np.column_stack(line.xy) for line in found.geometry]
    count = plate.lines(lines, look, z=Z_LINES, alpha=0.8)
    label = (
        _("way of the nearest unit") if by_road(plate.evaluation) else _("to the nearest unit, straight line")
    )
    return Drawn((Group(lines_title(), (Entry(label, look, count),)),))


def gap_ways(plate: Plate) -> Drawn:
    """Draw the way of the nearest unit to every station that it reaches too late."""
    return ways(plate, plate.stations.index[~plate.stations["covered"]])
