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
    """Return where the pattern grid stands, in sight and at rest: what stands above it comes last."""
    head = page.locator(".pp-title", has_text="Pattern: people for each group of TPS")
    page.wait_for_selector("text=/All [0-9]+ sums agree/")
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    head.evaluate("it => it.scrollIntoView({ block: 'center' })")
    before, box = None, {}
    while before != box:
        before = box
        page.wait_for_timeout(500)
        below = head.evaluate("it => it.getBoundingClientRect().bottom")
        tables = [it.bounding_box() for it in page.locator('[data-testid="stDataFrame"]').all()]
        own = [it for it in tables if it and it["y"] >= below - 1 and it["x"] < 900]
        box = min(own, key=lambda it: it["y"]) if own else {}
    return box


def needed(page):
    """Return how many Polri the sentence says the operation needs."""
    words = page.inner_text(".pp-sentence")
    return int(words.split(" Polri")[0].split()[-1].replace(",", ""))


def test_an_edited_cell_of_the_pattern_changes_need_and_plan_and_the_way_back_leads_back(page, served):
    open_view(page, served, "strength")
    page.wait_for_selector(".pp-sentence")
    before = needed(page)
    box = grid(page)
    more = max(box["width"] - sum(WIDTHS_PX), 0) / len(WIDTHS_PX)
    middle = sum(WIDTHS_PX[:2]) + WIDTHS_PX[2] / 2 + 2.5 * more
    page.mouse.dblclick(box["x"] + middle, box["y"] + ROW_PX * 1.5)
    cell = page.locator("#portal input")
    cell.fill("9")
    cell.press("Enter")
    page.wait_for_function(OWN)
    page.wait_for_function(f"!document.querySelector('.pp-sentence').innerText.includes(' {before:,} Polri')")
    assert needed(page) > before
    page.get_by_role("button", name="Back to the preset").click()
    page.wait_for_function(f"document.querySelector('.pp-sentence').innerText.includes(' {before:,} Polri')")
    assert needed(page) == before
