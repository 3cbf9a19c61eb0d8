from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from dashboard import shelf
from dashboard.store import open_store, opening
from dashboard.store.tables import DRAFT
from tests.browser.serving import dashboard, launch


def pytest_collection_modifyitems(items):
    """Keep what needs the browser on one worker, so that one server and one Chromium serve them all."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def served():
    """Serve the demo operation; give its address."""
    with dashboard() as url:
        yield url


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def nothing_unsaved():
    """Let no test find what another one left unsaved: to the servers all tests are one person."""
    if (shelf.home() / "store" / opening.FILE).exists():
        with open_store().writing() as connection:
            connection.execute(DRAFT.delete())


@pytest.fixture
def page(chromium):
    """Open an empty page on a wall screen."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    yield context.new_page()
    context.close()
