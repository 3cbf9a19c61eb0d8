"""Screenshots of every view, both languages, both sizes: `python -m tests.browser.shots FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.serving import LANGUAGES, SIZES, VIEWS, dashboard, launch, open_view

SETTLED_MS = 900


def shoot(folder: Path) -> None:
    """Write one PNG per view, language and size, and the kiosk."""
    folder.mkdir(parents=True, exist_ok=True)
    with dashboard() as url, sync_playwright() as playwright:
        browser = launch(playwright)
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            for language in LANGUAGES:
                for view, mode in [*((view, "") for view in VIEWS), ("", "kiosk")]:
                    open_view(page, url, view, language=language, mode=mode)
                    page.wait_for_timeout(SETTLED_MS)
                    name = f"{mode or view or 'briefing'}-{language}-{width}x{height}.png"
                    page.screenshot(path=folder / name)
                    print(folder / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    shoot(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"))
