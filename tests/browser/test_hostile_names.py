"""Names that are scripts stay names, in every view, tooltip and label."""

from __future__ import annotations

import pytest

from geo import operation as operations
from geo.operation import Operation
from tests.browser.serving import VIEWS, dashboard, map_frame, open_view
from tests.operations import meta, small_frames

NAME = "<img src=x onerror=alert(1)> ${alert(1)} `"
REMOTE = "![x](http://petapam.invalid/x.png) [y](javascript:alert(2)) :red[z]"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Serve an operation in which every name is an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    frames = small_frames()
    frames["villages"] = frames["villages"].assign(name=NAME, district=NAME, regency=REMOTE)
    frames["stations"] = frames["stations"].assign(place=NAME)
    frames["units"] = frames["units"].assign(name=NAME, kind="polsek")
    about = meta(name=NAME, jurisdiction=REMOTE, simulated=(NAME,), notes=({"en": REMOTE, "id": NAME},))
    operations.save(Operation.build(about, frames), folder)
    with dashboard(folder) as url:
        yield url


@pytest.fixture
def alarms(page):
    """Record what must not happen: a dialog, a request for the attacker's picture, an element he wrote."""
    seen = []

    def opened(dialog):
        seen.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    page.on("request", lambda request: "petapam.invalid" in request.url and seen.append(request.url))
    return seen


@pytest.mark.parametrize("view", VIEWS)
def test_a_name_that_is_a_script_is_shown_as_text(page, hostile, alarms, view):
    open_view(page, hostile, view, language="en")
    page.wait_for_timeout(500)
    assert NAME in page.inner_text(".pp-head")
    for frame in page.frames:
        assert frame.locator("img[onerror], img[src='x'], img[src*='petapam.invalid']").count() == 0
        assert frame.locator("a[href^='javascript:']").count() == 0
    assert alarms == []


def test_labels_and_tooltips_of_the_map_are_text(page, hostile, alarms):
    open_view(page, hostile, "risk", language="en")
    frame = map_frame(page)
    labels = frame.locator(".petapam-district-label span").all_text_contents()
    assert labels
    assert set(labels) == {NAME}
    frame.evaluate("""
        const map = Object.values(window).find((value) => value instanceof L.Map);
        map.eachLayer((layer) => { if (layer.getTooltip && layer.getTooltip()) layer.openTooltip(); });
    """)
    tips = frame.locator(".petapam-tip").all_text_contents()
    assert len(tips) > 3
    assert all(NAME in tip for tip in tips)
    page.wait_for_timeout(300)
    assert alarms == []


def test_the_same_name_set_as_html_would_fire(page, alarms):
    page.set_content("<p id=p></p>")
    page.evaluate("name => { document.getElementById('p').innerHTML = name; }", NAME)
    page.wait_for_timeout(300)
    assert alarms == ["1"]
