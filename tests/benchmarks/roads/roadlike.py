"""Seeded road-like graphs of any size: a bent grid with a hierarchy of roads, gaps and one-way streets."""

import numpy as np

from geo.travel.graph import RoadGraph

SPACING_DEG = 0.0012
LEVELS = ((1, 0.55, 22.0), (6, 0.90, 35.0), (24, 0.97, 50.0), (96, 0.99, 70.0))
"""Every how manieth line of the grid, the share of its streets that exist, speed [km/h]."""
METRES_PER_DEGREE = 111_195.0


def roadlike(side, *, seed=7):
    """Build a graph of nearly ``side * side`` nodes near the equator; only its largest strong part is kept."""
    rng = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(side * side), side)
    shift = rng.normal(0, 0.2, (2, side * side))
    place = np.column_stack([(column + shift[0]) * SPACING_DEG, (row + shift[1]) * SPACING_DEG])
    node = np.arange(side * side).reshape(side, side)
    across = np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
    along = np.column_stack([node[:-1].ravel(), node[1:].ravel()])
    pairs = np.vstack([across, along])
    grid_line = np.concatenate([row[across[:, 0]], column[along[:, 0]]])
    level = sum((grid_line % every == 0).astype(int) for every, _, _ in LEVELS[1:])
    kept = rng.random(len(pairs)) < np.array([share for _, share, _ in LEVELS])[level]
    pairs, level = pairs[kept], level[kept]
    detour = rng.uniform(1, 1.3, len(pairs))
    metres = np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1) * METRES_PER_DEGREE * detour
    minutes = metres * 0.06 / np.array([speed for _, _, speed in LEVELS])[level]
    both = rng.random(len(pairs)) >= 0.06
    tail, head = np.vstack([pairs, pairs[both][:, ::-1]]).T
    minutes, metres = np.append(minutes, minutes[both]), np.append(metres, metres[both])
    whole = RoadGraph.from_edges(place[:, 0], place[:, 1], tail, head, minutes, metres=metres)
    number = np.cumsum(whole.core) - 1
    inside = whole.core[tail] & whole.core[head]
    return RoadGraph.from_edges(
        *place[whole.core].T,
        number[tail[inside]],
        number[head[inside]],
        minutes[inside],
        metres=metres[inside],
        meta={"source": f"roadlike {side} {seed}"},
    )
