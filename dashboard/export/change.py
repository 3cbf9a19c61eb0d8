"""What differs between two plans: layers, figures and list of the sheet that compares them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.export.labels import Wish
from dashboard.export.layers import Z_UNITS
from dashboard.export.legend import Entry, Group
from dashboard.export.marks import SCREEN_PX, Mark
from dashboard.export.panel import Figure, Ranking
from dashboard.export.part import Part
from dashboard.export.plate import Drawn, Plate
from dashboard.export.points import dotted
from dashboard.names import force_labels
from dashboard.text import _, number
from geo.comparison import CHANGES, compare
from geo.evaluate import Evaluation

NEW = Mark("circle", 5.2, "none", "#2e7d4f", 1.6, mono_edge="#000000")
GONE = Mark("circle", 5.2, "none", "#b3261e", 1.6, mono_edge="#777777")


def _mark(change: str) -> Mark:
    """Return the mark of a change, as the screen draws it; without colours the diamonds differ in fill."""
    look = palette.CHANGE_MARKS[change]
    mono = {"gained": "#ffffff", "lost": "#000000"}.get(change, "")
    size, weight = look["size"] * SCREEN_PX, look["weight"] * SCREEN_PX
    return Mark(look["shape"], size, look["fill"], look["stroke"], weight, mono, "#000000" if mono else "")


def _labels() -> dict[str, str]:
    return {
        "gained": _("TPS now reached in time"),
        "lost": _("TPS no longer reached in time"),
        "faster": _("TPS reached earlier"),
        "slower": _("TPS reached later"),
        "other_unit": _("TPS with another unit first"),
        "class_changed": _("TPS of another class"),
        "same": _("TPS as before"),
    }


def changes(of: Evaluation, before: Evaluation, *, hidden: frozenset[str]) -> pd.Series:
    """Return what becomes of each station from one plan to the other; see `geo.comparison.CHANGES`."""
    told = compare(before, of).difference["change"]
    return told.replace("class_changed", "same") if "classes" in hidden else told


def changed_stations(plate: Plate) -> Drawn:
    """Mark stations by what becomes of them."""
    before = plate.terrain.other or plate.evaluation
    labels = _labels()
    entries = {key: (_mark(key), labels[key]) for key in reversed(CHANGES)}
    return dotted(plate, changes(plate.evaluation, before, hidden=plate.hidden), entries=entries)


def changed_units(plate: Plate) -> Drawn:
    """Ring the units that stand at a new place, and the places that units have left."""
    before = plate.terrain.other or plate.evaluation
    now, then = plate.terrain.units(), plate.terrain.units(before)
    both = now.index.intersection(then.index)
    apart = np.hypot(*(now.loc[both] - then.loc[both]).to_numpy().T) > 1
    moved = both[apart]
    come = now.loc[now.index.difference(then.index).union(moved)].to_numpy()
    gone = then.loc[then.index.difference(now.index).union(moved)].to_numpy()
    entries, wishes = [], []
    labels = (_("unit at a new place"), _("place that a unit has left"))
    for mark, xy, label in ((NEW, come, labels[0]), (GONE, gone, labels[1])):
        seen = xy[plate.frame.holds(xy)]
        plate.mark(mark, seen, z=Z_UNITS + 0.5)
        entries.append(Entry(label, (mark,), len(seen)))
    if "unit_names" not in plate.hidden:
        left = before.units.loc[then.index.difference(now.index)]
        for unit_id, name in left["name"].items():
            x, y = then.loc[unit_id]
            if plate.frame.holds(np.array([[x, y]]))[0]:
                wishes.append(Wish((str(name),), (x, y), 48, bold=True, colour="#b3261e", gap=2.4, led=True))
    return Drawn((Group(_("Units"), tuple(entries)),), tuple(wishes))


def figures(part: Part, before: Evaluation) -> list[Figure]:
    """Return what is gained and lost."""
    fate = compare(before, part.evaluation).difference.loc[part.stations, "change"].value_counts()
    rows, old = part.rows, before.stations.loc[part.stations]
    reached = f"{number(int(old['covered'].sum()))} → {number(int(rows['covered'].sum()))}"
    return [
        Figure(reached, _("TPS reached in time")),
        Figure(number(int(fate.get("gained", 0))), _("TPS now reached in time")),
        Figure(number(int(fate.get("lost", 0))), _("TPS no longer reached in time")),
    ]


def _signed(value: float) -> str:
    """Write a difference with its sign; nothing before a nought."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + number(abs(value))


def summary(part: Part, before: Evaluation) -> Ranking:
    """Return the headline numbers of both plans, those that differ first."""
    known = {
        "units": _("units"),
        "personnel": _("personnel"),
        "covered": _("TPS reached in time"),
        "gaps": _("TPS not reached in time"),
    }
    totals = compare(before, part.evaluation).summary
    rows = [(known[key], row["a"], row["b"]) for key, row in totals.iterrows() if key in known]
    forces = force_labels()
    for key, words in (("need", _("{force} needed")), ("shortfall", _("{force} short"))):
        then, now = before.summary[key], part.evaluation.summary[key]
        rows += [
            (words.format(force=forces[f]), then.get(f, 0), now.get(f, 0))
            for f in sorted({*then, *now})
            if then.get(f, 0) or now.get(f, 0)
        ]
    ordered = sorted(rows, key=lambda it: it[1] == it[2])
    return Ranking(
        _("Whole operation, before and after"),
        (_("Figure"), _("before"), _("after"), "±"),
        tuple((name, number(a), number(b), _signed(b - a)) for name, a, b in ordered),
    )
