"""What was not saved comes back in a real browser, after a reload and a crash; two who save at once lose nothing."""

from __future__ import annotations

import re

import pytest

from tests.browser.serving import PAINT_MS, open_view, served_by

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("planning")]
DEMO = "pasuruan-kota-2022"
BROUGHT_BACK = re.compile(r"Draft of .* brought back")


def slider(page):
    return page.get_by_role("slider").first


def further(page, minutes):
    """Move the threshold on by minutes, and wait until that is kept."""
    slider(page).focus()
    for _ in range(minutes):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector(".pp-tag-draft", timeout=PAINT_MS)
    resting(page)


def resting(page):
    page.wait_for_timeout(300)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=PAINT_MS)


def save(page, name=""):
    body = page.locator('[data-testid="stPopoverBody"]')
    page.locator(".st-key-planbar [data-testid='stPopover'] button").first.click()
    body.wait_for(timeout=PAINT_MS)
    if name:
        body.get_by_label("Name of the plan").fill(name)
        page.keyboard.press("Tab")
        resting(page)
    body.get_by_role("button", name="Save", exact=True).click()
    resting(page)


def here(page, minutes):
    """Return whether the threshold that was not saved is back, and the page says so."""
    page.get_by_text(BROUGHT_BACK).wait_for(timeout=PAINT_MS)
    return int(slider(page).get_attribute("aria-valuenow") or slider(page).input_value()) == minutes


@pytest.fixture
def second(chromium):
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def test_a_change_outlasts_reload_and_crash_and_of_two_who_save_at_once_nobody_is_overwritten(
    page, second, tmp_path, monkeypatch
):
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path))
    with served_by(DEMO) as (url, server):
        open_view(page, url, "plans")
        further(page, 2)
        page.reload()
        assert here(page, 12)
        server.kill()
    with served_by(DEMO) as (url, _server):
        open_view(page, url, "plans")
        assert here(page, 12)
        save(page, "Rencana A")
        page.wait_for_selector(".pp-tag-saved", timeout=PAINT_MS)
        open_view(second, url, "plans")
        further(second, 8)
        save(second)
        second.get_by_text("version 2", exact=True).wait_for(timeout=PAINT_MS)
        further(page, 1)
        save(page)
        page.get_by_text("Nothing was overwritten").wait_for(timeout=PAINT_MS)
        assert "threshold 13 min" in page.inner_text(".st-key-merge")
        assert "threshold 20 min" in page.inner_text(".st-key-merge")
        page.locator(".st-key-merge").get_by_role("radio", name="Mine", exact=True).first.click()
        resting(page)
        page.locator("button:enabled", has_text="Save both together").first.click()
        page.get_by_text("version 3", exact=True).wait_for(timeout=PAINT_MS)
        assert "response threshold 13 min" in page.inner_text(".pp-plan")
