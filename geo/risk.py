"""Risk: indicators -> parts -> score -> class, with everything kept that explains the score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from geo.catalogue import RANKS, UNASSESSED, Indicator
from geo.changes import ClassOverride
from geo.errors import Fault, ScenarioError
from geo.pattern import CLASSES

PART = "part_"
STABILITY_STEP = 0.2
SCORE_DECIMALS = 12
"""Scores are told apart to this many decimals: a sum on a break must not fall below it by rounding."""


def normalise(values: np.ndarray, indicator: Indicator) -> np.ndarray:
    """Return an indicator on 0 (calm) to 1 (risky): linear between its bounds, clipped beyond, NaN kept."""
    share = np.clip((values - indicator.low) / (indicator.high - indicator.low), 0, 1)
    return share if indicator.direction == "higher" else 1 - share


def normalised(values: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """Return one column per indicator on 0..1; a column that `values` lacks is NaN throughout."""
    raw = values.reindex(columns=list(indicators)).to_numpy(float)
    columns = [normalise(raw[:, i], it) for i, it in enumerate(indicators.values())]
    return pd.DataFrame(np.column_stack(columns), index=values.index, columns=list(indicators))


def effective_weights(
    indicators: Mapping[str, Indicator], weights: Iterable[tuple[str, float]]
) -> dict[str, float]:
    """Return a weight per indicator: the catalogue's where `weights` is empty, else the given ones or 0.

    Raises
    ------
    ScenarioError
        A weight names no indicator.
    """
    given = dict(weights)
    unknown = sorted(set(given) - set(indicators))
    if unknown:
        raise ScenarioError(
            Fault(
                "Weights for indicators that do not exist",
                "Use one of {known}",
                {"known": ", ".join(indicators)},
                unknown,
            )
        )
    return {key: given.get(key, 0.0) if given else it.weight for key, it in indicators.items()}


def classify(scores: np.ndarray, breaks: tuple[float, ...]) -> np.ndarray:
    """Return class ids; a score on a break belongs to the class above it, NaN is unassessed."""
    names = np.array(CLASSES, dtype=object)
    rounded = np.round(np.nan_to_num(scores), SCORE_DECIMALS)
    index = np.searchsorted(np.asarray(breaks), rounded, side="right")
    return np.where(np.isnan(scores), UNASSESSED, names[index])


def score(
    shares: pd.DataFrame, weights: Mapping[str, float], *, breaks: tuple[float, float, float]
) -> pd.DataFrame:
    """Score stations as the weighted mean of the indicators that are known.

    Parameters
    ----------
    shares : (n, m) normalised indicators 0..1, NaN where unknown.
    weights : one weight per column of `shares`.
    breaks : scores from which a station is elevated, high, special.

    Returns
    -------
    DataFrame
        On the index of `shares`: score 0..1 (NaN where nothing is known), class_id, rank,
        completeness (known weight over all weight, 0..1), and part_<indicator>: what each indicator adds to
        the score; the parts sum to the score. A missing indicator lowers completeness and never counts as 0.
    """
    weight = np.array([weights[key] for key in shares.columns])
    value = shares.to_numpy(float)
    known = np.isfinite(value) * weight
    total = known.sum(axis=1)
    with np.errstate(invalid="ignore"):
        parts = np.where(np.isfinite(value), value, 0) * weight / np.where(total > 0, total, np.nan)[:, None]
    scores = parts.sum(axis=1)
    classes = classify(scores, breaks)
    result = pd.DataFrame(parts, index=shares.index, columns=[f"{PART}{key}" for key in shares.columns])
    result[~np.isfinite(value)] = np.nan
    result.insert(0, "score", scores)
    result.insert(1, "class_id", classes)
    result.insert(2, "rank", [RANKS[class_id] for class_id in classes])
    result.insert(3, "completeness", total / weight.sum() if weight.sum() > 0 else 0.0)
    return result


def override(risk: pd.DataFrame, village_of: pd.Series, overrides: Iterable[ClassOverride]) -> pd.DataFrame:
    """Put classes set by persons over the computed ones; the later of two overrides wins.

    Parameters
    ----------
    risk : as `score` returns it.
    village_of : village_id on the same index.
    overrides : for a village, or for one station of it.

    Returns
    -------
    DataFrame
        `risk` with computed_class_id, override_reason, override_author and override_date added.

    Raises
    ------
    ScenarioError
        An override names no station of this operation.
    """
    result = risk.assign(
        computed_class_id=risk["class_id"], override_reason="", override_author="", override_date=""
    )
    lost = []
    for it in sorted(overrides, key=lambda it: (it.date, it.station_id or "")):
        rows = village_of.index[village_of == it.village_id]
        if it.station_id is not None:
            rows = rows[rows == it.station_id]
        if not len(rows):
            lost.append(it.station_id or it.village_id)
        result.loc[rows, ["class_id", "rank"]] = [it.class_id, RANKS[it.class_id]]
        result.loc[rows, ["override_reason", "override_author", "override_date"]] = [
            it.reason,
            it.author,
            it.date.isoformat(),
        ]
    if lost:
        raise ScenarioError(
            Fault(
                "Class overrides for places without a station",
                "Remove the override or correct its code",
                ids=lost,
            )
        )
    return result


def stability(
    shares: pd.DataFrame, weights: Mapping[str, float], *, breaks: tuple[float, float, float]
) -> pd.DataFrame:
    """Rank stability: what happens to the computed classes when one weight moves by 20 % either way.

    Returns
    -------
    DataFrame
        On the index of `shares`: stable (bool, the class holds under every single move) and one column
        per indicator, True where the class holds under both moves of that weight.
    """
    weight = np.array([weights[key] for key in shares.columns])
    value = shares.to_numpy(float)
    present = np.isfinite(value)
    value = np.where(present, value, 0)
    upper, lower = value @ weight, present @ weight
    with np.errstate(invalid="ignore", divide="ignore"):
        base = classify(upper / lower, breaks)
        holds = {}
        for column, key in enumerate(shares.columns):
            held = np.ones(len(shares), dtype=bool)
            for step in (-STABILITY_STEP, STABILITY_STEP):
                moved = step * weight[column]
                top, bottom = upper + moved * value[:, column], lower + moved * present[:, column]
                held &= classify(np.where(bottom > 0, top / bottom, np.nan), breaks) == base
            holds[key] = held
    result = pd.DataFrame(holds, index=shares.index)
    result.insert(0, "stable", result.all(axis=1))
    return result
