"""The tactical floor game: from where to each village, in how many minutes, to be read from afar."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.export import marks
from dashboard.export.labels import Wish
from dashboard.export.layers import painted
from dashboard.export.legend import Fill
from dashboard.export.panel import Ranking
from dashboard.export.part import Part
from dashboard.export.plate import Drawn, Plate
from dashboard.export.points import minutes, ways
from dashboard.text import _, number
from geo.strength import GUARDS

LATE = Fill("#ffe68a", "#7a6a12", "cross")
TIMES = (0.5, 1.0, 1.5)


def _last(plate: Plate) -> pd.DataFrame:
    """Return for each village of the part its station that is reached last, by village_id."""
    rows = plate.stations.assign(village_id=plate.evaluation.operation.stations["village_id"])
    ordered = rows.assign(station_id=rows.index, order=rows["travel_min"].fillna(np.inf)).sort_values(
        ["order", "station_id"]
    )
    return ordered.drop_duplicates("village_id", keep="last").set_index("village_id")


def village_minutes(plate: Plate) -> Drawn:
    """Fill villages by the minutes to the station reached last."""
    last, allowed = _last(plate)["travel_min"], plate.evaluation.scenario.threshold_min
    ends = [allowed * it for it in TIMES]
    bands = np.searchsorted(ends, last.fillna(np.inf).to_numpy())
    tints = (
        Fill(palette.BAND_TINTS[2], palette.POLICE),
        Fill(palette.BAND_TINTS[0], palette.POLICE, "dots"),
        Fill("#fff3c4", "#7a6a12", "lines", "#8d7a2a"),
        LATE,
    )
    words = [number(it, 0 if it == int(it) else 1) for it in ends]
    labels = (
        _("at most {minutes} min").format(minutes=words[0]),
        _("at most {minutes} min").format(minutes=words[1]),
        _("at most {minutes} min").format(minutes=words[2]),
        _("more than {minutes} min").format(minutes=words[2]),
    )
    entries = {i: (tint, label) for i, (tint, label) in enumerate(zip(tints, labels, strict=True))}
    looks = pd.Series(bands, index=last.index, dtype=object)
    return painted(plate, looks, title=_("Minutes to the last TPS of the village"), entries=entries)


def starts(plate: Plate) -> Drawn:
    """Draw the way to the station of each village that is reached last."""
    return ways(plate, pd.Index(_last(plate)["station_id"]))


def village_times(plate: Plate) -> Drawn:
    """Write name and minutes beside the station of each village that is reached last."""
    gap = plate.radius(marks.PLAIN)
    return Drawn(
        wishes=tuple(
            Wish(
                (str(row.village), minutes(row.travel_min)),
                (row.x, row.y),
                70,
                size=7.4,
                bold=True,
                gap=gap,
                led=True,
            )
            for row in _last(plate).itertuples()
        )
    )


def villages(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return the part's villages by the minutes to their station that is reached last, and from where."""
    rows = part.rows.assign(village_id=part.evaluation.operation.stations["village_id"])
    rows = rows.assign(station_id=rows.index, order=rows["travel_min"].fillna(np.inf))
    last = rows.sort_values(["order", "station_id"]).drop_duplicates("village_id", keep="last").iloc[::-1]
    shown = "unit_names" not in hidden
    who = last["unit_id"].map(part.evaluation.units["name"]).fillna(_("none")) if shown else last["district"]
    need = (
        part.evaluation.need[list(GUARDS)]
        .sum(axis=1)
        .groupby(part.evaluation.operation.stations["village_id"])
        .sum()
    )
    return Ranking(
        _("Minutes to each village"),
        (_("Village"), _("Nearest unit") if shown else _("District"), _("Need"), _("Minutes")),
        tuple(
            (row.village, str(unit), number(need[row.village_id]), number(row.travel_min, 1))
            for row, unit in zip(last.itertuples(), who, strict=True)
        ),
    )
