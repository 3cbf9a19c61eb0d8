"""Overlaps: what two villages both claim, what none does, and parts of one village in several rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.intake.ledger import Ledger
from geo.intake.polygons import areal, areas_m2

SLIVER_SHARE = 0.01
"""An overlap of at most this share of the smaller village is taken as two drawings of one border."""
LEAST_M2 = 1.0
GAP_M2 = 1_000_000.0
"""A hole between villages up to this size is taken as a gap; a larger one as land of others, or a lake."""
FEWEST_WITH_A_GAP = 2
"""A hole in a village that stands alone lies between no two of them."""
_AREAL = (3, 6)


def join_parts(shapes: np.ndarray, ids: np.ndarray, names: np.ndarray, ledger: Ledger) -> np.ndarray:
    """Return shapes in which rows of one village, by id and name, are one; the later rows are set aside."""
    joined = shapes.copy()
    at = np.flatnonzero(np.isin(shapely.get_type_id(shapes), _AREAL) & pd.notna(ids) & ledger.open)
    frame = pd.DataFrame({"id": ids[at], "name": pd.Series(names[at], dtype=object).fillna(""), "at": at})
    for _, group in frame.groupby(["id", "name"], sort=True)["at"]:
        here = group.to_numpy()
        if len(here) == 1:
            continue
        rest = here[1:]
        first = str(ledger.rows[here[0]])
        gone = ledger.add(rest, "geometry", "polygon_parts", status="repaired", confidence=0.9, other=first)
        if gone.any():
            joined[here[0]] = areal(shapely.union_all(joined[[here[0], *rest[gone]]]))
            ledger.set_aside(rest[gone])
    return joined


def _pairs(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (one, other) of the shapes that share more than a border, each pair once."""
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    more = ~shapely.touches(shapes[one], shapes[other])
    order = np.lexsort((other[more], one[more]))
    return one[more][order], other[more][order]


def settle(shapes: np.ndarray, ids: np.ndarray, ledger: Ledger) -> tuple[np.ndarray, pd.DataFrame]:
    """Return shapes without slivers of overlap, and the areas that changed; ask about what is more.

    A sliver is cut off the larger of the two, the one whose share of change is least; ties by row. A wide
    overlap (rule "overlap") stays as it is until somebody accepts the same cut.

    Returns
    -------
    tuple
        The shapes (n,), and a frame with row, rule, before_m2 and after_m2.
    """
    cut, told = shapes.copy(), []
    at = np.flatnonzero(np.isin(shapely.get_type_id(shapes), _AREAL) & ledger.open)
    one, other = _pairs(cut[at])
    sizes = areas_m2(cut[at])
    shared = areas_m2(shapely.intersection(cut[at][one], cut[at][other])) if len(one) else np.zeros(0)
    for k in np.flatnonzero(shared > LEAST_M2):
        large, small = sorted((int(one[k]), int(other[k])), key=lambda i: (-sizes[i], i))
        rest = areal(shapely.difference(cut[at[large]], cut[at[small]]))
        after = float(areas_m2(np.array([rest], dtype=object))[0])
        thin = bool(shared[k] <= SLIVER_SHARE * sizes[small])
        rule = "sliver_overlap" if thin else "overlap"
        applied = ledger.add(
            at[[large]],
            "geometry",
            rule,
            status="repaired" if thin else "questioned",
            before=f"{sizes[large]:.0f}",
            after=f"{after:.0f}" if rest is not None else None,
            confidence=0.9 if thin else 0.3,
            amount=round(float(shared[k]), 1),
            other=str(ids[at[small]]),
        )
        if applied[0] and rest is not None:
            cut[at[large]] = rest
            told.append((ledger.rows[at[large]], rule, sizes[large], after))
            sizes[large] = after
    _gaps(cut[at], ledger)
    return cut, pd.DataFrame(told, columns=["row", "rule", "before_m2", "after_m2"])


def _gaps(shapes: np.ndarray, ledger: Ledger) -> None:
    """Note how much land between the villages is nobody's: holes of up to a square kilometre."""
    if len(shapes) < FEWEST_WITH_A_GAP:
        return
    whole = shapely.union_all(shapes)
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    if not rings:
        return
    sizes = areas_m2(shapely.polygons(np.array(rings, dtype=object)))
    small = sizes[(sizes > LEAST_M2) & (sizes <= GAP_M2)]
    if len(small):
        ledger.about_sheet(
            "gaps_between_villages", amount=round(float(small.sum()), 1), other=str(len(small))
        )
