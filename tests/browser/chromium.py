"""Find a Chromium for the tests; `python -m tests.browser.chromium` fetches one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "PETAPAM_CHROMIUM"
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
"""So that every request which a test sees comes from the page and not from the browser itself."""


def installed() -> str | None:
    """Return the path of a Chromium: the one named by `PETAPAM_CHROMIUM`, the system's, or Playwright's."""
    found = os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.is_file() else None


if __name__ == "__main__":
    if installed() is None:
        sys.exit(subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"]))
