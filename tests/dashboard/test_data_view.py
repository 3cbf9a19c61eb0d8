"""Data: what the page says, what it takes over from table and map, and what saving makes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import map_tools, shelf
from dashboard.drafts import Draft
from dashboard.edit_map import Sight, corner_at, marks
from dashboard.map_tools import ADD, DRAW, HAND, Hand
from dashboard.mapview import Click
from geo.editing import Bent, Changed, Drawn, History, Moved, apply
from geo.operation import load
from tests.dashboard.showing import (
    DEMO,
    LANGUAGES,
    component,
    control,
    layers,
    opened,
    sentence,
    tables,
    texts,
    turned,
    words,
)
from tests.operations import small, small_frames

pytestmark = pytest.mark.usefixtures("home")

MOVED = Moved("stations", "s2", (112.07, 0.0))


@pytest.fixture
def own():
    """Put the small operation on the shelf; give its path."""
    return str(shelf.add(small()))


def draft(path, *edits) -> Draft:
    base = load(path)
    return Draft(str(path), base, History(tuple(edits), len(edits)), apply(base, *edits))


def edited(path, *edits, language="en", part="stations", **state):
    """Open the page with unsaved changes."""
    return opened(
        path,
        view="data",
        language=language,
        drafts={str(path): draft(path, *edits)},
        remembered={"data part": part, **state},
    )


def button(app, key):
    (found,) = [it for it in app.button if str(it.key) == key]
    return found


def part(app, key):
    return control(app, "data part").set_value(key).run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["stations", "units", "villages", "holdings", "copies", "changes"])
def test_every_part_stands_in_both_languages_and_says_what_the_operation_holds(language, key):
    app = opened(DEMO, view="data", language=language, remembered={"data part": key})
    assert not app.exception
    said = {
        "en": "152 TPS in 21 electing villages of 111; 43 units with 950 people.",
        "id": "152 TPS di 21 desa penyelenggara dari 111 desa; 43 satuan dengan 950 personel.",
    }
    assert sentence(app) == said[language]
    assert "SIMULASI" in words(app)


def test_what_it_holds_counts_districts_and_says_how_points_are_known_and_what_is_simulated():
    app = opened(DEMO, view="data", language="en", remembered={"data part": "holdings"})
    told = words(app)
    assert "SIMULASI: TPS: position" in told
    assert "TPS, published: 152" in told
    assert "Checked sum of the data: " + load(DEMO).digest in told
    (ways,) = [it for it in texts(app, "pp-ranked pp-compact") if "How it is known" in it]
    assert "simulated 152" in ways


def test_the_map_draws_the_draft_and_keeps_its_scene(own):
    app = opened(own, view="data", language="en")
    before = component(app)
    app.session_state["drafts"] = {own: replace(draft(own, MOVED), turn=1)}
    after = component(app.run())
    assert after["script"] == before["script"]
    assert after["feature_group"] != before["feature_group"]
    drawn = [it for it in layers(app) if set(it) == {"lon", "lat", "label"}]
    assert [it["lon"][1] for it in drawn] == [112.06, 112.07]


def test_undo_and_redo_step_through_the_changes(own):
    app = edited(own, MOVED, Changed("stations", "s1", (("place", "Pasar"),)))
    kept = app.session_state["drafts"][own]
    button(app, "data undo").click().run()
    assert app.session_state["drafts"][own].now.digest == apply(load(own), MOVED).digest
    button(app, "data undo").click().run()
    assert app.session_state["drafts"][own].now.digest == load(own).digest
    assert button(app, "data undo").disabled
    for _step in range(2):
        button(app, "data redo").click().run()
    assert app.session_state["drafts"][own].now.digest == kept.now.digest
    assert button(app, "data redo").disabled


def test_the_changes_are_told_in_words_and_cell_by_cell_before_they_are_saved(own):
    app = edited(own, MOVED, Changed("stations", "s1", (("registered_voters", 501),)), part="changes")
    (listed,) = texts(app, "pp-listed")
    assert listed.split("  ")[0].startswith("Changes, the last one first Satu · TPS 1: Voters = 501")
    assert "Satu · TPS 2: moved" in listed
    (made,) = [it for it in tables(app) if "Before" in it]
    assert made[["Which one", "Field", "Before", "After"]].to_numpy().tolist() == [
        ["Satu · TPS 1", "Voters", "300", "501"],
        ["Satu · TPS 2", "position (1.1 km)", "0.00000, 112.06000", "0.00000, 112.07000"],
    ]
    (doubt,) = texts(app, "pp-notice pp-warning")
    assert "TPS with more than 500 voters: Satu · TPS 1" in doubt


def test_saving_ones_own_replaces_it_and_every_page_shows_it_at_once(own):
    app = edited(own, Changed("units", "u1", (("personnel", 11),)), part="changes")
    button(app, "data save").click().run()
    assert load(own).units.loc["u1", "personnel"] == 11
    assert "Saved: 1 changes" in words(app)
    assert own not in {k for k, it in app.session_state["drafts"].items() if it.history.done}
    assert "37" in words(turned(app, "strength"))


def test_saving_a_shipped_operation_makes_a_copy_and_goes_on_with_it():
    app = edited(DEMO, Changed("units", "brimob-cadangan-1", (("personnel", 35),)), part="changes")
    shipped = load(DEMO).digest
    app.session_state["station"] = "35.14.16.2008-01"
    button(app, "data save").click().run()
    (key,) = shelf.own()
    assert key == "pilkades-2022-polres-pasuruan-kota-own-copy"
    assert app.session_state["operation"] == str(shelf.own()[key])
    assert app.session_state["station"] == "35.14.16.2008-01"
    assert load(DEMO).digest == shipped
    assert load(shelf.own()[key]).units.loc["brimob-cadangan-1", "personnel"] == 35
    assert control(app, "operation control").value == str(shelf.own()[key])
    assert "951 people" in sentence(app)
    assert not app.exception


def test_nothing_of_what_somebody_else_saved_is_overwritten(own):
    app = edited(own, MOVED, part="changes")
    kept = app.session_state["drafts"][own]
    shelf.save(apply(load(own), Changed("units", "u1", (("personnel", 7),))), own, before=load(own).digest)
    app.run()
    assert app.session_state["drafts"][own].history == kept.history
    button(app, "data save").click().run()
    assert load(own).units.loc["u1", "personnel"] == 7
    assert load(own).stations.geometry["s2"].x == 112.07


def test_changes_that_fit_no_more_are_said_and_can_be_given_up(own):
    app = edited(own, MOVED)
    without = small(stations=small_frames()["stations"].iloc[2:])
    shelf.save(without, own, before=load(own).digest)
    app.run()
    assert "do not fit it any more" in texts(app, "pp-notice pp-error")[0]
    button(app, "data discard").click().run()
    assert texts(app, "pp-notice pp-error") == []


def test_unsaved_changes_outlast_other_pages_and_other_operations(own):
    app = edited(own, MOVED)
    app = turned(app, "risk")
    control(app, "operation control").set_value(DEMO).run()
    app = turned(app, "data")
    assert "152 TPS" in sentence(app)
    control(app, "operation control").set_value(own).run()
    assert app.session_state["drafts"][own].history.done == (MOVED,)
    assert "Review & save (1)" in [it.content for it in control(app, "data part").proto.options]


def test_the_next_election_begins_on_the_shelf():
    app = opened(DEMO, view="data", language="en", remembered={"data part": "copies"})
    assert "Left behind: 0 classes set by hand, " in words(app)
    next(it for it in app.text_input if it.key == "copies name").set_value("Pilkades 2028").run()
    app.date_input[0].set_value(dt.date(2028, 4, 2)).run()
    button(app, "copies begin").click().run()
    new = load(shelf.own()["pilkades-2028"])
    assert (new.meta.election_day, new.readiness) == (dt.date(2028, 4, 2), None)
    assert app.session_state["operation"] == str(shelf.own()["pilkades-2028"])
    assert "Election on 2 April 2028" in words(app)
    assert not app.exception


def test_an_operation_is_renamed_removed_and_taken_back(own):
    app = opened(own, view="data", language="en", remembered={"data part": "copies"})
    next(it for it in app.text_input if "rename" in it.key).set_value("Another").run()
    button(app, "copies rename").click().run()
    assert load(own).meta.name == "Another"
    app.checkbox[0].check().run()
    button(app, "copies remove").click().run()
    assert shelf.own() == {}
    assert not app.exception
    app = part(app, "copies")
    button(app, "copies restore").click().run()
    assert Path(own) in shelf.own().values()
    assert not app.exception


def test_on_a_wall_the_page_only_shows():
    app = opened(DEMO, view="data", language="en", mode="kiosk")
    assert not app.exception
    assert len(app.button) == 0
    assert "By district" in words(app)


@pytest.fixture
def session(monkeypatch, own):
    """Keep a session that is not there: an operation, a draft of it, and what the hand does."""
    kept = {"operation": own, "remembered": {}, "drafts": {}}
    monkeypatch.setattr(map_tools.state.st, "session_state", kept)
    return kept


def clicked(session, hand, click, *, rows=None):
    """Click on the map of a draft that is kept; give the draft as it is then."""
    now = session["drafts"].setdefault(session["operation"], draft(session["operation"]))
    shown = (
        marks(now.now, Sight(hand.kind, hand.selected, hand.tool == DRAW, hand.corners))
        if rows is None
        else rows
    )
    map_tools._clicked(now, hand, (click, shown))
    return session["drafts"][session["operation"]]


def test_a_click_selects_and_a_drop_moves(session):
    clicked(session, Hand("stations"), Click("station", 1, 0.0, 112.06))
    hand = session["remembered"][HAND]
    assert hand.selected == "s2"
    after = clicked(session, hand, Click("post", 0, 0.0, 112.07))
    assert after.history.done == (MOVED,)
    assert marks(after.now, Sight("stations", "s2"))["name"].tolist() == ["Satu · TPS 2"]
    clicked(session, Hand("units"), Click("unit", 0, 0.0, 112.05))
    assert session["remembered"][HAND].selected == "u1"
    clicked(session, Hand("villages"), Click("map", -1, 0.01, 112.15))
    assert session["remembered"][HAND].selected == "v2"


def test_a_click_adds_a_station_to_the_village_under_it_and_none_outside(session):
    after = clicked(session, Hand("stations", ADD, quality="surveyed"), Click("map", -1, 0.01, 112.03))
    assert after.now.stations.loc["v1-03", ["village_id", "number", "location_quality"]].tolist() == [
        "v1",
        3,
        "surveyed",
    ]
    assert session["remembered"][HAND] == Hand("stations", selected="v1-03", quality="surveyed")
    same = clicked(session, Hand("stations", ADD), Click("map", -1, 1.0, 112.03))
    assert same.history == after.history
    assert "village" in session["remembered"]["data said"]
    post = clicked(session, Hand("units", ADD), Click("map", -1, 0.01, 112.03))
    assert post.now.units.loc["new-post", "kind"] == "post"


def test_corners_are_drawn_mended_and_bent(session):
    clicked(session, Hand("villages", DRAW), Click("map", -1, 0.3, 112.0))
    hand = session["remembered"][HAND]
    assert hand.corners == ((112.0, 0.3),)
    clicked(session, hand, Click("post", 0, 0.31, 112.01))
    assert session["remembered"][HAND].corners == ((112.01, 0.31),)
    shown = marks(small(), Sight("villages", "v1"))
    assert len(shown) == 4
    at = shown.loc[0, "at"]
    after = clicked(session, Hand("villages", selected="v1"), Click("post", 0, 0.06, 112.11))
    assert after.history.done == (Bent("v1", corner_at(small(), "v1", at), (112.11, 0.06)),)


def test_a_border_that_crosses_itself_is_refused_in_words(session):
    now = draft(session["operation"])
    session["drafts"][session["operation"]] = now
    assert not map_tools._edit(now, Drawn("v1", ((112.0, 0.0), (112.1, 0.1), (112.1, 0.0), (112.0, 0.1))))
    assert session["drafts"][session["operation"]].history == History()
    assert "crosses itself" in session["remembered"]["data said"]


def test_a_village_with_very_many_corners_is_drawn_anew_and_not_bent():
    frame = small_frames()["villages"]
    frame.loc[0, "geometry"] = frame.geometry.iloc[0].centroid.buffer(0.05, quad_segs=64)
    assert marks(small(villages=frame), Sight("villages", "v1")).empty
    assert isinstance(marks(small(), Sight("units", "gone")), pd.DataFrame)
