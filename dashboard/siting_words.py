"""What the page on siting says: the answer in a sentence, how it came about, the points of its curve."""

from __future__ import annotations

import math

import pandas as pd

from dashboard import names, wishes
from dashboard.text import _, number, percent
from geo import siting
from geo.coverage import HIGH_RANK
from geo.evaluate import Evaluation
from geo.siting import Siting

BY_MINUTES = ("median", "centre")
"""Questions whose answers are counted in minutes."""


def sentence(evaluation: Evaluation, best: Siting, first: Siting) -> str:
    """Say what the posts bring.

    Parameters
    ----------
    best : the answer that is shown.
    first : the answer for one post.
    """
    told = {
        "n": number(len(best.posts)),
        "m": number(len(best.gained)),
        "covered": number(best.covered),
        "all": number(len(evaluation.stations)),
        "minutes": number(evaluation.scenario.threshold_min),
        "place": first.posts["name"].iloc[0] if len(first.posts) else "",
        "k": number(len(first.gained)),
        "after": number(best.value, 1),
        "before": number(best.before, 1) if math.isfinite(best.before) else _("out of reach"),
        "twice": number(best.value),
        "once": number(best.before),
        "high": number(int(evaluation.stations["rank"].ge(HIGH_RANK).sum())),
    }
    return _sentence(evaluation, best).format(**told)


def _sentence(evaluation: Evaluation, best: Siting) -> str:
    count = len(evaluation.stations)
    if not len(best.posts):
        if count and best.covered_before == count:
            return _("Every TPS is reached within {minutes} minutes already; no further post is needed.")
        return _("No place for a post would better this.")
    told = {
        "fewest": _("{n} posts are the fewest that reach all {all} TPS within {minutes} minutes."),
        "backup": _(
            "{n} more posts reach {m} more TPS, and {twice} of {high} very vulnerable TPS by two units "
            "instead of {once}."
        ),
        "median": _("{n} more posts bring the minutes to all TPS together down from {before} to {after}."),
        "centre": _(
            "With {n} more posts the longest way to a TPS takes {after} minutes instead of {before}."
        ),
        "covering": _(
            "{n} more posts reach {m} more TPS ({covered} of {all}); the first, at {place}, closes {k} gaps."
        ),
    }
    if best.model == "fewest" and best.covered < count:
        return _("{n} posts reach all TPS that any place can reach in {minutes} minutes: {covered} of {all}.")
    if best.model == "covering" and len(best.posts) == 1:
        return _("1 more post, at {place}, closes {m} gaps: {covered} of {all} TPS in {minutes} minutes.")
    return told[best.model]


def note(evaluation: Evaluation, best: Siting) -> str:
    """Say how the answer came about, and whether it is proven."""
    count = siting.candidates(evaluation)["kind"].value_counts()
    known = {"village": _("{n} villages"), "hall": _("{n} village halls"), "drawn": _("{n} put by hand")}
    parts = [known[kind].format(n=number(int(n))) for kind, n in count.items()]
    proof = (
        _("proven best")
        if best.proven
        else _("best found; {share} at most could be better").format(share=percent(best.gap))
    )
    places = _("candidate places: {parts}").format(parts=", ".join(parts) or "0")
    return f"{proof} · {places} · {names.caption(evaluation)}"


def points(found: tuple[Siting, ...]) -> pd.DataFrame:
    """Return the points of the curve: posts, value, label and what a tooltip tells."""
    model, first = found[0].model, found[0]
    plain = model in wishes.CURVED
    start = first.covered_before if plain else first.before
    rows = [(0, float(start))]
    rows += [(it.allowed, float(it.covered if plain else it.value)) for it in found if it.allowed]
    table = pd.DataFrame(rows, columns=["posts", "value"])
    table = table[table["value"].map(math.isfinite)].reset_index(drop=True)
    digits = 1 if model in BY_MINUTES else 0
    change = table["value"].diff()
    table["label"] = ["" if pd.isna(it) else f"{'+' if it > 0 else ''}{number(it, digits)}" for it in change]
    table["told"] = [
        f"{_('{n} more posts').format(n=number(row.posts))}: {number(row.value, digits)} {unit(model)}"
        for row in table.itertuples()
    ]
    return table


def unit(model: str) -> str:
    """Return what the values of a question are."""
    known = {"backup": _("Very vulnerable TPS reached twice"), "centre": _("Minutes of the longest way")}
    return known.get(model, _("Minutes to all TPS") if model == "median" else _("TPS reached"))
