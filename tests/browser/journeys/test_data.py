"""The data are edited as a person does it: on the map and in the table, taken back, saved, and found again."""

from __future__ import annotations

import pytest

from dashboard import shelf
from geo.operation import load
from tests.browser.journeys.test_siting import drag, rested
from tests.browser.serving import dashboard, map_frame, open_view, repainted, stamp
from tests.operations import small

TOOLS = ".petapam-post"
FRAMED = """(() => {
  const map = Object.values(window).find((it) => it instanceof L.Map);
  return [map.getZoom(), map.getCenter().lat.toFixed(6), map.getCenter().lng.toFixed(6)];
})()"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Serve an operation that is on the user's own shelf; give the address and the folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(shelf.VARIABLE, str(tmp_path_factory.mktemp("home")))
        folder = shelf.add(small())
        with dashboard(folder) as url:
            yield url, folder


def at_station(page, frame, label):
    """Return where a station stands in the window."""
    spot = frame.evaluate(
        """label => {
          const map = Object.values(window).find((it) => it instanceof L.Map);
          let found = null;
          map.eachLayer((it) => {
            if (!it.getTooltip || !it.getTooltip() || !it.getLatLng) return;
            const told = it.getTooltip()._content;
            const words = typeof told === "function" ? told().textContent : "";
            if (words.startsWith(label)) found = map.latLngToContainerPoint(it.getLatLng());
          });
          return [found.x, found.y];
        }""",
        label,
    )
    area = page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    return area["x"] + spot[0], area["y"] + spot[1]


def said(page, words):
    page.wait_for_function(f"document.body.innerText.includes({words!r})", timeout=60_000)


def settled(page, tell):
    """Wait until what is told of the page stays the same for half a second; give it."""
    now = tell()
    for _try in range(60):
        rested(page)
        page.wait_for_timeout(500)
        before, now = now, tell()
        if before == now and now:
            return now
    raise TimeoutError(str(now))


def test_a_station_is_dragged_taken_back_dragged_again_saved_and_stands_there_after_a_reload(page, own):
    url, folder = own
    before = load(folder).stations.geometry["s2"]
    open_view(page, url, "data")
    frame = map_frame(page)
    page.mouse.click(*settled(page, lambda: at_station(page, frame, "Satu · TPS 2")))
    frame.wait_for_selector(TOOLS, timeout=60_000)
    settled(page, lambda: stamp(frame))
    drag(page, frame.locator(TOOLS), by=(30, 24))
    said(page, "Satu · TPS 2: moved")
    said(page, "Review & save (1)")
    rested(page)

    page.get_by_role("button", name="Undo").click()
    said(page, "Review & save (0)")
    rested(page)
    assert load(folder).stations.geometry["s2"] == before
    page.get_by_role("button", name="Redo").click()
    said(page, "Review & save (1)")
    rested(page)

    page.get_by_role("radio", name="Review & save (1)").click()
    page.get_by_role("button", name="Save", exact=True).click()
    said(page, "Saved: 1 changes.")
    after = load(folder).stations.geometry["s2"]
    assert (after.x - before.x > 0, after.y - before.y < 0) == (True, True)
    assert [it.name for it in folder.iterdir() if it.name.startswith(".")] == []

    open_view(page, url, "data")
    frame = map_frame(page)
    page.mouse.click(*settled(page, lambda: at_station(page, frame, "Satu · TPS 2")))
    frame.wait_for_selector(TOOLS, timeout=60_000)
    assert "Review & save (0)" in page.inner_text("body")


def test_a_border_is_drawn_corner_by_corner_and_the_map_keeps_its_frame(page, own):
    url, folder = own
    open_view(page, url, "data")
    page.get_by_role("radio", name="Villages (4)").click()
    page.get_by_text("Draw a new village").click()
    page.get_by_label("Name", exact=True).fill("Lima")
    page.get_by_label("Name", exact=True).press("Enter")
    rested(page)
    framed = settled(page, lambda: map_frame(page).evaluate(FRAMED))
    area = page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    for n, (right, down) in enumerate([(0.3, 0.15), (0.5, 0.15), (0.4, 0.3)], start=1):
        frame = map_frame(page)
        before = stamp(frame)
        page.mouse.click(area["x"] + area["width"] * right, area["y"] + area["height"] * down)
        said(page, f"{n} corners: click")
        repainted(page, frame, before)
        rested(page)
        assert map_frame(page).evaluate(FRAMED) == framed
    page.get_by_role("button", name="Take the border").click()
    said(page, "Villages (5)")
    said(page, "village added: Lima")
    frame = map_frame(page)
    frame.wait_for_function("document.querySelectorAll('.petapam-corner').length === 3", timeout=60_000)
    assert len(load(folder).villages) == 4


def typed(page, *, at, words):
    """Type into a cell of the table, `at` pixels from its upper left corner."""
    table = settled(page, page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box)
    x, y = table["x"] + at[0], table["y"] + at[1]
    page.mouse.click(x, y)
    page.wait_for_timeout(200)
    page.mouse.dblclick(x, y)
    page.wait_for_selector("#portal textarea, #portal input", timeout=30_000)
    page.wait_for_timeout(300)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)
    typing = "words => document.querySelector('#portal textarea, #portal input')?.value === words"
    page.wait_for_function(typing, arg=words, timeout=30_000)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")


def test_a_cell_is_checked_as_it_is_typed_and_the_map_hears_of_it(page, own):
    url, _folder = own
    open_view(page, url, "data")
    rested(page)
    place = (36 + 130 + 128 + 60, 35 + 17)
    typed(page, at=place, words="Pak Ali 0812 3456 7890")
    said(page, "these rows hold what looks like a telephone number: s1. Remove it")
    assert "Review & save (0)" in page.inner_text("body")
    rested(page)
    typed(page, at=place, words="Pasar Satu")
    said(page, "Satu · TPS 1: Place = Pasar Satu")
    said(page, "Review & save (1)")
    rested(page)
    assert page.get_by_text("Not taken over yet").count() == 0
