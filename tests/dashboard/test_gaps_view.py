"""The page of gaps: causes, cures, and one click that takes a cure into the plan."""

from __future__ import annotations

import time

import pytest

from dashboard import remedies, text
from geo import candidates, cures
from geo.coverage import CAUSES
from geo.cures import KINDS
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import opened, sentence, tables, texts


@pytest.fixture(scope="module")
def demo():
    return evaluate(load("pasuruan-kota-2022"), Scenario())


@pytest.fixture(scope="module")
def proposed(demo):
    return cures.propose(demo)


@pytest.fixture(scope="module")
def places(demo):
    return candidates.candidates(demo)["name"].to_dict()


def shown(app):
    """Run the page again until its cures stand on it."""
    for _attempt in range(300):
        if any("What to do" in it for it in tables(app)):
            return app
        time.sleep(0.1)
        app.run()
    return app


def test_every_gap_is_listed_with_its_cause_and_its_cheapest_cure(demo, proposed, places):
    app = shown(opened(view="gaps", language="en"))
    listed = next(it for it in tables(app) if "Cheapest cure" in it)
    assert len(listed) == len(demo.gaps) + len(demo.unserved)
    first = listed.iloc[0]
    station = demo.gaps["station_id"].iloc[0]
    text.use("en")
    cheapest = cures.of_gap(proposed, station).iloc[0].to_dict()
    assert first["Cheapest cure"] == remedies.words(cheapest, demo, places)


def test_the_sentence_counts_the_gaps_and_names_the_best_cure(demo, proposed, places):
    app = shown(opened(view="gaps", language="en"))
    best = proposed.iloc[0]
    text.use("en")
    assert sentence(app).startswith(f"{len(demo.gaps) + len(demo.unserved)} TPS are gaps")
    assert (
        f"{remedies.words(best.to_dict(), demo, places)}: {best['closes'] - best['opens']} fewer."
        in sentence(app)
    )


def test_a_click_takes_the_chosen_cure_into_the_plan(demo, proposed):
    app = shown(opened(view="gaps", language="en"))
    next(it for it in app.button if it.label == "Take this cure into the plan").click().run()
    after = evaluate(demo.operation, app.session_state["scenario"])
    assert len(after.gaps) == len(demo.gaps) - proposed["closes"].iloc[0] + proposed["opens"].iloc[0]
    assert len(after.gaps) < len(demo.gaps)


def test_a_plan_without_gaps_says_so():
    app = opened(view="gaps", language="en", scenario=Scenario(threshold_min=60))
    assert sentence(app) == "No gaps: every TPS is reached in time and has its people."
    assert not texts(app, "pp-notice pp-error")


def test_every_cause_and_every_kind_of_cure_has_words_in_both_languages(demo):
    cure = {"amount": 1.0, "unit_id": "polsek-grati", "candidate_id": None, "name": "Wates"}
    cure |= {"force": "polri", "detail": None}
    details = {"more_people": (("polsek-grati", "polri", 1),), "stand_in": "brimob"}
    closed = Scenario.parse({"closures": [{"type": "Point", "coordinates": [[112.9, -7.7]]}]})
    plan = evaluate(demo.operation, closed)
    for language in ("en", "id"):
        text.use(language)
        assert set(CAUSES) | {"no_strength"} == set(remedies.causes())
        told = {
            remedies.words({**cure, "kind": kind, "detail": details.get(kind)}, plan, {}) for kind in KINDS
        }
        assert len(told) == len(KINDS)
        assert not any("{" in it for it in told)
        released = {**cure, "kind": "release_reserve", "detail": ("patrol",)}
        assert remedies.words(released, plan, {}) not in told
