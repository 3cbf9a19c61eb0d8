"""Plans on the pages: drafts come back, steps are undone, saves make versions, conflicts are brought together."""

from __future__ import annotations

import pytest

from dashboard.access import Actor
from dashboard.access.actor import owner
from dashboard.hand import HAND
from dashboard.service import drafts, plans
from dashboard.service.editwork import EditWork
from dashboard.store import StoreError
from geo.editing import History, Removed
from geo.errors import Fault
from geo.scenario import Scenario
from tests.dashboard.showing import LANGUAGES, control, opened, saved, tables, texts, turned, words
from tests.operations import small

VIEW = "plans"
SARI = Actor("Sari", "planner")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path / "home"))
    return saved(small(), tmp_path / "small")


def show(folder, view=VIEW, **how):
    app = opened(folder, view=view, language="en", **how)
    assert not app.exception
    return app


def plan_of(app):
    return app.session_state["remembered"][HAND]


def threshold(app, minutes):
    control(app, "threshold").set_value(minutes).run()
    assert not app.exception
    return app


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def fill(app, label, value):
    (field,) = [it for it in app.text_input if it.label == label][:1]
    field.set_value(value).run()
    return app


def named(app, name):
    return press(fill(app, "Name of the plan", name), "plan save as")


def banner(app):
    return [it for it in texts(app, "pp-notice pp-warning") if "brought back" in it]


def sari_saves(app, scenario, **how):
    plan = plan_of(app).plan
    return plans.save(
        SARI, plan.plan_id, scenario, based_on=plan.version, data_digest=plan.data_digest, **how
    )


def test_what_was_not_saved_comes_back_in_another_session_and_says_so(folder):
    app = threshold(show(folder), 14)
    assert banner(app) == []
    again = show(folder)
    assert again.session_state["scenario"] == Scenario(threshold_min=14)
    assert len(banner(again)) == 1
    assert banner(press(again, "draft keep")) == []
    assert len(banner(show(folder))) == 1


def test_a_draft_that_is_discarded_does_not_come_back_and_a_step_back_leads_to_it(folder):
    threshold(show(folder), 14)
    app = press(show(folder), "draft discard")
    assert app.session_state["scenario"] == Scenario()
    assert show(folder).session_state["scenario"] == Scenario()
    assert press(app, "plan undo").session_state["scenario"] == Scenario(threshold_min=14)


def test_nothing_is_written_while_nothing_changes_and_once_for_each_change(folder, monkeypatch):
    kept = []
    keep = drafts.keep
    monkeypatch.setattr(drafts, "keep", lambda *args, **how: kept.append(args[1]) or keep(*args, **how))
    app = threshold(show(folder), 14)
    app.run()
    turned(app, "risk")
    threshold(app, 16)
    assert [it.scenario.threshold_min for it in kept] == [14, 16]
    threshold(app, 10)
    assert len(kept) == 2
    assert drafts.kept(owner(), plan_of(app).operation, "") is None


def test_a_wall_keeps_no_draft_and_shows_none(folder):
    threshold(show(folder), 14)
    assert show(folder, mode="kiosk").session_state["scenario"] == Scenario()


def test_steps_are_taken_back_and_made_again_also_after_a_reload(folder):
    app = threshold(threshold(show(folder), 14), 16)
    again = press(show(folder), "plan undo")
    assert again.session_state["scenario"].threshold_min == 14
    assert control(again, "threshold").value == 14
    assert press(again, "plan undo").session_state["scenario"] == Scenario()
    assert again.button(key="plan undo").disabled
    assert press(press(again, "plan redo"), "plan redo").session_state["scenario"].threshold_min == 16
    assert again.button(key="plan redo").disabled
    assert press(app, "plan undo").session_state["scenario"].threshold_min == 14


