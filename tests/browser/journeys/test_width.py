"""Every view fits the width of a wall screen and of a small laptop."""

from __future__ import annotations

from tests.browser.serving import SIZES, VIEWS, open_view


def test_no_view_is_wider_than_the_screen(page, served):
    for view in VIEWS:
        open_view(page, served, view)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(300)
            assert page.evaluate("[window.innerWidth, window.innerHeight]") == [width, height]
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (view, width)
