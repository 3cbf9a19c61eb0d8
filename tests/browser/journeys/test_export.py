"""Exports in a real browser: a sheet by clicking, after a reload again, every product, a map as a sheet."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from geo import operation as operations
from geo import schema
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.browser.serving import map_frame, open_view

DRAWN_MS = 240_000
FILES = [
    ("Slides", ".pptx", "slides whose", b"PK"),
    ("Workbook (Excel)", ".xlsx", "tables with", b"PK"),
    ("Tables (CSV)", ".csv", "One table", b"\xef\xbb\xbf"),
    ("GIS files", ".gpkg", "layers for", b"SQLite format 3"),
    ("Stand-alone page (HTML)", ".html", "One page", b"<!doctype html>"),
    ("Pack of everything", ".zip", "One ZIP", b"PK"),
]
IN_FRAME = """() => {
  const map = Object.values(window).find((it) => it instanceof L.Map);
  const size = map.getSize(), low = size.y - document.querySelector(".petapam-legend").offsetHeight;
  const a = map.containerPointToLatLng([0, low]), b = map.containerPointToLatLng([size.x, 0]);
  return [a.lng, a.lat, b.lng, b.lat];
}"""
SENTENCE = ".pp-sentence"


def preview(page: Page) -> None:
    """Wait until the sheet is seen small."""
    page.wait_for_selector(".pp-picture:not(.pp-stale) img", timeout=DRAWN_MS)
    told(page)


def told(page: Page, says: str = "") -> str:
    """Wait until the page says what will be made; return it."""
    page.wait_for_function(
        "says => { const it = document.querySelector('.pp-sentence')?.textContent || '…';"
        " return it.includes(says) && !it.endsWith('…'); }",
        arg=says,
        timeout=DRAWN_MS,
    )
    return page.locator(SENTENCE).inner_text()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile(re.escape(label) + "$")).click()
    page.get_by_role("option", name=option, exact=True).click()


def saved(page: Page, ending: str) -> bytes:
    """Wait for the link to a file, and save what it leads to."""
    link = page.locator(f"a.pp-link[download$='{ending}']").first
    link.wait_for(timeout=DRAWN_MS)
    with page.expect_download() as saving:
        link.click()
    return saving.value.path().read_bytes()


def made(page: Page, ending: str = ".pdf") -> bytes:
    """Click the button, wait for the link, and save what it leads to."""
    page.get_by_role("button", name="Make it").click()
    return saved(page, ending)


def test_an_a4_sheet_is_made_by_clicking_and_after_a_reload_again(page: Page, served: str):
    open_view(page, served, "export")
    preview(page)
    first = made(page)
    (sheet,) = PdfReader(io.BytesIO(first)).pages
    assert [float(it) for it in sheet.mediabox[2:]] == pytest.approx([841.89, 595.28], abs=0.5)
    assert "MAP OF VULNERABILITY" in sheet.extract_text()
    told_of = page.locator(".pp-file").inner_text()
    assert hashlib.sha256(first).hexdigest()[:12] in told_of
    page.reload()
    preview(page)
    assert page.locator("a.pp-link[download$='.pdf']").count() == 0
    assert made(page) == first


def test_the_picture_is_put_on_the_clipboard(page: Page, served: str):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_view(page, served, "export")
    preview(page)
    page.get_by_role("button", name="Copy picture").click()
    page.get_by_text("Copied: paste it").wait_for(timeout=DRAWN_MS)
    copied = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const picture = await createImageBitmap(await item.getType("image/png"));
          return [item.types, picture.width, picture.height];
        }"""
    )
    assert copied == [["image/png"], 1600, pytest.approx(1131, abs=1)]


def test_where_a_browser_lets_no_page_copy_the_picture_is_saved(page: Page, served: str):
    page.add_init_script("delete Navigator.prototype.clipboard")
    open_view(page, served, "export")
    preview(page)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Copy picture").click()
    assert saving.value.suggested_filename == "pasuruan-kota-2022-sheet-risk-A4.png"
    assert saving.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_text("it is saved as a file instead").wait_for()


def test_every_product_is_chosen_and_made(page: Page, served: str):
    open_view(page, served, "export")
    preview(page)
    for product, ending, says, begins in FILES:
        choose(page, "Product", product)
        told(page, says)
        assert made(page, ending).lower().startswith(begins.lower()), product


@pytest.mark.parametrize("view", ["gaps"])
def test_the_sheet_of_a_map_has_what_is_seen_on_the_screen(page: Page, served: str, view: str):
    open_view(page, served, view)
    frame = map_frame(page)
    frame.evaluate(
        "() => { Object.values(window).find((it) => it instanceof L.Map).setZoom(12.5, {animate: false}); }"
    )
    west, south, east, north = frame.evaluate(IN_FRAME)
    frame.locator("a.petapam-print").click()
    page.wait_for_url(re.compile("/export"), timeout=DRAWN_MS)
    preview(page)
    of = operations.load("pasuruan-kota-2022")
    stations, units = (
        ((xy >= (west, south)) & (xy <= (east, north))).all(axis=1).sum()
        for xy in (of.station_xy, schema.xy(of.units))
    )
    assert 0 < stations < len(of.stations)
    assert told(page).endswith(f"with {stations} TPS and {units} units.")
    area = page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile("Area$"))
    assert area.input_value() == "The frame of the screen"


def test_a_map_becomes_a_sheet_with_its_own_frame_each_time_it_is_asked(page: Page, served: str):
    open_view(page, served, "coverage")
    for _turn in range(2):
        frame = map_frame(page)
        frame.locator("a.petapam-print").click()
        page.wait_for_url(re.compile("/export"), timeout=DRAWN_MS)
        preview(page)
        assert told(page).startswith("MAP OF RESPONSE COVERAGE")
        area = page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile("Area$"))
        assert area.input_value() == "The frame of the screen"
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Coverage").click()
        page.wait_for_url(re.compile("/coverage"), timeout=DRAWN_MS)
    assert map_frame(page).locator("a.petapam-print").count() == 1
    open_view(page, served, "coverage", mode="kiosk")
    assert map_frame(page).locator("a.petapam-print").count() == 0


def test_the_difference_of_two_plans_becomes_a_sheet_by_clicking(page: Page, served: str):
    open_view(page, served, "export")
    preview(page)
    page.get_by_test_id("stSidebar").get_by_role("slider").first.press("ArrowRight")
    choose(page, "Theme", "Difference from plan A")
    assert told(page, "WHAT THE PLAN CHANGES").endswith("with 152 TPS and 43 units.")
    preview(page)
    of = operations.load("pasuruan-kota-2022")
    before, after = (evaluate(of, Scenario(threshold_min=it)).summary["covered"] for it in (10, 11))
    said = PdfReader(io.BytesIO(made(page))).pages[0].extract_text()
    assert 0 < before < after
    assert f"\n{before} → {after}\n" in said
    assert f"TPS reached in time {before} {after} +{after - before}\n" in said
