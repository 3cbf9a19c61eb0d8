"""Exports in a real browser: a sheet by clicking, after a reload again, an atlas that is not waited for."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.serving import map_frame, open_view

DRAWN_MS = 120_000
SENTENCE = ".pp-sentence"


def preview(page: Page) -> None:
    """Wait until the sheet is seen small."""
    page.wait_for_selector(".pp-picture img", timeout=DRAWN_MS)
    page.wait_for_selector(SENTENCE, timeout=DRAWN_MS)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile(re.escape(label) + "$")).click()
    page.get_by_role("option", name=option, exact=True).click()


def made(page: Page) -> bytes:
    """Click the button, wait for the link, and save what it leads to."""
    page.get_by_role("button", name="Make it").click()
    link = page.locator("a.pp-link[download$='.pdf']")
    link.wait_for(timeout=DRAWN_MS)
    with page.expect_download() as saving:
        link.click()
    return saving.value.path().read_bytes()


def test_an_a4_sheet_is_made_by_clicking_and_after_a_reload_again(page: Page, served: str):
    open_view(page, served, "export")
    preview(page)
    first = made(page)
    (sheet,) = PdfReader(io.BytesIO(first)).pages
    assert [float(it) for it in sheet.mediabox[2:]] == pytest.approx([841.89, 595.28], abs=0.5)
    assert "MAP OF VULNERABILITY" in sheet.extract_text()
    page.reload()
    preview(page)
    assert page.locator("a.pp-link[download$='.pdf']").count() == 0
    assert made(page) == first


def test_a_long_atlas_is_cancelled_and_the_next_sheet_is_made(page: Page, served: str):
    open_view(page, served, "export")
    preview(page)
    choose(page, "Product", "Atlas")
    page.wait_for_function(
        "document.querySelector('.pp-sentence')?.textContent.startsWith('An atlas')", timeout=DRAWN_MS
    )
    page.get_by_role("button", name="Make it").click()
    page.get_by_text(re.compile(r"Atlas [1-9]\d* / 21")).wait_for(timeout=DRAWN_MS)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Atlas: cancelled.").wait_for(timeout=DRAWN_MS)
    assert page.locator("a.pp-link[download$='.pdf']").count() == 0
    choose(page, "Product", "Map sheet")
    preview(page)
    assert made(page).startswith(b"%PDF")


def test_a_map_becomes_a_sheet_with_its_own_frame_each_time_it_is_asked(page: Page, served: str):
    open_view(page, served, "coverage")
    for _turn in range(2):
        frame = map_frame(page)
        frame.locator("a.petapam-print").click()
        page.wait_for_url(re.compile("/export"), timeout=DRAWN_MS)
        preview(page)
        assert page.locator(SENTENCE).inner_text().startswith("MAP OF RESPONSE COVERAGE")
        area = page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile("Area$"))
        assert area.input_value() == "The frame of the screen"
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Coverage").click()
        page.wait_for_url(re.compile("/coverage"), timeout=DRAWN_MS)
    assert map_frame(page).locator("a.petapam-print").count() == 1
    open_view(page, served, "coverage", mode="kiosk")
    assert map_frame(page).locator("a.petapam-print").count() == 0
