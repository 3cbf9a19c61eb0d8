from __future__ import annotations

import re
import time

import pytest

from tests.browser.serving import LANGUAGES, map_frame, open_view, repainted, stamp

MAP = "Object.values(window).find((value) => value instanceof L.Map)"


def threshold(page):
    return page.get_by_role("slider").first


def test_the_main_path_open_change_the_threshold_select_a_gap_switch_the_language(
    page, served, record_property
):
    open_view(page, served, "coverage")
    frame = map_frame(page)
    before, sentence = stamp(frame), page.inner_text(".pp-sentence")
    assert sentence == "124 of 152 TPS are reached within 10 minutes; 28 are not, 10 of them in Lekok."

    frame.evaluate(f"void {MAP}.setZoom(12.5, {{animate: false}})")
    threshold(page).focus()
    started = time.perf_counter()
    page.keyboard.press("ArrowRight")
    repainted(page, frame, before)
    record_property("slider to paint at 152 stations [s]", round(time.perf_counter() - started, 2))
    page.wait_for_function(f"document.querySelector('.pp-sentence').innerText !== {sentence!r}")
    assert "within 11 minutes" in page.inner_text(".pp-sentence")
    assert frame.evaluate(f"{MAP}.getZoom()") == 12.5

    centre = frame.evaluate(f"{MAP}.getCenter().lat")
    grid = page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    page.mouse.click(grid["x"] + 16, grid["y"] + 52)
    page.wait_for_function(
        "[...document.querySelectorAll('.pp-title')].some(e => / · TPS \\d+$/.test(e.innerText))"
    )
    page.wait_for_timeout(1200)
    assert frame.evaluate(f"{MAP}.getCenter().lat") != centre

    page.get_by_text("Bahasa Indonesia", exact=True).click()
    page.wait_for_function("document.querySelector('.pp-sentence').innerText.includes('dari 152 TPS')")
    assert "lang" not in page.url


def test_a_click_on_a_station_explains_its_class(page, served):
    open_view(page, served, "risk")
    frame = map_frame(page)
    frame.evaluate(f"""
        const marks = Object.values({MAP}._layers).filter((layer) => layer.options.pane === "petapam-stations");
        const mark = marks.find((layer) => layer.getLatLng);
        void mark.fire("click", {{ latlng: mark.getLatLng() }});
    """)
    page.wait_for_function(
        "[...document.querySelectorAll('.pp-title')].some(e => e.innerText.startsWith('Why '))"
    )
    page.wait_for_selector('[data-testid="stVegaLiteChart"]')
    assert "of 100, from" in page.inner_text("body")


def test_a_reload_keeps_the_language_and_comes_back_whole(page, served):
    open_view(page, served, "coverage", language="en")
    page.reload()
    page.wait_for_selector(".pp-sentence")
    map_frame(page)
    assert "are reached within" in page.inner_text(".pp-sentence")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["", "kiosk"])
def test_the_briefing_fits_the_wall_without_scrolling(page, served, language, mode):
    open_view(page, served, language=language, mode=mode)
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollHeight <= e.clientHeight")
    cut = ".pp-sentence, .pp-card-figure, .pp-card-note, .pp-ranked"
    assert page.locator(cut).evaluate_all("all => all.every(e => e.scrollWidth <= e.clientWidth + 1)")


def test_kiosk_mode_leaves_no_control_in_sight(page, served):
    open_view(page, served, mode="kiosk")
    assert map_frame(page).locator(".leaflet-control-zoom").count() == 0
    controls = page.locator("button, input, select, [role=slider], [data-testid=stSidebar]")
    assert [text for text in controls.all() if text.is_visible()] == []
    assert "152" in page.inner_text(".pp-sentence")


def test_a_view_that_does_not_exist_says_so_and_offers_the_way_back(page, served):
    page.goto(f"{served}/nowhere?lang=en")
    page.wait_for_selector(".pp-head")
    assert re.search("Page not found", page.inner_text("body"))


def test_by_road_a_click_closes_what_is_drawn_and_a_selection_shows_the_way(page, served):
    open_view(page, served, "coverage")
    page.get_by_text("By road", exact=True).first.click()
    page.wait_for_function(
        "document.querySelector('.pp-sentence').innerText.startsWith('73 of 152')", timeout=60_000
    )
    map_frame(page)
    page.get_by_text("Area", exact=True).click()
    page.wait_for_selector("text=0 points set on the map.")
    for count, (lat, lon) in enumerate(
        ((-7.68, 112.98), (-7.68, 113.02), (-7.72, 113.02), (-7.72, 112.98)), start=1
    ):
        page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=60_000)
        page.wait_for_timeout(500)
        map_frame(page).evaluate(f"void {MAP}.fire('click', {{ latlng: L.latLng({lat}, {lon}) }})")
        page.wait_for_selector(f"text={count} points set on the map.", timeout=60_000)
    page.get_by_role("button", name="Close", exact=True).click()
    page.wait_for_selector("text=/[0-9]+ streets are closed/")
    page.wait_for_function(
        "document.querySelector('.pp-sentence').innerText.startsWith('65 of 152')", timeout=60_000
    )
    page.wait_for_selector("text=Gaps: 87 TPS")
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(800)
    grid = page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    page.mouse.click(grid["x"] + 16, grid["y"] + 52)
    page.wait_for_function(
        r"[...document.querySelectorAll('.pp-title')].some((e) => / · TPS \d+$/.test(e.innerText))"
    )
    drawn = f"Object.values({MAP}._layers).filter((layer) => layer.options.pane === 'petapam-routes' && layer.getLatLngs).length"
    frame = map_frame(page)
    frame.wait_for_function(f"{drawn} > 0")
    assert frame.evaluate(drawn) == 3
