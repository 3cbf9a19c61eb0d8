"""Risk indicators of electing villages: simulated, correlated within a village, a few unknown."""

from __future__ import annotations

from typing import Any

import numpy as np
from deployment import seed_of

UNKNOWN_SHARE = 0.04
"""Share of indicator values left empty, so that completeness shows."""

HOT = 0.75
"""Tension from which a village starts that the police named, or that chance made tense."""

TENSE_SHARE = 0.2
"""Share of tense villages among those that the police did not name."""


def _level(tension: float, rng: np.random.Generator, *, spread: float = 0.6) -> int:
    """Return a level 0..3 that grows with tension."""
    return int(np.clip(np.floor(3.2 * tension + rng.normal(0, spread)), 0, 3))


def indicator_values(
    operation: str, village_id: str, *, hot: bool, named: bool, remoteness: int
) -> dict[str, Any]:
    """Return one value per village indicator, None where it is unknown.

    Parameters
    ----------
    operation : id of the operation, part of the seed.
    village_id : Kemendagri code, part of the seed.
    hot : the police named this village as vulnerable.
    named : the police named some villages of this operation, so that all others are calm.
    remoteness : 0..3, from the distance to the nearest police.
    """
    rng = seed_of("indicators", operation, village_id)
    drawn, chance = float(rng.beta(1.2, 2.0)), rng.random()
    tense = hot or (not named and chance < TENSE_SHARE)
    calm_reach = 0.35 if named else 0.75
    tension = HOT + 0.25 * drawn if tense else calm_reach * drawn
    margin = 45 * (1 - tension) * rng.uniform(0.25, 1.25)
    values: dict[str, Any] = {
        "candidates": int(np.clip(np.round(2 + 3 * tension + rng.normal(0, 0.7)), 2, 5)),
        "last_margin_pct": float(np.clip(np.round(margin, 1), 0, 60)),
        "incumbent_stands": int(rng.random() < 0.45 + 0.4 * tension),
        "candidate_dispute": int(rng.random() < 0.9 * tension**1.5),
        "gambling": _level(tension, rng),
        "conflict_history": _level(tension, rng),
        "protest_history": _level(0.9 * tension, rng),
        "organiser_readiness": 3 - _level(0.8 * tension, rng),
        "remoteness": remoteness,
        "unrest_now": _level(0.85 * tension, rng),
    }
    unknown = rng.random(len(values)) < UNKNOWN_SHARE
    return {key: None if gone else value for (key, value), gone in zip(values.items(), unknown, strict=True)}


INDICATORS = (
    "candidates", "last_margin_pct", "incumbent_stands", "candidate_dispute", "gambling", "conflict_history",
    "protest_history", "organiser_readiness", "remoteness", "unrest_now",
)  # fmt: skip
"""Village indicators that are simulated here; `registered_voters` is summed from the stations."""
