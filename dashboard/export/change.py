"""What differs between two plans: layers, figures and list of the sheet that compares them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.export import marks
from dashboard.export.labels import Wish
from dashboard.export.layers import Z_UNITS
from dashboard.export.legend import Entry, Group
from dashboard.export.marks import Mark
from dashboard.export.panel import Figure, Ranking
from dashboard.export.part import Part
from dashboard.export.plate import Drawn, Plate
from dashboard.export.points import dotted
from dashboard.names import force_labels
from dashboard.text import _, number
from geo.comparison import compare
from geo.evaluate import Evaluation

GAINED = Mark("triangle", 3.0, "#2e7d4f", palette.PAPER, 0.6, mono_fill="#ffffff", mono_edge="#000000")
LOST = Mark("diamond", 3.2, palette.ALERT, "#111111", 1.1, mono_fill="#000000")
ELSE = Mark("square", 2.1, "#7a9cc2", palette.INK, 0.5, mono_fill="#c8c8c8")
SAME = Mark("circle", 1.4, "#9aa3aa", palette.PAPER, 0.3)
NEW = Mark("circle", 5.2, "none", "#2e7d4f", 1.6, mono_edge="#000000")
GONE = Mark("circle", 5.2, "none", "#b3261e", 1.6, mono_edge="#777777")


def fates(of: Evaluation, before: Evaluation) -> pd.Series:
    """Return what becomes of each station from one plan to the other: gained, lost, gap, else or same."""
    changed = compare(before, of).stations
    fate = pd.Series("same", index=of.stations.index, dtype=object)
    moved = changed.index[changed["unit_id_a"].fillna("").ne(changed["unit_id_b"].fillna(""))]
    fate[moved] = "else"
    now, then = of.stations["covered"], before.stations["covered"]
    fate[~now & ~then] = "gap"
    fate[now & ~then] = "gained"
    fate[~now & then] = "lost"
    return fate


def changed_stations(plate: Plate) -> Drawn:
    """Mark stations by what becomes of them."""
    before = plate.terrain.other or plate.evaluation
    entries = {
        "same": (SAME, _("TPS as before")),
        "else": (ELSE, _("TPS with another unit first")),
        "gap": (marks.GAP, _("TPS not reached in time, as before")),
        "lost": (LOST, _("TPS no longer reached in time")),
        "gained": (GAINED, _("TPS now reached in time")),
    }
    return dotted(plate, fates(plate.evaluation, before), entries=entries)


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
    fate = fates(part.evaluation, before).loc[part.stations].value_counts()
    rows, old = part.rows, before.stations.loc[part.stations]
    reached = f"{number(int(old['covered'].sum()))} → {number(int(rows['covered'].sum()))}"
    return [
        Figure(reached, _("TPS reached in time")),
        Figure(number(int(fate.get("gained", 0))), _("TPS now reached in time")),
        Figure(number(int(fate.get("lost", 0))), _("TPS no longer reached in time")),
    ]


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
        tuple((name, number(a), number(b), f"{b - a:+.0f}".replace("+0", "0")) for name, a, b in ordered),
    )
