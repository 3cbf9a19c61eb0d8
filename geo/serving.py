"""Serving: how many of the people that are wanted can be had from those who are there, force by force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from geo.catalogue import UNASSESSED
from geo.pattern import Rule

ANY = "any"
"""Stands for a need that people of every force may meet."""
WANTED = ("polri", "linmas", "tni")
"""The forces that a rule asks for."""


def required(
    classes: pd.Series, rules: Iterable[Rule], *, forces: Iterable[str], unassessed_class: str
) -> pd.DataFrame:
    """Return how many people an incident at each place asks for: the whole figure of the rule of its class.

    What a rule spreads over several stations is wanted whole where something happens. Forces that do not
    respond themselves are not asked for: Linmas, for one, stand at their station already.

    Parameters
    ----------
    classes : class_id by station.
    forces : who responds.
    unassessed_class : class whose rule a station without a class follows.

    Returns
    -------
    DataFrame
        On the index of `classes`, one column for each force that a rule names and that responds [people].
    """
    known = classes.where(classes != UNASSESSED, unassessed_class)
    rule_of = {class_id: rule for rule in rules for class_id in rule.classes}
    asked = [force for force in WANTED if force in set(forces)]
    people = {force: {it: getattr(rule, force) for it, rule in rule_of.items()} for force in asked}
    return pd.DataFrame({force: known.map(people[force]).astype(int) for force in asked}, index=classes.index)


def servers(
    wanted: Iterable[str], forces: Iterable[str], substitutes: Iterable[tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Return by wanted force who serves it: its own people and its stand-ins, as far as they respond."""
    there, stand_ins = list(forces), list(substitutes)
    return {
        want: tuple(force for force in there if want in (ANY, force) or (want, force) in stand_ins)
        for want in wanted
    }


def served(
    wanted: Mapping[str, np.ndarray], there: Mapping[str, np.ndarray], serves: Mapping[str, tuple[str, ...]]
) -> np.ndarray:
    """Return the most people of those wanted that those who are there can serve, nobody serving twice.

    The least cut of the flow from forces to needs (Ford & Fulkerson 1956, doi:10.4153/CJM-1956-045-5): over
    every set of needs, all who may serve one of them plus the needs outside the set.

    Parameters
    ----------
    wanted : people wanted by force, arrays that broadcast against those of `there`.
    there : people by force.
    serves : by wanted force, who serves it; see `servers`.
    """
    shape = np.broadcast_shapes(*(np.shape(it) for it in (*wanted.values(), *there.values())))
    least: np.ndarray = np.full(shape, np.inf)
    for size in range(len(wanted) + 1):
        for some in combinations(wanted, size):
            outside = sum((wanted[it] for it in wanted if it not in some), np.zeros(shape))
            able = {force for it in some for force in serves[it] if force in there}
            least = np.minimum(least, sum((there[it] for it in sorted(able)), outside))
    return least.astype(int)
