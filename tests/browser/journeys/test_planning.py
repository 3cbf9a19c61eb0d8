"""The planner's maps in a real browser: stations tell and take clicks, the page stays where it is."""

from __future__ import annotations

from playwright.sync_api import Error

from tests.browser.serving import map_frame, open_view

PLACE = """([pane, shape]) => {
  let found = null;
  window.map.eachLayer((it) => {
    const own = it.options || {};
    if (own.pane === pane && it._radius && (!shape || own.shape === shape)) found = found || it;
  });
  const at = window.map.latLngToContainerPoint(found.getLatLng());
  return [at.x, at.y];
}"""


def spot(page, frame, pane, shape=""):
    """Return where on the page a mark of the map stands."""
    box = page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    x, y = frame.evaluate(PLACE, [pane, shape])
    return box["x"] + x, box["y"] + y


def painted(frame):
    """Return whether a map stands; one that is being taken away does not."""
    try:
        return bool(frame.evaluate("window.petapamPainted || ''"))
    except Error:
        return False


def test_a_station_below_the_sheet_of_units_still_tells_who_it_is(page, served):
    open_view(page, served, "coverage")
    frame = map_frame(page)
    page.mouse.move(*spot(page, frame, "petapam-stations"), steps=4)
    tip = frame.wait_for_selector(".petapam-tip")
    assert "TPS" in tip.inner_text()
    assert tip.bounding_box()["width"] > 80


def test_a_click_on_a_unit_selects_it_and_leaves_the_page_where_it_is(page, served):
    page.set_viewport_size({"width": 1366, "height": 768})
    open_view(page, served, "assignment")
    frame = map_frame(page)
    before = page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    page.mouse.click(*spot(page, frame, "petapam-units", "star"))
    page.wait_for_function("document.body.innerText.includes('people posted at')")
    after = page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    assert after["y"] == before["y"]


def test_a_click_on_a_station_tells_why_its_guards_come(page, served):
    open_view(page, served, "assignment")
    frame = map_frame(page)
    page.mouse.click(*spot(page, frame, "petapam-stations"))
    page.wait_for_function("document.body.innerText.includes('This unit at this TPS')")
    assert "min)" in page.locator(".pp-note").all_inner_texts().__str__()


def test_two_maps_side_by_side_show_the_same_frame(page, served):
    open_view(page, served, "compare")
    page.get_by_text("Side by side").click()
    page.wait_for_function("document.querySelectorAll('iframe').length === 2")
    frames = []
    for _attempt in range(400):
        frames = [it for it in page.frames if "streamlit_folium" in it.url and painted(it)]
        if len(frames) == 2:
            break
        page.wait_for_timeout(50)
    first, second = frames
    first.evaluate("void window.map.setView([-7.7, 112.95], 13, { animate: false })")
    second.wait_for_function("window.map.getZoom() === 13")
    assert second.evaluate("window.map.getCenter().lat.toFixed(2)") == "-7.70"
