"""What the build says about its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from outline import to_metres

if TYPE_CHECKING:
    import pandas as pd
    from cells import Cells
    from operations import Built

CIRCUITY = 1.3
SPEED_KMH = 40.0
TURNOUT_MIN = 2.0
THRESHOLD_MIN = 10.0


def police_minutes(stations: pd.DataFrame, units: pd.DataFrame) -> np.ndarray:
    """Return minutes [min] from each station to the nearest Polri or Brimob unit, straight line x 1.3."""
    police = units[units["force"].isin(["polri", "brimob"])]
    posts = to_metres(police[["lon", "lat"]].to_numpy(float))
    places = to_metres(stations[["lon", "lat"]].to_numpy(float))
    metres: np.ndarray = np.hypot(*(places[:, None, :] - posts[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    return TURNOUT_MIN + CIRCUITY * metres / 1000 / SPEED_KMH * 60


def _operation_lines(built: Built) -> list[str]:
    """Return the lines of one operation."""
    villages, stations, units = built.villages, built.stations, built.units
    forces = units.groupby("force")["personnel"].sum().to_dict()
    far = police_minutes(stations, units) > THRESHOLD_MIN
    places = villages["district"].reindex(stations["village_id"][far]).value_counts().sort_index()
    where = ", ".join(f"{district} {count}" for district, count in places.items())
    named = int((villages["selection"] == "published").sum())
    electing, voters = int(villages["electing"].sum()), int(stations["registered_voters"].sum())
    return [
        f"{built.meta['id']}: {len(villages)} villages, {electing} electing ({named} published)",
        f"  {len(stations)} stations, {voters} voters (simulated)",
        f"  personnel {int(units['personnel'].sum())} in {len(units)} units: "
        + ", ".join(f"{force} {count}" for force, count in sorted(forces.items())),
        f"  stations beyond {THRESHOLD_MIN:.0f} min of police (straight line): {int(far.sum())} ({where})",
    ]


def report_lines(cells: Cells, operations: list[Built]) -> list[str]:
    """Return the report of a build.

    Parameters
    ----------
    cells : the village cells.
    operations : the built operations.
    """
    error = np.abs(cells.area_error)
    worst = int(error.argmax())
    name, district = cells.villages.loc[worst, ["name", "district"]]
    outside = cells.villages.set_index("village_id").loc[cells.label_outside]
    listed = ", ".join(f"{row['name']} ({row['district']})" for _, row in outside.iterrows()) or "none"
    median, over = np.median(error), int((error > 0.01).sum())
    lines = [
        f"cells: {len(error)}; area error: median {median:.3%}, {over} over 1 %, largest {error.max():.1%}",
        f"largest area error in {name} ({district})",
        f"label points outside their own cell: {len(outside)}: {listed}",
    ]
    for built in operations:
        lines += _operation_lines(built)
    return lines
