"""The page Province: empty, with a run, and the way from a line into its operation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import shapely

from dashboard import names, palette, province_scene, province_words, provinces, text
from geo.batch import found, task
from geo.batch.province import Told
from geo.errors import Fault
from geo.scenario import Scenario
from tests.batches import folders, summed
from tests.dashboard.showing import DEMO, cards, opened, sentence, tables, texts, words

PLAN = Scenario(threshold_min=12, name="Provinsi")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return answers of three operations, one of which is broken, and the demonstration's."""
    home = folders(tmp_path_factory.mktemp("many"), "alpha", "beta", broken=("broken",))
    wanted = found.found([str(home), DEMO])
    return [task.assessed(it, PLAN.model_dump_json()) for it in wanted]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def run(home, made):
    kept = summed(made, PLAN)
    provinces.put(kept)
    return kept


def line(run, key):
    return next(it for it in run.lines if it.key == key)


@pytest.mark.parametrize("language", ["id", "en"])
def test_without_a_run_the_page_says_the_command_that_makes_one(home, language):
    app = opened(view="province", language=language)
    assert not app.exception
    assert "petapam batch FOLDER --out provinsi.gpkg --shelf" in words(app)
    assert "SIMULASI" in texts(app, "pp-badge pp-simulated")
    assert not app.dataframe


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_run_is_one_sentence_four_figures_and_a_ranked_table(run, language):
    app = opened(view="province", language=language)
    assert not app.exception
    with text.speaking(language):
        assert sentence(app) == f"{province_words.reach(run)} {province_words.people(run)}"
        assert cards(app)[1] == text.number(run.total("gaps"))
        assert cards(app)[3] == text.number(run.total("short"))
        assert province_words.caption(run) in words(app)
    assert "SIMULASI" in texts(app, "pp-badge pp-simulated")
    table = tables(app)[0]
    shares = [it.covered_share for it in run.lines]
    assert table.iloc[:, 2].tolist() == pytest.approx(sorted(100 * it for it in shares))
    assert table.iloc[:, 1].sum() == run.total("stations")
    assert any("broken: " in it for it in texts(app, "pp-notice pp-error"))


def test_the_table_can_be_ordered_by_who_is_short(run):
    app = opened(view="province", language="en", **{"province by": "short"})
    assert tables(app)[0].iloc[:, 5].is_monotonic_decreasing


def test_opening_a_line_opens_its_operation_under_the_plan_of_the_run(run):
    app = opened(view="province", language="en", held={"operation of the province": "beta"})
    (button,) = [it for it in app.button if it.label == "Open this operation"]
    button.click().run()
    assert not app.exception
    assert app.session_state["operation"] == line(run, "beta").folder
    assert app.session_state["scenario"] == PLAN
    app.switch_page("views/briefing.py").run()
    assert cards(app)[1] == text.number(line(run, "beta").gaps)


def test_a_shipped_operation_opens_by_its_id_and_one_that_is_gone_not_at_all(run, tmp_path):
    assert provinces.openable(line(run, DEMO)) == DEMO
    assert provinces.openable(line(run, "beta")) == line(run, "beta").folder
    gone = line(run, "beta").model_copy(update={"folder": str(tmp_path / "gone")})
    assert provinces.openable(gone) is None
    (tmp_path / "gone").mkdir()
    assert provinces.openable(gone) is None


def test_an_address_opens_no_operation_of_a_run(run):
    folder = line(run, "beta").folder
    for link in (folder, "beta", f"../{Path(folder).name}"):
        app = opened(None, link=link)
        assert app.session_state["operation"] == DEMO


def test_what_changed_since_the_run_is_said(run, tmp_path):
    before = line(run, "alpha")
    copy = tmp_path / "copy"
    shutil.copytree(before.folder, copy)
    moved = before.model_copy(update={"folder": str(copy)})
    assert provinces.changed(moved.model_copy(update={"stamp": "before"}))
    assert not provinces.changed(moved.model_copy(update={"stamp": found.stamp(copy)}))
    provinces.put(run.model_copy(update={"lines": (moved.model_copy(update={"stamp": "before"}),)}))
    app = opened(view="province", language="en")
    assert any(it.startswith("Changed since the run") for it in texts(app, "pp-notice pp-warning"))


def test_a_click_on_the_map_finds_the_smallest_outline(run):
    alpha, beta = line(run, "alpha"), line(run, "beta")
    small = beta.model_copy(update={"outline": shapely.box(112.1, -0.01, 112.2, 0.01).wkt})
    assert province_scene.at([alpha, small], lon=112.15, lat=0) == small
    assert province_scene.at([alpha, small], lon=112.35, lat=0) == alpha
    assert province_scene.at([alpha, small], lon=100, lat=0) is None


@pytest.mark.parametrize(
    ("covered", "short", "by", "mark"),
    [
        (0, 0, "covered", "0"),
        (50, 0, "covered", "1"),
        (95, 0, "covered", "4"),
        (100, 0, "covered", "4"),
        (0, 0, "short", "4"),
        (0, 1, "short", "3"),
        (0, 3, "short", "2"),
        (0, 10, "short", "1"),
        (0, 11, "short", "0"),
    ],
)
def test_every_share_has_its_look(run, covered, short, by, mark):
    told = {"stations": 100, "covered": covered, "need": {"polri": 100}, "shortfall": {"polri": short}}
    assert province_scene.marks([line(run, "alpha").model_copy(update=told)], by) == mark


def test_an_operation_without_stations_or_need_is_coloured_by_nothing(run):
    empty = line(run, "alpha").model_copy(update={"stations": 0, "covered": 0, "need": {}, "shortfall": {}})
    assert province_scene.marks([empty], "covered") == province_scene.marks([empty], "short") == "."


@pytest.mark.parametrize("by", ["covered", "short"])
def test_the_legend_names_every_look_once(run, by):
    spec = province_scene.scene(run.lines, {}, by)
    labels = [it["label"] for it in spec["legend"][0]["items"]]
    assert len(set(labels)) == len(labels) == len(palette.SHARE_LOOKS)


def test_sentences_know_the_edges(run):
    nobody = run.model_copy(update={"lines": ()})
    assert province_words.reach(nobody) == "No operation of this run has polling stations."
    alpha = line(run, "alpha")
    whole = run.model_copy(update={"lines": (alpha.model_copy(update={"gaps": 0, "covered": 6}),)})
    assert province_words.reach(whole) == "All 6 TPS of 1 operations are reached within 12 minutes."
    by_road = alpha.model_copy(update={"minutes_by": "roads"})
    mixed = run.model_copy(update={"lines": (alpha, by_road)})
    assert province_words.means(mixed) == "by road and straight line"
    assert province_words.means(run.model_copy(update={"lines": (by_road,)})) == "by road"
    assert "by road in 1 operations, by straight line in 1" in province_words.caption(mixed)


def test_hostile_names_stay_words(home, run):
    wild = "<img src=x onerror=alert(1)> {0} **b**"
    fault = Told.of(Fault("{what}", "Run petapam batch again", {"what": wild}))
    bad = run.failures[0].model_copy(update={"key": wild, "faults": (fault,)})
    hurt = run.lines[0].model_copy(
        update={"name": wild, "jurisdiction": wild, "key": wild, "sums_agree": False}
    )
    provinces.put(run.model_copy(update={"lines": (hurt, *run.lines[1:]), "failures": (bad,)}))
    app = opened(view="province", language="en", held={"operation of the province": wild})
    assert not app.exception
    assert words(app).count("onerror") >= 3
    assert names.CLASSIFICATIONS[run.classification] in words(app)
