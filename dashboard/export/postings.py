"""The assignment sheet: who guards which station, as the posting list has it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.export import marks
from dashboard.export.layers import Z_LINES, lines_title
from dashboard.export.legend import Entry, Group, Stroke
from dashboard.export.panel import Figure, Ranking
from dashboard.export.part import Part
from dashboard.export.plate import Drawn, Plate
from dashboard.export.points import dotted
from dashboard.names import force_labels
from dashboard.text import _, number

DASHES = {
    "polri": "-",
    "brimob": (0, (4, 1.5)),
    "tni": (0, (1, 1.2)),
    "linmas": "-",
    "satpol_pp": (0, (6, 1)),
}
HOME = "linmas"
"""Force whose people stand guard where they live: they are counted, no line is drawn to them."""


def _rows(part: Part) -> pd.DataFrame:
    """Return the rows of the posting at the part's stations; of a unit or sector its own rows alone."""
    rows = part.evaluation.posting.rows
    if part.area.kind in {"unit", "sector"}:
        return rows[rows["unit_id"].isin(part.units)]
    return rows[rows["station_id"].isin(part.stations)]


def posting_lines(plate: Plate) -> Drawn:
    """Draw a line from every unit to the stations that its people guard, in the colour of its force."""
    rows = _rows(plate.part)
    rows = rows[rows["station_id"].isin(plate.stations.index)]
    homes, there = plate.terrain.units(), plate.stations[["x", "y"]]
    forces, entries = force_labels(), []
    for force, colour in palette.FORCE_COLOURS.items():
        chosen = rows[rows["unit_force"] == force].drop_duplicates(["unit_id", "station_id"])
        if force == HOME:
            words = _("TPS guarded by {force}, no line").format(force=forces[force])
            entries.append(Entry(words, None, len(chosen)))
            continue
        ends = [homes.loc[chosen["unit_id"]].to_numpy(), there.loc[chosen["station_id"]].to_numpy()]
        lines = [it for it in np.stack(ends, axis=1) if np.isfinite(it).all()]
        look = Stroke(colour, 0.7, DASHES[force])
        words = _("posted: {force}").format(force=forces[force])
        entries.append(Entry(words, look, plate.lines(lines, look, z=Z_LINES, alpha=0.85)))
    return Drawn((Group(lines_title(), tuple(entries)),))


def posted_stations(plate: Plate) -> Drawn:
    """Mark stations by whether everybody whom they need is posted."""
    served = plate.evaluation.posting.stations["served"]
    entries = {
        "yes": (marks.COVERED, _("TPS with everybody posted")),
        "no": (marks.GAP, _("TPS that lacks people")),
    }
    return dotted(plate, served.map({True: "yes", False: "no"}), entries=entries)


def figures(part: Part, hidden: frozenset[str]) -> list[Figure]:
    """Return how many stations have everybody, how many people are posted and how many lack."""
    del hidden
    posting = part.evaluation.posting
    own = posting.stations.loc[part.stations]
    proven = _("TPS with everybody posted, proven best") if posting.proven else _("TPS with everybody posted")
    return [
        Figure(f"{number(int(own['served'].sum()))} / {number(len(own))}", proven),
        Figure(number(int(_rows(part)["people"].sum())), _("people posted")),
        Figure(number(int(own["missing"].sum())), _("people missing")),
    ]


def load(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return what the posting asks of every unit, the busiest first; by force where names are hidden.

    Linmas, who guard their own village, come last.
    """
    rows, units, forces = _rows(part), part.evaluation.units, force_labels()
    hide = "unit_names" in hidden
    key = "unit_force" if hide else "unit_id"
    by = rows.groupby(key).agg(
        people=("people", "sum"), stations=("station_id", "nunique"), longest=("travel_min", "max")
    )
    force = pd.Series(by.index, index=by.index) if hide else by.index.to_series().map(units["force"])
    by = by.assign(home=force.eq(HOME)).sort_index()
    by = by.sort_values(["home", "people"], ascending=[True, False], kind="stable")
    available = part.evaluation.posting.load["available"]
    there = available.groupby(units["force"]).sum() if hide else available
    names = pd.Series(forces) if hide else units["name"]
    return Ranking(
        _("Load by force") if hide else _("Load by unit"),
        (_("Force") if hide else _("Unit"), _("available"), _("posted"), "TPS", _("longest min")),
        tuple(
            (
                str(names[row.Index]),
                number(there[row.Index]),
                number(row.people),
                number(row.stations),
                number(row.longest, 1),
            )
            for row in by.itertuples()
        ),
    )


def guards(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return who guards each station of the part: station, unit, force, people, minutes."""
    rows, it, forces = _rows(part), part.evaluation, force_labels()
    places = part.rows
    several = len(set(places["village"])) > 1
    named = "unit_names" not in hidden and part.area.kind != "unit"
    order = places.loc[rows["station_id"], ["village", "number"]].assign(row=rows.index)
    ordered = rows.loc[order.sort_values(["village", "number", "row"])["row"]]
    made = []
    for row in ordered.itertuples():
        place = places.loc[row.station_id]
        village = f"{place['village']} · " if several else "TPS "
        who = str(it.units["name"].get(row.unit_id, row.unit_id)) if named else forces[row.unit_force]
        made.append((f"{village}{place['number']:.0f}", who, number(row.people), number(row.travel_min, 1)))
    return Ranking(
        _("Posting list"), ("TPS", _("Unit") if named else _("Force"), _("People"), _("Minutes")), tuple(made)
    )
