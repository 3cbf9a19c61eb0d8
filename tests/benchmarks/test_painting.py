"""From the slider to painted points, in Chromium, and what travels for it: `pytest tests/benchmarks -s`."""

from __future__ import annotations

import statistics
import time

import pytest
from playwright.sync_api import sync_playwright

from geo import operation as operations
from tests.browser.serving import dashboard, launch, map_frame, open_view, repainted, stamp
from tests.operations import scattered

MOVES = 12


def received(page):
    """Count the bytes that come over the page's web socket from now on."""
    total = [0]
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: total.__setitem__(0, total[0] + len(frame))),
    )
    return total


@pytest.mark.parametrize("stations", [152, 2_000, 10_000])
def test_slider_to_painted_points(tmp_path, stations):
    if stations == 152:
        served = "pasuruan-kota-2022"
    else:
        served = tmp_path / "operation"
        operations.save(scattered(stations=stations, units=30, villages=100, spread_deg=(0.4, 0.3)), served)
    with dashboard(served) as url, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        total = received(page)
        open_view(page, url, "coverage")
        frame = map_frame(page)
        page.wait_for_timeout(1500)
        seconds, sizes = [], []
        for _ in range(MOVES):
            slider, before, bytes_before = page.get_by_role("slider").first, stamp(frame), total[0]
            slider.focus()
            started = time.perf_counter()
            page.keyboard.press("ArrowRight")
            repainted(page, frame, before)
            seconds.append(time.perf_counter() - started)
            page.wait_for_timeout(700)
            sizes.append(total[0] - bytes_before)
        browser.close()
    print(
        f"\n{stations:>7,} stations: slider to paint median {statistics.median(seconds):.2f} s, "
        f"worst {max(seconds):.2f} s; {statistics.median(sizes) / 1024:.1f} KiB per move"
    )
    assert len(seconds) == MOVES


def test_first_page_after_the_start():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        started = time.perf_counter()
        with dashboard() as url:
            healthy = time.perf_counter() - started
            page.goto(url)
            page.wait_for_selector(".pp-sentence")
            sentence = time.perf_counter() - started
            map_frame(page)
            painted = time.perf_counter() - started
        browser.close()
    print(f"\nfirst page: server {healthy:.1f} s, sentence {sentence:.1f} s, map painted {painted:.1f} s")
    assert healthy < sentence < painted
