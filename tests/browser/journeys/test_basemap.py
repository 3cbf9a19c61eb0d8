"""A background map made of a small extract, as a person sees it, without any network."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from geo import basemap
from geo import operation as operations
from geo.basemap.read import read
from geo.operation import Operation
from tests.browser.serving import PAINT_MS, dashboard, map_frame, open_view, repainted, stamp
from tests.geo.extracts import town
from tests.operations import meta, small_frames

MAP = "Object.values(window).find((value) => value instanceof L.Map)"
COLOURS = """(pane) => {
    const found = new Set();
    for (const tile of document.querySelectorAll(`.leaflet-${pane}-pane canvas.leaflet-tile`)) {
        if (!tile.width) continue;
        const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
        for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] === 255) found.add("#" + [0, 1, 2].map((k) => data[i + k].toString(16).padStart(2, "0")).join(""));
        }
    }
    return [...found];
}"""


@pytest.fixture(scope="module")
def with_background(tmp_path_factory):
    """Serve the invented operation with a background map."""
    folder = tmp_path_factory.mktemp("background") / "plan"
    operations.save(Operation.build(meta(), small_frames()), folder)
    extract = town()
    extract.point(112.15, 0.03, place="town", name="Barat")
    extract.way([(113.0, 0.045), (111.5, 0.045)], natural="coastline")
    drawn = read(extract.save(folder.parent / "town.osm"))
    basemap.write(drawn, folder / operations.BASEMAP)
    with dashboard(folder) as url:
        yield url


def painted(page, view):
    frame = map_frame(page)
    frame.wait_for_function("window.petapamBasemapPainted === true", timeout=PAINT_MS)
    page.wait_for_timeout(600)
    return frame


def test_the_background_is_painted_without_a_request_off_this_machine(page, with_background):
    requests, failures = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("response", lambda response: requests.append(response.url))
    page.on("response", lambda answer: "/tiles/" in answer.url and failures.append(answer.status))
    page.on("pageerror", lambda error: failures.append(str(error)))
    open_view(page, with_background, "coverage")
    frame = painted(page, "coverage")
    colours = set(frame.evaluate(COLOURS, "petapam-basemap"))
    from_palette = {"#f7f6f3", "#e5eee1", "#c3dae8", "#6c757d"}
    assert from_palette <= colours
    assert set(failures) == {206}
    assert {urlsplit(url).hostname for url in requests} <= {"127.0.0.1", None}
    assert "OpenStreetMap" in frame.inner_text(".petapam-credit")


def test_names_of_places_are_text_and_ours_are_not_said_twice(page, with_background):
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_view(page, with_background, "coverage")
    frame = painted(page, "coverage")
    assert frame.evaluate(COLOURS, "petapam-places")
    assert frame.locator("b").count() == 0
    labels = frame.evaluate(
        f"Object.values({MAP}._layers).find((layer) => layer.labelRules && layer.labelRules.length)"
        ".labelRules[0].symbolizer.ours(12).names.has('barat')"
    )
    assert labels is True
    assert dialogs == []


def test_the_slider_keeps_the_zoom_and_asks_for_no_tile_again(page, with_background):
    open_view(page, with_background, "coverage")
    frame = painted(page, "coverage")
    frame.evaluate(f"void {MAP}.setZoom(12.5, {{animate: false}})")
    page.wait_for_timeout(1500)
    asked = []
    page.on("request", lambda request: "/tiles/" in request.url and asked.append(request.url))
    before = stamp(frame)
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    repainted(page, frame, before)
    page.wait_for_timeout(500)
    assert frame.evaluate(f"{MAP}.getZoom()") == 12.5
    assert frame.evaluate("window.petapamBasemapPainted") is True
    assert asked == []


def test_a_map_without_a_background_loads_no_script_for_one(page, served):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    open_view(page, served, "coverage")
    assert not [
        url for url in requests if "protomaps" in url or "/tiles/" in url or url.endswith("/basemap.js")
    ]
    assert map_frame(page).locator(".petapam-credit").count() == 0
