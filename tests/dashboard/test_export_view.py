"""The page of exports without a browser: choices, words before, making, links, and the frame of a map."""

from __future__ import annotations

import gzip
import io
import time
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard import choices
from dashboard.export import sheet
from dashboard.export.options import Area, SheetOptions
from dashboard.export.products import PRODUCTS
from dashboard.export.terrain import Terrain
from dashboard.layers import STORE
from dashboard.mapview import SHEETS, Click
from dashboard.press import PRESS
from geo import operation as operations
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.showing import opened, saved, sentence, texts, trees, words
from tests.operations import small, small_frames

PATIENCE_S = 240


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    yield saved(small(), tmp_path_factory.mktemp("export") / "small")
    PRESS.close()


def until(app, there):
    """Run the page again, as its bar does, until something is there."""
    end = time.monotonic() + PATIENCE_S
    while not there(app) and time.monotonic() < end:
        time.sleep(0.1)
        app.run()
    assert not app.exception
    return app


def told(app):
    """Whether the page says what will be made, and no longer that it is being drawn."""
    return [it for it in texts(app, "pp-sentence") if not it.endswith("…")]


def ready(app):
    return until(app, told)


def choose(app, name, value):
    (found,) = [
        it
        for it in (*app.selectbox, *app.button_group, *app.text_input, *app.number_input, *app.toggle)
        if str(it.key).startswith(f"export {name} ")
    ]
    found.set_value(value).run()
    return app


def links(app):
    return [
        (it.get("download"), it.get("href"))
        for tree in trees(app)
        for it in tree.iter("a")
        if it.get("class") == "pp-link" and not str(it.get("download")).endswith(".toml")
    ]


def body(app, number=0):
    _name, address = links(app)[number]
    token, digest = address.split("/")[-2:]
    assert token == app.session_state["token"]
    return gzip.decompress(STORE.get(token, digest).body)


def test_the_page_says_in_words_what_will_be_on_the_sheet_and_shows_it_small(folder):
    app = ready(opened(folder, view="export", language="en"))
    assert sentence(app).startswith("MAP OF VULNERABILITY: A4, scale 1:")
    assert "Legend: " in words(app)
    (picture,) = [it for tree in trees(app) for it in tree.iter("img")]
    token, digest = picture.get("src").split("/")[-2:]
    small_one = Image.open(io.BytesIO(gzip.decompress(STORE.get(token, digest).body)))
    assert max(small_one.size) == pytest.approx(1600, abs=1)


def test_make_it_gives_a_link_to_what_was_chosen(folder):
    app = ready(opened(folder, view="export", language="en"))
    choose(app, "theme", "gaps")
    choose(app, "redaction", "terbatas")
    choose(app, "copy_no", 2)
    app.button(key="make").click().run()
    until(app, links)
    (found,) = links(app)
    assert found[0].endswith("-sheet-gaps-A4-terbatas.pdf")
    read = PdfReader(io.BytesIO(body(app))).pages[0].extract_text()
    assert "MAP OF COVERAGE GAPS" in read
    assert "2 of …" in read


def test_the_picture_that_is_seen_is_the_one_that_is_copied(folder):
    app = ready(opened(folder, view="export", language="en"))
    (button,) = [it for tree in trees(app) for it in tree.iter("button")]
    (picture,) = [it for tree in trees(app) for it in tree.iter("img")]
    assert button.get("data-pp-copy") == picture.get("src")
    (saving,) = [it for tree in trees(app) for it in tree.iter("a") if it.get("hidden")]
    assert (saving.get("href"), saving.get("download")) == (picture.get("src"), "small-sheet-risk-A4.png")
    assert button.get("data-refused").startswith("This browser lets no page copy")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("product", sorted(PRODUCTS))
def test_every_product_is_told_in_both_languages_before_it_is_made(folder, product, language):
    app = opened(folder, view="export", language=language)
    choose(app, "product", product)
    ready(app)
    assert sentence(app)
    assert texts(app, "pp-error") == []


def test_one_table_is_chosen_by_its_title_and_saved(folder):
    app = opened(folder, view="export", language="en")
    choose(app, "product", "csv")
    ready(app)
    choose(app, "table", "gaps")
    ready(app)
    assert sentence(app).startswith("One table: ")
    app.button(key="make").click().run()
    until(app, links)
    assert links(app)[0][0].endswith("-csv-gaps.csv")
    assert body(app).decode("utf-8-sig").count("\r\n") >= 1


def test_choices_last_while_the_user_looks_at_another_page(folder):
    app = ready(opened(folder, view="export", language="en"))
    choose(app, "theme", "floor")
    choose(app, "paper", "A3")
    app.switch_page("views/method.py").run()
    app.switch_page("views/export.py").run()
    ready(app)
    assert sentence(app).startswith("MAP OF THE TACTICAL FLOOR GAME: A3")


def test_a_district_or_a_village_is_chosen_by_name(folder):
    app = ready(opened(folder, view="export", language="en"))
    choose(app, "area", "district")
    choose(app, "district", "Barat")
    ready(app)
    whole = operations.load(folder)
    own = whole.villages.index[whole.villages["district"].eq("Barat")]
    count = whole.stations["village_id"].isin(own).sum()
    assert f"with {count} TPS" in sentence(app)


