"""Scenes: what a map shows, as values that any page can draw: one constant scene, one small state over it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from dashboard import names, palette, text
from dashboard.legend import ORDER, Look, legend, station_marks
from dashboard.text import _, language
from geo.evaluate import Evaluation

IDLE = "."


def background(address: str, date: str) -> dict[str, Any]:
    """Return what a scene says of its background map.

    Parameters
    ----------
    date : of its data, beginning with year-month-day where it is known.
    """
    try:
        day = text.date(dt.date.fromisoformat(date[:10]))
    except ValueError:
        day = _("date unknown")
    credit = _("Background: © OpenStreetMap contributors, {day}").format(day=day)
    return {"url": address, "colours": palette.BASEMAP, "credit": credit}


def scene(
    evaluation: Evaluation,
    addresses: dict[str, str | None],
    look: Look,
    *,
    basemap: dict[str, Any] | None = None,
    sheet: bool = False,
) -> dict[str, Any]:
    """Return everything about a map that stays the same while the planner turns knobs.

    Parameters
    ----------
    addresses : of the layers villages, districts, stations and, where there is one, ground.
    look : what the map shows.
    basemap : address, colours and credit of the background map, where there is one.
    sheet : whether a button on the map asks for it as a sheet.
    """
    west, south, east, north = evaluation.operation.villages.total_bounds
    labels = names.class_labels()
    return {
        **addresses,
        "bounds": [[south, west], [north, east]],
        "classes": [{**palette.CLASS_LOOKS[c], "label": labels[c]} for c in ORDER],
        "marks": station_marks(look),
        "markLabels": list(look.kinds.labels) if look.kinds else None,
        "lineLooks": [{"color": it["fill"]} for it in look.kinds.looks] if look.kinds else [],
        "units": list(palette.unit_looks().values()),
        "looks": palette.layer_looks(basemap=basemap is not None),
        "basemap": basemap,
        "legend": legend(evaluation, look),
        "villageNames": look.named,
        "bare": look.bare,
        "twin": look.twin,
        "texts": {
            "idle": _("no election on this day"),
            "minutes": _("%s minutes") + ", " + names.means(evaluation),
            "unreached": _("no unit can come"),
            "closed": _("closed"),
            "sheet": _("This map as a sheet") if sheet else "",
            "point": "," if language() == "id" else ".",
        },
    }


def village_classes(evaluation: Evaluation) -> pd.Series:
    """Return the digit of the worst class among each village's stations; a dot where nobody votes."""
    worst = evaluation.stations.groupby("village_id")["rank"].max()
    digits = worst.reindex(evaluation.operation.villages.index)
    return digits.map(lambda rank: IDLE if pd.isna(rank) else str(int(rank)))


def paint(evaluation: Evaluation, *, by_class: bool) -> dict[str, Any]:
    """Return the part of a state that follows from the numbers: one digit per village and station."""
    rows = evaluation.stations
    classes = "".join(rows["rank"].astype(int).astype(str))
    covered = "".join("0" if ok else "1" for ok in rows["covered"])
    return {
        "villages": "".join(village_classes(evaluation)),
        "classes": classes,
        "marks": classes if by_class else covered,
    }
