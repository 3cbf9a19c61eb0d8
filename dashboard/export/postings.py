"""Layers and list of the assignment sheet: which unit guards which station."""

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
    """Return who guards which station: station_id, unit_id, force of the unit, people, travel_min."""
    keys = {"station_id": "first", "unit_id": "first", "unit_force": "first"}
    told = {**keys, "people": "sum", "travel_min": "first"}
    by = evaluation.posting.rows.groupby(["station_id", "unit_id"], sort=True)
    return by.agg(told).rename(columns={"unit_force": "force"}).reset_index(drop=True)


def posting_lines(plate: Plate) -> Drawn:
    """Draw a line from every unit to the stations it guards, in the colour of its force.

    Linmas stand in their village and are counted, not drawn; see `points.units_of`.
    """
    own = links(plate.evaluation)
    own = own[own["station_id"].isin(plate.stations.index)]
    homes, there = plate.terrain.units(), plate.stations[["x", "y"]]
    forces, entries = force_labels(), []
    for force, colour in palette.FORCE_COLOURS.items():
        chosen = own[own["force"].eq(force) & own["force"].ne("linmas")]
        ends = np.stack(
            [homes.loc[chosen["unit_id"]].to_numpy(), there.loc[chosen["station_id"]].to_numpy()], axis=1
        )
        look = Stroke(colour, 0.7, MONO_DASHES[force])
        count = plate.lines([it for it in ends if np.isfinite(it).all()], look, z=Z_LINES, alpha=0.85)
        words = _("guarded by {force}").format(force=forces[force])
        entries.append(Entry(words, look, count))
    return Drawn((Group(lines_title(), tuple(entries)),))


def figures(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return how many stations have everybody they need, and how many people guard them."""
    del hidden
    own, stations = links(part.evaluation), part.evaluation.posting.stations.loc[part.stations]
    own = own[own["station_id"].isin(part.stations)]
    served = int(stations["served"].sum())
    return [
        Figure(f"{number(served)} / {number(len(part.stations))}", _("TPS with everybody they need")),
        Figure(number(int(own["people"].sum())), _("people posted")),
        Figure(number(own["travel_min"].max(), 1), _("minutes, longest")),
    ]


def load(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return what each unit posts, the busiest first; by force where names are hidden."""
    own = links(part.evaluation)
    own = own[own["station_id"].isin(part.stations)]
    units, forces = part.evaluation.units, force_labels()
    hide = "unit_names" in hidden
    key = "force" if hide else "unit_id"
    by = own.groupby(key).agg(
        people=("people", "sum"),
        stations=("station_id", "nunique"),
        median=("travel_min", "median"),
        longest=("travel_min", "max"),
    )
    by = by.sort_index().sort_values("people", ascending=False, kind="stable")
    names = forces if hide else units["name"]
    return Ranking(
        _("Load by force") if hide else _("Load by unit"),
        (_("Force") if hide else _("Unit"), _("Posted"), "TPS", _("median min"), _("longest")),
        tuple(
            (
                str(names[row.Index]),
                number(row.people),
                number(row.stations),
                number(row.median, 1),
                number(row.longest, 1),
            )
            for row in by.itertuples()
        ),
    )