def test_a_save_gives_a_name_then_versions_and_the_bar_says_which(folder):
    app = named(threshold(show(folder), 14), "Rencana <b>A</b>")
    assert texts(app, "pp-tag pp-tag-saved") == ["saved"]
    assert "Rencana <b>A</b>" in words(app)
    threshold(app, 16)
    assert texts(app, "pp-tag pp-tag-draft") == ["not saved"]
    press(fill(app, "Reason of the change (may be left empty)", "arahan"), "plan save")
    assert texts(app, "pp-tag pp-tag-plain") == ["version 2"]
    (plan,) = plans.listed(owner(), plan_of(app).operation)
    assert (plan.version, plan.reason, plan.scenario.threshold_min) == (2, "arahan", 16)
    assert app.query_params["plan"] == plan.plan_id[:8]


def test_a_new_session_goes_on_with_the_plan_that_was_in_hand_and_steps_back_through_its_versions(folder):
    app = named(threshold(show(folder), 14), "A")
    press(threshold(app, 16), "plan save")
    again = show(folder)
    assert plan_of(again).plan.name == "A"
    assert banner(again) == []
    assert press(again, "plan undo").session_state["scenario"].threshold_min == 14


def test_the_base_plan_can_be_taken_up_again_and_the_plan_too(folder):
    app = named(threshold(show(folder), 14), "A")
    (choose,) = [it for it in app.selectbox if it.label == "Open a plan"]
    choose.set_value("").run()
    assert app.session_state["scenario"] == Scenario()
    assert show(folder).session_state["scenario"] == Scenario()
    (plan,) = plans.listed(owner(), plan_of(app).operation)
    (choose,) = [it for it in app.selectbox if it.label == "Open a plan"]
    choose.set_value(plan.plan_id).run()
    assert app.session_state["scenario"].threshold_min == 14


def test_a_link_opens_the_plan_that_it_names_also_on_a_wall(folder):
    app = named(threshold(show(folder), 14), "A")
    short = app.query_params["plan"]
    threshold(app, 16)
    assert show(folder, mode="kiosk", plan=short).session_state["scenario"].threshold_min == 14
    assert show(folder, mode="kiosk").session_state["scenario"] == Scenario()
    assert show(folder, plan=short).session_state["scenario"].threshold_min == 16
    assert show(folder, plan="nothing").session_state["scenario"] == Scenario()


def conflict(folder):
    """Return a session in which Sari was faster, and its plan."""
    app = named(threshold(show(folder), 14), "A")
    sari_saves(app, Scenario(threshold_min=20, speed_kmh=30), reason="arahan <i>Kapolres</i>")
    press(threshold(app, 12), "plan save")
    return turned(app, "plans")


def test_who_saves_later_is_told_who_was_faster_and_his_work_is_a_branch(folder):
    app = conflict(folder)
    told = words(app)
    assert "Sari saved “A” as version 2" in told
    assert "arahan <i>Kapolres</i>" in told
    assert plan_of(app).plan.branch_of
    assert "response threshold 12 min (before: 14 min)" in told
    assert "response threshold 20 min (before: 14 min)" in told
    assert (
        "driving speed 30 km/h (base: 40 km/h)" in told or "driving speed 30 km/h (before: 40 km/h)" in told
    )


def test_both_works_are_saved_together_once_it_is_said_what_holds(folder):
    app = conflict(folder)
    branch = plan_of(app).plan_id
    assert app.button(key="merge save").disabled
    control(app, "merge threshold_min").set_value("mine").run()
    press(app, "merge save")
    plan = plan_of(app).plan
    assert (plan.name, plan.version) == ("A", 3)
    assert plan.scenario == Scenario(threshold_min=12, speed_kmh=30)
    assert plans.opened(owner(), branch).status == "archived"


def test_what_was_saved_can_be_opened_and_the_branch_stays(folder):
    app = press(conflict(folder), "merge theirs")
    assert plan_of(app).plan.name == "A"
    assert len(plans.listed(owner(), plan_of(app).operation)) == 2


