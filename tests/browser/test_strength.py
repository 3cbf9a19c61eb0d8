"""The pattern grid of *strength* in a browser: a cell that is edited changes the figures of the page."""

from __future__ import annotations

import pytest

from tests.browser.serving import open_view

LONG_MS = 180_000
ROW_PX = 35
WIDTHS_PX = (60, 155, 68, 82, 66, 66)
"""Of the columns of the pattern grid, the third is Polri; where there is room each of them gets as much more."""
OWN = "document.querySelector('.pp-plan').innerText.includes('own pattern of')"


@pytest.fixture(autouse=True)
def patient(page):
    """Give a loaded machine time."""
    page.set_default_timeout(LONG_MS)


def grid(page):
    """Return the pattern grid, scrolled into sight."""
    head = page.locator(".pp-title", has_text="Pattern: people for each group of TPS")
    head.scroll_into_view_if_needed()
    below = head.evaluate("it => it.getBoundingClientRect().bottom")
    tables = page.locator('[data-testid="stDataFrame"]')
    for i in range(tables.count()):
        box = tables.nth(i).bounding_box()
        if box and box["y"] >= below - 1 and box["x"] < page.viewport_size["width"] / 2:
            return tables.nth(i)
    raise AssertionError("no grid below its title")


def needed(page):
    """Return how many Polri the sentence says the operation needs."""
    words = page.inner_text(".pp-sentence")
    return int(words.split(" Polri")[0].split()[-1].replace(",", ""))


def test_an_edited_cell_of_the_pattern_changes_need_and_plan_and_the_way_back_leads_back(page, served):
    open_view(page, served, "strength")
    page.wait_for_selector(".pp-sentence")
    before = needed(page)
    box = grid(page).bounding_box()
    more = max(box["width"] - sum(WIDTHS_PX), 0) / len(WIDTHS_PX)
    middle = sum(WIDTHS_PX[:2]) + WIDTHS_PX[2] / 2 + 2.5 * more
    page.mouse.click(box["x"] + middle, box["y"] + ROW_PX * 1.5)
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.wait_for_function(OWN)
    page.wait_for_function(f"!document.querySelector('.pp-sentence').innerText.includes(' {before:,} Polri')")
    assert needed(page) > before
    page.get_by_role("button", name="Back to the preset").click()
    page.wait_for_function(f"document.querySelector('.pp-sentence').innerText.includes(' {before:,} Polri')")
    assert needed(page) == before
