"""The page of exports without a browser: choices, words before, making, links, and the frame of a map."""

from __future__ import annotations

import gzip
import io
import time

import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard import choices
from dashboard.export.products import PRODUCTS
from dashboard.layers import STORE, LayerStore, Payload
from dashboard.mapview import Click
from dashboard.press import PRESS
from geo import operation as operations
from tests.dashboard.showing import opened, saved, sentence, texts, trees, words
from tests.operations import small, small_frames

PATIENCE_S = 120


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


def ready(app):
    return until(app, lambda it: texts(it, "pp-sentence"))


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
        if "export" not in str(it.get("href")) and not str(it.get("download")).endswith(".toml")
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
    assert 800 < small_one.width < 1000


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


def test_the_picture_for_the_clipboard_is_1600_dots_wide(folder):
    app = ready(opened(folder, view="export"))
    app.button(key="clip").click().run()
    until(app, links)
    assert Image.open(io.BytesIO(body(app))).width == pytest.approx(1600, abs=1)


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


def test_a_session_keeps_its_last_three_products_and_all_its_layers():
    store, layer = LayerStore(), Payload.of({"a": 1})
    store.put("t", layer)
    made = [Payload.made(bytes([i]) * 100, "application/pdf") for i in range(5)]
    for it in made:
        store.put("t", it)
    assert [store.get("t", it.digest) is not None for it in made] == [False, False, True, True, True]
    assert store.get("t", layer.digest) == layer
    assert gzip.decompress(made[4].body) == bytes([4]) * 100


def test_products_of_all_sessions_together_are_bounded_and_the_newest_stays(monkeypatch):
    monkeypatch.setattr("dashboard.layers.MAX_PRODUCT_BYTES", 2500)
    store = LayerStore()
    made = [Payload.made(bytes([i]) * 1000, "application/pdf") for i in range(4)]
    for i, it in enumerate(made):
        store.put(f"session {i}", it)
    assert [store.get(f"session {i}", it.digest) is not None for i, it in enumerate(made)] == [
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("product", ["sheet", "atlas", "deck", "workbook", "pack"])
@pytest.mark.parametrize("empty", ["stations", "units"])
def test_an_empty_operation_has_a_preview_or_a_plain_reason(empty, product, tmp_path):
    bare = small(**{empty: small_frames()[empty].iloc[:0]})
    app = opened(saved(bare, tmp_path / "bare"), view="export", language="en")
    choose(app, "product", product)
    until(app, lambda it: texts(it, "pp-sentence") or texts(it, "pp-notice pp-error"))
    assert texts(app, "pp-sentence") or "This cannot be made." in words(app)
