"""Layers of the strength sheet: how many people each village needs, and what each district lacks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard import palette
from dashboard.export.labels import Wish
from dashboard.export.layers import painted
from dashboard.export.legend import Fill
from dashboard.export.plate import Drawn, Plate
from dashboard.text import _, number
from geo.strength import GUARDS

STEPS = 4
TINTS = (
    Fill("#eaf0f6", palette.POLICE, ""),
    Fill(palette.BAND_TINTS[1], palette.POLICE, "dots"),
    Fill("#7e9cbd", palette.POLICE, "lines", "#20364f"),
    Fill("#3c648f", palette.POLICE, "cross", "#dfe8f1"),
)
"""From the least need to the largest, each darker in greys than the one before."""


def breaks(values: np.ndarray) -> list[int]:
    """Return the upper ends of at most four classes of whole numbers, about equally filled.

    The last end is the largest value; classes that would be empty are left out.
    """
    if not len(values):
        return []
    ends = np.quantile(values, np.arange(1, STEPS + 1) / STEPS, method="higher")
    return sorted({int(it) for it in ends})


def village_need(plate: Plate) -> Drawn:
    """Fill the part's villages by the guards they need, and write the number into each."""
    it = plate.evaluation
    people = it.need[list(GUARDS)].sum(axis=1).groupby(it.operation.stations["village_id"]).sum()
    own = people[people.index.isin(plate.part.villages)]
    ends = breaks(own.to_numpy())
    rank = pd.Series(np.searchsorted(ends, own.to_numpy()), index=own.index, dtype=object)
    tints = TINTS[-len(ends) :] if len(ends) < STEPS else TINTS
    entries, low = {}, int(own.min()) if len(own) else 0
    for i, high in enumerate(ends):
        span = number(high) if low == high else f"{number(low)}–{number(high)}"
        entries[i] = (tints[i], _("{span} people").format(span=span))
        low = high + 1
    drawn = painted(plate, rank, title=_("Guards needed by village"), entries=entries)
    wishes = [
        Wish(
            (str(it.operation.villages.loc[village_id, "name"]), number(need)),
            _middle(plate, village_id),
            65,
            size=5.6,
            colour="#12263c",
            led=True,
        )
        for village_id, need in own.items()
        if _visible(plate, village_id)
    ]
    return Drawn(drawn.groups, tuple(wishes))


def _visible(plate: Plate, village_id: str) -> bool:
    return bool(plate.frame.holds(np.array([_middle(plate, village_id)]))[0])


def _middle(plate: Plate, village_id: str) -> tuple[float, float]:
    at = plate.terrain.villages[village_id].representative_point()
    return at.x, at.y


def district_balance(plate: Plate) -> Drawn:
    """Write under the names of districts what they need and what they lack."""
    table = plate.evaluation.balance_by_district.groupby("place")[["need", "shortfall"]].sum()
    wishes = []
    for name, shape in plate.terrain.districts.items():
        at = shape.representative_point()
        inside = plate.frame.holds(np.array([[at.x, at.y]]))[0]
        if not inside or name not in table.index or not table.loc[name, "need"]:
            continue
        short = int(table.loc[name, "shortfall"])
        need = number(table.loc[name, "need"])
        words = _("needs {need}, short {short}") if short else _("needs {need}")
        lines = (str(name).upper(), words.format(need=need, short=number(short)))
        wish = Wish(lines, (at.x, at.y), 62, size=6.4, bold=True, colour="#1c232a")
        wishes.append(replace(wish, room=plate.room(shape)))
    return Drawn(wishes=tuple(wishes))