def test_an_approved_plan_is_saved_under_another_name_only(folder):
    app = named(threshold(show(folder), 14), "A")
    plan = plan_of(app).plan
    plans.approved(owner(), plan.plan_id, version=1)
    app = threshold(show(folder), 18)
    assert "plan save" not in {it.key for it in app.button}
    named(app, "B")
    assert [it.name for it in plans.listed(owner(), plan_of(app).operation)] == ["B", "A"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_plans_says_how_a_plan_comes_to_be_while_there_is_none(folder, language):
    app = opened(folder, view="plans", language=language)
    assert not app.exception
    assert texts(app, "pp-listed")
    assert app.dataframe.len == 0


def test_the_page_lists_plans_and_versions_and_checks_the_events(folder):
    app = named(threshold(show(folder), 14), "A")
    sari_saves(app, Scenario(threshold_min=20), reason="arahan")
    page = turned(app, "plans")
    listed, versions = tables(page)
    assert list(listed["Plan"]) == ["A"]
    assert list(versions["Version"]) == [2, 1]
    assert list(versions["Reason"]) == ["arahan", "–"]
    press(page, "chain verify")
    assert "All 2 events are as they were written." in words(page)


def test_two_versions_are_held_against_each_other_on_the_page_that_compares(folder):
    app = named(threshold(show(folder), 14), "A")
    press(threshold(app, 16), "plan save")
    page = turned(app, "plans")
    page.button(key="plans compare").click().run()
    assert page.session_state["plan a"].threshold_min == 14
    assert page.session_state["scenario"].threshold_min == 16


def test_a_plan_is_approved_unlocked_put_away_and_taken_back_on_the_page(folder):
    page = turned(named(threshold(show(folder), 14), "A"), "plans")
    press(page, "plans approve")
    assert plan_of(page).plan.status == "approved"
    press(page, "plans approve")
    assert plan_of(page).plan.status == "open"
    press(page, "plans archive")
    assert "No plan is saved" in words(page)
    page.toggle(key="plans archived").set_value(v=True).run()
    press(page, "plans archive")
    assert plan_of(page).plan.status == "open"


def test_a_store_that_cannot_be_written_is_told_and_the_plan_goes_on(folder, monkeypatch):
    def full(*_args, **_how):
        raise StoreError(Fault("The disk is full", "Free some space"))

    app = show(folder)
    monkeypatch.setattr("dashboard.service.drafts.keep", full)
    threshold(app, 14)
    assert "The disk is full. Free some space" in words(app)
    assert app.session_state["scenario"].threshold_min == 14


def test_what_was_edited_in_the_data_and_not_saved_comes_back(folder):
    app = show(folder, view="data")
    kept = app.session_state["drafts"][str(folder)]
    work = EditWork(kept.base.digest, History().then(Removed("units", kept.base.units.index[0])))
    drafts.keep_edits(owner(), work, operation=plan_of(app).operation)
    again = show(folder, view="data")
    assert len(again.session_state["drafts"][str(folder)].now.units) == len(kept.base.units) - 1
    assert "were not saved yet" in "".join(texts(again, "pp-notice pp-warning"))


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("planner", {"plan undo", "plan redo", "plan save", "plans open", "plans archive"}),
        ("leadership", {"plans open", "plans approve"}),
        ("staff", set()),
    ],
)
def test_a_role_is_offered_what_it_may_do_and_nothing_else(folder, monkeypatch, role, keys):
    app = named(threshold(show(folder), 14), "A")
    monkeypatch.setattr("dashboard.state.actor", lambda: Actor("somebody", role))
    page = show(folder, view="plans" if role != "staff" else "coverage", plan=app.query_params["plan"])
    offered = {it.key for it in page.button}
    every = {
        "plan undo",
        "plan redo",
        "plan save",
        "plans open",
        "plans archive",
        "plans approve",
        "plans restore",
    }
    assert offered & every == keys
    assert page.session_state["scenario"].threshold_min == 14
