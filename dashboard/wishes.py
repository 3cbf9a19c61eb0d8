"""Wishes: what a planner asks of the siting of posts, and the answers for every number of posts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from dashboard import controls, curves, names, screen, state, work
from dashboard.text import _, number
from geo import siting
from geo.candidates import Post, Weights
from geo.changes import Force
from geo.evaluate import Evaluation
from geo.scenario import Scenario
from geo.siting import Siting
from geo.trial import Model

MOST = 10
"""So many posts at most."""
NAME = "wish"
WEIGHED = ("covering", "median")
"""Questions in which it can be chosen what a station counts."""
CURVED = ("covering", "fewest")
BY_NUMBER = {"backup": siting.backup, "median": siting.p_median, "centre": siting.p_centre}


@dataclass(frozen=True)
class Wish:
    """What is asked.

    Parameters
    ----------
    model : the question.
    weights : what a station counts.
    posts : how many of them.
    personnel, force : who mans each of them.
    turn : counts how often the curve has chosen; the controls start afresh then.
    """

    model: Model = "covering"
    weights: Weights = "stations"
    posts: int = 3
    personnel: int = 10
    force: Force = "polri"
    turn: int = 0

    @property
    def counted(self) -> Weights:
        """What a station counts in this question."""
        return self.weights if self.model in WEIGHED else "stations"

    @property
    def post(self) -> Post:
        """Who mans each post."""
        return Post(personnel=self.personnel, force=self.force)

    def key(self, evaluation: Evaluation) -> tuple[str, ...]:
        """Return what names the answers: all that they hang on."""
        return "siting", evaluation.digest, self.model, self.counted


def current() -> Wish:
    """Return what is asked now."""
    return state.remembered(NAME, Wish())


def _keep(wish: Wish, **values: object) -> Wish:
    fresh = replace(wish, **values)
    state.remember(NAME, fresh)
    return fresh


def curve_key(wish: Wish) -> str:
    """Return the key of the curve; with every other choice it is drawn anew, without a mark of the last."""
    return f"siting curve {state.revision()} {' '.join(str(it) for it in asdict(wish).values())}"


def questions() -> dict[Model, str]:
    """Return the questions in the user's language."""
    return {
        "covering": _("Most TPS in time"),
        "fewest": _("Fewest posts that reach all"),
        "backup": _("A second unit for very vulnerable TPS"),
        "median": _("Least minutes in all"),
        "centre": _("Shortest worst way"),
    }


def ask(plan: Scenario) -> Wish:
    """Show the controls and return what is asked."""
    wish = current()
    clicked = curves.picked(curve_key(wish))
    if clicked:
        model = "covering" if wish.model == "fewest" else wish.model
        wish = _keep(wish, model=model, posts=min(clicked, MOST), turn=wish.turn + 1)
    mark, known = f"{state.revision()} {wish.turn}", questions()
    model = st.selectbox(
        _("Question"),
        list(known),
        list(known).index(wish.model),
        format_func=known.__getitem__,
        key=f"siting model {mark}",
    )
    posts = wish.posts
    if model != "fewest":
        posts = st.slider(_("How many posts"), 1, MOST, wish.posts, key=f"siting posts {mark}")
    weights = wish.weights
    if model in WEIGHED:
        labels = {"stations": "TPS", "voters": _("Voters"), "risk": _("Class of the TPS")}
        weights = st.selectbox(
            _("What counts"),
            list(labels),
            list(labels).index(weights),
            format_func=labels.__getitem__,
            key=f"siting weights {mark}",
        )
    return _keep(wish, model=model, posts=posts, weights=weights, **_manned(wish, plan, mark))


def _manned(wish: Wish, plan: Scenario, mark: str) -> dict[str, Any]:
    """Ask who mans a post; only forces that respond can."""
    personnel = st.number_input(
        _("People of a post"), 1, 1000, wish.personnel, key=f"siting people {mark}", step=5
    )
    able, labels = list(plan.responding_forces), names.force_labels()
    force = wish.force if wish.force in able else next(iter(able), wish.force)
    if len(able) > 1:
        force = st.selectbox(
            _("Force"), able, able.index(force), format_func=labels.__getitem__, key=f"siting force {mark}"
        )
    return {"personnel": personnel, "force": force}


def candidates(plan: Scenario) -> bool:
    """Offer to draw candidate places; return whether a click on the map draws one now."""
    drawing = st.toggle(
        _("Add candidate places by clicking on the map"), key=f"siting drawing {state.revision()}"
    )
    if plan.drawn:
        screen.note(_("{n} candidate places drawn.").format(n=number(len(plan.drawn))))
        if st.button(_("Remove the drawn places"), key="siting undraw", width="stretch"):
            controls.change(drawn=())
            st.rerun()
    return drawing


def answers(evaluation: Evaluation, wish: Wish) -> tuple[Siting, ...] | None:
    """Return the answers for 1, 2, ... posts, or show how far the work is and return None."""

    def made(progress: work.Progress) -> tuple[Siting, ...]:
        return _made(evaluation, wish, progress)

    return work.result(_("Siting"), *wish.key(evaluation), make=made)


def _made(evaluation: Evaluation, wish: Wish, progress: work.Progress) -> tuple[Siting, ...]:
    places, stop = siting.candidates(evaluation), progress.should_stop
    post = Post(force=wish.force)
    if wish.model not in CURVED:
        found = []
        for n in range(1, MOST + 1):
            progress(n - 1, MOST)
            more = {} if wish.model == "centre" else {"weights": wish.counted}
            found.append(BY_NUMBER[wish.model](evaluation, places, n, post=post, stop=stop, **more))
        return tuple(found)
    curve = siting.curve(
        evaluation,
        places,
        MOST,
        weights=wish.counted,
        post=post,
        stop=stop,
        progress=lambda share: progress(round(share * MOST), MOST),
    )
    if wish.model == "covering":
        return curve
    least = siting.fewest(evaluation, places, post=post, stop=stop)
    return (*(it for it in curve if it.allowed < least.allowed), least)


def chosen(found: tuple[Siting, ...], wish: Wish) -> Siting:
    """Return the answer that is shown: of the fewest the last, else the one for so many posts."""
    return found[-1] if wish.model == "fewest" else found[min(wish.posts, len(found)) - 1]