def test_a_copy_beyond_the_last_is_said_and_nothing_is_drawn(folder):
    app = ready(opened(folder, view="export", language="en"))
    choose(app, "copy_no", 5)
    choose(app, "copies", 3)
    assert "These choices do not go together." in texts(app, "pp-notice pp-error")[0]
    assert "make" not in [it.key for it in app.button]


def test_the_frame_of_a_map_becomes_the_sheet(folder):
    kept = {
        "export": {
            "product": "sheet",
            "theme": "coverage",
            "area": "bounds",
            "bounds": (112.0, -8.5, 113.5, -7.0),
        }
    }
    app = opened(folder, language="en")
    app.session_state["remembered"] = kept
    app.switch_page("views/export.py").run()
    ready(app)
    assert sentence(app).startswith("MAP OF RESPONSE COVERAGE")


def test_what_the_browser_tells_of_a_frame_is_read_as_one():
    spot = {"lat": -7.0, "lng": 112.0}
    told = {"last_clicked": spot, "last_object_clicked_tooltip": "sheet 0 17 111.5 -7.5 112.5 -6.5"}
    assert Click.of(told) == Click("sheet", 0, -7.0, 112.0, 17, (111.5, -7.5, 112.5, -6.5))
    plain = {"last_clicked": spot, "last_object_clicked_tooltip": "unit 3 2"}
    assert Click.of(plain) == Click("unit", 3, -7.0, 112.0, 2)
    assert Click.of({"last_clicked": spot}) == Click("map", -1, -7.0, 112.0)


def test_every_product_has_a_name_for_the_user():
    assert set(choices.products()) == set(PRODUCTS)
    assert all(label != key for key, label in choices.products().items())


@pytest.mark.parametrize("product", ["sheet", "atlas", "deck", "workbook", "pack"])
@pytest.mark.parametrize("empty", ["stations", "units"])
def test_an_empty_operation_has_a_preview_or_a_plain_reason(empty, product, tmp_path):
    bare = small(**{empty: small_frames()[empty].iloc[:0]})
    app = opened(saved(bare, tmp_path / "bare"), view="export", language="en")
    choose(app, "product", product)
    until(app, lambda it: told(it) or texts(it, "pp-notice pp-error"))
    assert told(app) or "This cannot be made." in words(app)


def test_the_layer_of_a_gis_file_is_chosen_by_its_title_and_saved(folder):
    app = opened(folder, view="export", language="en")
    choose(app, "product", "gis")
    ready(app)
    assert sentence(app).endswith("layers for map programs.")
    choose(app, "form of gis", ".kml")
    ready(app)
    choose(app, "layer", "units")
    assert sentence(app).startswith("One layer for map programs: ")
    app.button(key="make").click().run()
    until(app, links)
    assert links(app)[0][0].endswith("-gis-units.kml")
    names = [it.text for it in ET.fromstring(body(app)).iter("{http://www.opengis.net/kml/2.2}name")]
    whole = operations.load(folder)
    assert set(whole.units["name"]) <= set(names)


def test_a_map_of_proposals_says_that_they_are_not_on_the_sheet(folder):
    bounds = (112.0, -8.5, 113.5, -7.0)
    for view, said in (("siting", "take them into the plan first"), ("stress", "without the loss")):
        kept = {"product": "sheet", "theme": "coverage", "area": "bounds", "bounds": bounds, "view": view}
        app = opened(folder, language="en")
        app.session_state["remembered"] = {"export": kept}
        app.switch_page("views/export.py").run()
        ready(app)
        assert said in texts(app, "pp-notice pp-warning")[0]


def test_every_map_but_the_twins_becomes_a_sheet_of_a_known_theme():
    assert set(SHEETS) == {
        "briefing",
        "risk",
        "coverage",
        "assignment",
        "gaps",
        "siting",
        "stress",
        "difference",
    }
    assert set(SHEETS.values()) <= set(choices.themes())


def test_a_sheet_shows_all_of_the_frame_of_the_screen_in_its_middle(folder):
    plan = evaluate(operations.load(folder), Scenario())
    bounds = (112.05, -7.9, 112.35, -7.7)
    for paper in ("A4", "A2"):
        area = Area(kind="bounds", bounds=bounds)
        made = sheet.compose(plan, SheetOptions(theme="coverage", area=area, paper=paper))
        asked = np.array(made.part.bounds)
        drawn = np.array(made.frame.bounds)
        np.testing.assert_allclose((drawn[:2] + drawn[2:]) / 2, (asked[:2] + asked[2:]) / 2, atol=1)
        assert (drawn[:2] <= asked[:2]).all()
        assert (drawn[2:] >= asked[2:]).all()
        back = Terrain(plan).from_degrees.transform_bounds(*asked, direction="INVERSE")
        np.testing.assert_allclose(back, bounds, atol=0.02)
        inside = plan.operation.station_xy
        inside = ((inside >= bounds[:2]) & (inside <= bounds[2:])).all(axis=1)
        assert len(made.part.stations) == inside.sum()
