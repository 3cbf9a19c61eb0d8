"""Layers and list of the assignment sheet: which unit answers for which station."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.export.layers import Z_LINES, lines_title
from dashboard.export.legend import Entry, Group, Stroke
from dashboard.export.panel import Figure, Ranking
from dashboard.export.part import Part
from dashboard.export.plate import Drawn, Plate
from dashboard.names import force_labels
from dashboard.text import _, number
from geo.evaluate import Evaluation

MONO_DASHES = {"polri": "-", "brimob": (0, (4, 1.5)), "tni": (0, (1, 1.2)), "linmas": "-", "satpol_pp": "-"}


def links(evaluation: Evaluation) -> pd.DataFrame:
    """Return who answers for which station: station_id, unit_id, force, travel_min; only those there are."""
    rows = evaluation.stations[["unit_id", "travel_min"]].dropna()
    force = rows["unit_id"].map(evaluation.units["force"])
    return rows.assign(force=force, station_id=rows.index).reset_index(drop=True)


def posting_lines(plate: Plate) -> Drawn:
    """Draw a line from every unit to the stations it answers for, in the colour of its force."""
    own = links(plate.evaluation)
    own = own[own["station_id"].isin(plate.stations.index)]
    homes, there = plate.terrain.units(), plate.stations[["x", "y"]]
    forces, entries = force_labels(), []
    for force, colour in palette.FORCE_COLOURS.items():
        chosen = own[own["force"] == force]
        ends = np.stack(
            [homes.loc[chosen["unit_id"]].to_numpy(), there.loc[chosen["station_id"]].to_numpy()], axis=1
        )
        look = Stroke(colour, 0.7, MONO_DASHES[force])
        count = plate.lines(list(ends), look, z=Z_LINES, alpha=0.85)
        words = _("answered by {force}").format(force=forces[force])
        entries.append(Entry(words, look, count))
    return Drawn((Group(lines_title(), tuple(entries)),))


def figures(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return how many stations have somebody, and how many units share them."""
    del hidden
    own = links(part.evaluation)
    own = own[own["station_id"].isin(part.stations)]
    load = own.groupby("unit_id").size()
    return [
        Figure(f"{number(len(own))} / {number(len(part.stations))}", _("TPS with a unit")),
        Figure(number(len(load)), _("units that answer")),
        Figure(number(own["travel_min"].max(), 1), _("minutes, longest")),
    ]


def load(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return how many stations each unit answers for, the busiest first; by force where names are hidden."""
    own = links(part.evaluation)
    own = own[own["station_id"].isin(part.stations)]
    units, forces = part.evaluation.units, force_labels()
    hide = "unit_names" in hidden
    by = own.groupby("force" if hide else "unit_id")["travel_min"].agg(["size", "median", "max"])
    by = by.sort_index().sort_values("size", ascending=False, kind="stable")
    names = forces if hide else units["name"]
    people = units.groupby("force")["personnel"].sum() if hide else units["personnel"]
    return Ranking(
        _("Load by force") if hide else _("Load by unit"),
        (_("Force") if hide else _("Unit"), _("People"), "TPS", _("median min"), _("longest")),
        tuple(
            (
                str(names[key]),
                number(people[key]),
                number(row["size"]),
                number(row["median"], 1),
                number(row["max"], 1),
            )
            for key, row in by.iterrows()
        ),
    )
