"""The map that is handed out as one file: it opens from the disk, asks nobody, and finds what is searched."""

from __future__ import annotations

import pytest

from dashboard import names
from dashboard.export import webpage
from dashboard.export.options import SheetOptions
from geo import operation as operations
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.browser.serving import PAINT_MS
from tests.dashboard.test_hostile_names import NAMES, hostile

HOSTILE = NAMES["html"]


@pytest.fixture(scope="module")
def plan():
    return evaluate(operations.load("pasuruan-kota-2022"), Scenario())


@pytest.fixture
def opened(chromium, tmp_path):
    """Open a page from the disk, without a network; give it with what went wrong and what it asked for."""
    contexts = []

    def open_file(evaluation, **given):
        file = tmp_path / "map.html"
        file.write_bytes(webpage.render(evaluation, SheetOptions(**{"language": "en", **given})))
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, offline=True)
        contexts.append(context)
        page, seen = context.new_page(), []
        page.on("console", lambda it: seen.append(it.text))
        page.on("pageerror", lambda it: seen.append(str(it)))
        page.on("dialog", lambda it: (seen.append(it.message), it.dismiss()))
        page.on(
            "request",
            lambda it: it.url.startswith("file:") or it.url.startswith("data:") or seen.append(it.url),
        )
        page.goto(file.as_uri())
        page.wait_for_function("window.petapamPainted === '0'", timeout=PAINT_MS)
        return page, seen

    yield open_file
    for context in contexts:
        context.close()


def search(page, words: str) -> list[str]:
    page.fill("#alone-search", words)
    return page.locator("#alone-found [role=option]").all_inner_texts()


def test_the_file_opens_offline_without_a_request_or_an_error(plan, opened):
    page, seen = opened(plan)
    assert "Pilkades 2022" in page.inner_text("h1")
    assert page.locator(".alone-badge").all_inner_texts() == ["TERBATAS", "SIMULASI", "STRAIGHT LINE"]
    assert plan.digest in page.inner_text(".alone-foot")
    assert page.locator(".petapam-legend-row").count() > 5
    assert page.locator(".alone-list li").count() == len(plan.gaps)
    assert page.evaluate("document.fonts.check('14px Inter')")
    assert seen == []


def test_search_finds_village_station_and_unit(plan, opened):
    page, seen = opened(plan, language="id")
    assert search(page, "sangan")[0].startswith("Sanganom")
    page.keyboard.press("Enter")
    assert page.inner_text("#alone-told h2") == "Sanganom"
    assert search(page, "tps 2 klampisrejo")[0].startswith("Klampisrejo · TPS 2")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#alone-told h2').textContent === 'Klampisrejo · TPS 2'")
    assert "10,4" in page.inner_text(".alone-facts")
    assert search(page, "polsek nguling")[0].startswith("Polsek Nguling")
    page.locator("#alone-found [role=option]").first.click()
    assert page.inner_text("#alone-told h2") == "Polsek Nguling"
    page.click(".alone-back")
    assert page.locator(".alone-list li").count() == len(plan.gaps)
    assert search(page, "no such place") == []
    assert seen == []


def test_a_click_on_a_station_tells_of_it(plan, opened):
    page, seen = opened(plan)
    page.locator(".alone-list button").first.click()
    page.wait_for_timeout(1200)
    box = page.locator("#map").bounding_box()
    page.click(".alone-back")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".alone-facts")
    first = plan.stations.loc[plan.gaps["station_id"].iloc[0]]
    assert page.inner_text("#alone-told h2") == f"{first['village']} · TPS {first['number']:.0f}"
    assert seen == []


def test_hostile_names_are_text(opened):
    page, seen = opened(evaluate(hostile(HOSTILE), Scenario(threshold_min=1)))
    assert page.inner_text("h1") == f"{HOSTILE}o"
    assert HOSTILE in search(page, "alert")[0]
    page.keyboard.press("Enter")
    assert HOSTILE in page.inner_text("#alone-told h2")
    assert set(page.locator(".petapam-district-label span").all_text_contents()) == {f"{HOSTILE}d"}
    assert page.locator("img").count() == 0
    page.wait_for_timeout(300)
    assert seen == []


def test_a_redacted_copy_shows_no_class_and_no_name_of_a_unit(plan, opened):
    page, seen = opened(plan, redaction="terbatas")
    shown = page.inner_text("body") + page.content()
    assert "Redacted copy" in shown
    for it in {*names.class_labels().values(), "Polsek Nguling", "polsek-nguling"} - {"special", "khusus"}:
        assert it not in shown
    assert search(page, "polsek grati")[0].startswith("Polsek · Polri")
    assert seen == []
