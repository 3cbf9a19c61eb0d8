from __future__ import annotations

import pytest

from dashboard import shelf
from geo.operation import load
from tests.browser.serving import dashboard, map_frame, open_view
from tests.dashboard import arriving

PATIENCE_MS = 60_000


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Give the server an empty data folder of its own."""
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


def press(page, key):
    page.locator(f".st-key-{key} button").first.click()


def rested(page):
    page.wait_for_timeout(500)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=PATIENCE_MS)


def sentence(page):
    rested(page)
    return page.inner_text(".pp-sentence")


def test_a_dirty_workbook_and_a_map_of_villages_become_an_operation_on_the_shelf(page, home):
    with dashboard() as url:
        open_view(page, url, "data")
        page.get_by_text("Import", exact=True).first.click()
        page.wait_for_selector("[data-testid=stFileUploaderDropzoneInput]", state="attached")
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
            [
                {"name": name, "mimeType": "application/octet-stream", "buffer": content}
                for name, content, _type in arriving.everything()
            ]
        )
        page.wait_for_selector(".pp-sentence", timeout=PATIENCE_MS)
        assert sentence(page) == "19 rows came in: 10 clean, 6 repaired, 3 questioned, 0 refused."

        press(page, "import-next")
        page.wait_for_selector('[data-testid="stDataFrame"]')
        press(page, "import-next")
        page.wait_for_selector(".pp-found")
        rested(page)
        page.get_by_role("button", name="Leave these rows out").first.click()
        page.wait_for_function("document.querySelector('.pp-sentence')?.innerText.includes('1 refused')")
        rested(page)

        press(page, "import-next")
        frame = map_frame(page)
        assert frame.evaluate("document.querySelectorAll('.petapam-legend-row').length") > 3
        press(page, "import-next")
        page.get_by_label("Name", exact=True).fill("Pilkades 2027")
        page.get_by_label("Name", exact=True).press("Enter")
        page.get_by_label("Jurisdiction").fill("Polres Pasuruan")
        page.get_by_label("Jurisdiction").press("Enter")
        rested(page)
        page.locator(".st-key-import-day [data-type=day]").click()
        page.keyboard.type("02052027")
        page.keyboard.press("Escape")
        rested(page)
        page.get_by_text("Leave out: ").click()
        page.wait_for_function("!document.querySelector('.st-key-import-make button').disabled")
        press(page, "import-make")
        page.wait_for_function(
            "[...document.querySelectorAll('.pp-head p')].some(e => e.innerText === 'Pilkades 2027')",
            timeout=PATIENCE_MS,
        )
        assert sentence(page).startswith("9 TPS in 6 electing villages of 6; 2 units")
    (kept,) = sorted((home / "operations").iterdir())
    made = load(kept)
    assert (len(made.villages), len(made.stations), len(made.units)) == (6, 9, 2)
