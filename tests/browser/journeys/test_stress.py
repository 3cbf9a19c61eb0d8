"""The stress test in a browser: losses on table and map, bridges, and long work that is cancelled."""

from __future__ import annotations

import re

import pytest

from geo.operation import load, save
from tests.bridges import with_bridges, with_thousands_of_bridges
from tests.browser.serving import PAINT_MS, dashboard, map_frame, open_view, repainted, stamp

LONG_MS = 180_000
SAID = "document.querySelector('.pp-sentence')?.innerText.includes({!r})"
BRIDGES = (834, 59)
ROW_PX = 35


@pytest.fixture(autouse=True)
def patient(page):
    """Give a loaded machine time."""
    page.set_default_timeout(LONG_MS)


@pytest.fixture
def wait(page):
    """Return what waits until the page's sentence says something, however loaded the machine is."""
    return lambda words: page.wait_for_function(SAID.format(words))


@pytest.fixture(scope="module")
def bridged(tmp_path_factory):
    """Serve the demo with a road graph that knows bridges; give its address and the folder."""
    here = tmp_path_factory.mktemp("bridges")
    folder = here / "operation"
    save(with_bridges(load("pasuruan-kota-2022"), BRIDGES, here), folder)
    with dashboard(folder) as url:
        yield url


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """Serve an operation whose stress test by road takes long; give its address."""
    here = tmp_path_factory.mktemp("slow")
    folder = here / "operation"
    save(with_thousands_of_bridges(here), folder)
    with dashboard(folder) as url:
        yield url


def tick(page, *, row):
    """Mark a row of the first table, as a click on its box does."""
    box = page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + ROW_PX * (row + 1.5))


def test_the_worst_loss_is_told_and_another_row_of_the_worst_five_shows_it_on_the_map(page, served, wait):
    open_view(page, served, "stress")
    wait("If Polsek Lekok is lost, 20 more TPS are out of reach")
    page.wait_for_selector("text=The worst 5 losses")
    frame = map_frame(page)
    frame.wait_for_selector(".petapam-lost")
    before = stamp(frame)
    tick(page, row=1)
    page.wait_for_selector("text=Without Polsek Nguling")
    repainted(page, frame, before)
    assert frame.locator(".petapam-lost").count() == 1
    assert "19 TPS fall out of reach" in page.inner_text("body")


def test_by_road_a_cut_stands_beside_the_unit_even_after_two_quick_changes(page, served, wait):
    open_view(page, served, "stress")
    wait("is lost")
    for engine in ("By road", "Straight line", "By road"):
        page.get_by_role("radio", name=engine).click()
    wait("is cut")
    assert "every village road" in page.inner_text(".pp-sentence")


def test_a_bridge_that_is_lost_is_named_and_drawn_with_the_stations_that_fall_out(page, bridged, wait):
    open_view(page, bridged, "stress")
    page.get_by_role("radio", name="By road").click()
    wait("is cut")
    page.get_by_role("radio", name="Bridges").click()
    title = page.locator(".pp-title", has_text=re.compile("^Without bridge in "))
    title.wait_for()
    village = title.inner_text().removeprefix("Without bridge in ")
    frame = map_frame(page)
    frame.wait_for_function(
        """() => {
          let cut = 0;
          window.map.eachLayer((it) => { cut += Boolean(it._latlngs && it.options.pane === 'petapam-closures') });
          return cut > 0;
        }""",
        timeout=PAINT_MS,
    )
    frame.locator(".petapam-lost").hover()
    assert village in frame.wait_for_selector(".petapam-tip").inner_text()


def test_long_work_is_cancelled_by_a_click_and_started_again(page, slow):
    open_view(page, slow, "stress")
    page.wait_for_selector(".pp-sentence")
    page.get_by_role("radio", name="By road").click()
    page.wait_for_selector("text=/Stress test [0-9,]+ \\/ [0-9,]+/")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("text=Stress test: cancelled.")
    assert page.get_by_role("button", name="Cancel").count() == 0
    page.get_by_role("button", name="Start again").click()
    page.wait_for_selector("text=/Stress test [0-9,]+ \\/ [0-9,]+/")
    far = page.inner_text('[data-testid="stProgress"]')
    page.wait_for_function(
        """before => {
          const bar = document.querySelector('[data-testid=stProgress]');
          return !bar || bar.innerText !== before;
        }""",
        arg=far,
        timeout=LONG_MS,
    )
    assert page.get_by_text("Stress test: cancelled.").count() == 0
