"""How long sheets and atlases take, and how much memory: each in a process of its own, as a worker makes them.

Beside them a picture that a headless Chromium takes of the same map, which is how the field prints its maps.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from playwright.sync_api import sync_playwright

from dashboard.export import webpage
from dashboard.export.options import SheetOptions
from geo import operation
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.browser.serving import PAINT_MS, launch

WORK = """
import json, resource, sys, time
from geo import operation
from geo.evaluate import evaluate
from geo.scenario import Scenario
from dashboard.export import atlas, sheet
from dashboard.export.options import SheetOptions
chosen, form, times = SheetOptions.parse(json.loads(sys.argv[1])), sys.argv[2], int(sys.argv[3])
plan = evaluate(operation.load("pasuruan-kota-2022"), Scenario())
took = []
for _ in range(times):
    start, cpu = time.perf_counter(), time.process_time()
    if form == "atlas":
        made = atlas.render(plan, chosen, by="village")
    else:
        made = sheet.render(plan, chosen, form=form)
    took.append((time.perf_counter() - start, time.process_time() - cpu))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"first_s": took[0][0], "best_s": min(t for t, _ in took), "cpu_s": min(c for _, c in took),
                  "peak_mb": peak, "bytes": len(made)}))
"""
CASES = {
    "A4 300 dpi PNG": ({"theme": "gaps"}, "png", 3),
    "A4 vector PDF": ({"theme": "gaps"}, "pdf", 3),
    "A3 300 dpi PNG": ({"theme": "gaps", "paper": "A3"}, "png", 3),
    "A2 300 dpi PNG": ({"theme": "gaps", "paper": "A2"}, "png", 2),
    "16:9 150 dpi PNG": ({"theme": "coverage", "paper": "16:9", "dpi": 150}, "png", 3),
    "atlas of 21 villages": ({"theme": "gaps"}, "atlas", 1),
}


@pytest.mark.parametrize("case", CASES)
def test_a_sheet_in_a_process_of_its_own(case, record_property):
    options, form, times = CASES[case]
    command = [sys.executable, "-c", WORK, json.dumps(options), form, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    took = json.loads(done.stdout)
    figure = (
        f"first {took['first_s']:.2f} s, best {took['best_s']:.2f} s, cpu {took['cpu_s']:.2f} s, "
        f"peak {took['peak_mb']:.0f} MB, {took['bytes'] / 1e6:.2f} MB"
    )
    record_property(case, figure)
    print(f"{case}: {figure}")
    assert took["bytes"] > 0


def test_a_picture_of_the_same_map_by_a_headless_chromium(tmp_path, record_property):
    plan = evaluate(operation.load("pasuruan-kota-2022"), Scenario())
    start = time.perf_counter()
    file = tmp_path / "map.html"
    file.write_bytes(webpage.render(plan, SheetOptions()))
    with sync_playwright() as playwright:
        browser = launch(playwright)
        # A4 landscape of 96 pixels to the inch, enlarged to 300: as many pixels as the sheet has.
        page = browser.new_page(viewport={"width": 1123, "height": 794}, device_scale_factor=3.125)
        page.goto(file.as_uri())
        page.wait_for_function("window.petapamPainted === '0'", timeout=PAINT_MS)
        made = page.screenshot()
        browser.close()
    took = time.perf_counter() - start
    figure = (
        f"first {took:.2f} s, {len(made) / 1e6:.2f} MB; no scale, no legend of counts, no annex, no vectors"
    )
    record_property("headless Chromium, 300 dpi A4 screenshot", figure)
    print(f"headless Chromium: {figure}")
    assert made[:4] == b"\x89PNG"
