"""Tour: in which order a convoy reaches its stations, and after how many minutes on the way."""

from __future__ import annotations

import numpy as np


def tour(
    direct_min: np.ndarray, xyz: np.ndarray, *, stop_min: float, min_per_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return when a convoy reaches each of its stations: the nearest first, from each the nearest next.

    Between two stations the minutes are ``metres as the crow flies x min_per_m``, after `stop_min` for people
    to get down; a station is never reached sooner than straight from the base. Ties go to the earlier row.

    Parameters
    ----------
    direct_min : (n,) minutes from the base straight to each station; all finite.
    xyz : (n, 3) metres, see `geo.travel.geodesic.earth_xyz`.
    stop_min : minutes at each stop before the convoy goes on.
    min_per_m : minutes for one metre as the crow flies.

    Returns
    -------
    (n,) minutes from departure to arrival, (n,) running number of the stop from 1.
    """
    count = len(direct_min)
    ride, stop = np.zeros(count), np.zeros(count, dtype=int)
    left = np.ones(count, dtype=bool)
    now, spent = int(direct_min.argmin()) if count else 0, float(direct_min.min(initial=np.inf))
    for number in range(1, count + 1):
        ride[now], stop[now], left[now] = spent, number, False
        if number < count:
            metres = np.where(left, np.linalg.norm(xyz - xyz[now], axis=1), np.inf)
            following = int(metres.argmin())
            spent = max(spent + stop_min + metres[following] * min_per_m, float(direct_min[following]))
            now = following
    return ride, stop
