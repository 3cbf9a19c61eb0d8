"""A dashboard on a free port of this machine, and what a person sees of it in Chromium."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.request import urlopen

from playwright.sync_api import Frame, Page, Playwright

from tests.browser.chromium import ARGUMENTS, installed

VIEWS = (
    "",
    "risk",
    "coverage",
    "strength",
    "assignment",
    "gaps",
    "siting",
    "stress",
    "compare",
    "plans",
    "phases",
    "province",
    "export",
    "data",
    "method",
)
WITH_MAP = ("", "risk", "coverage", "assignment", "gaps", "siting", "stress", "compare", "data")
LANGUAGES = ("id", "en")
SIZES = ((1920, 1080), (1366, 768))
START_S = 60
PAINT_MS = 30_000
ONE_MAP = """document.querySelectorAll('iframe[title="streamlit_folium.st_folium"]').length === 1"""


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dashboard(operation: Path | str = "pasuruan-kota-2022") -> Iterator[str]:
    """Serve an operation as a user would, until the end of the block; gives the address, with its key."""
    with served_by(operation) as (url, _server):
        yield url


@contextmanager
def served_by(operation: Path | str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve an operation until the end of the block; gives the address and the process, to be killed."""
    port = free_port()
    command = [sys.executable, "-m", "dashboard.cli", "serve", str(operation), "--port", str(port)]
    environment = os.environ | {"NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    with (
        TemporaryFile() as told,
        subprocess.Popen(command, env=environment, stdout=told, stderr=subprocess.STDOUT) as server,
    ):
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", server, told)
            yield printed(told), server
        finally:
            server.terminate()
            server.wait(timeout=20)


def said(told: IO[bytes]) -> str:
    """Return what a program has written into a file so far."""
    return os.pread(told.fileno(), 1_000_000, 0).decode(errors="replace")


def printed(told: IO[bytes]) -> str:
    """Return the address that a server printed for whoever started it."""
    found = re.search(r"PetaPAM: (http\S+)", said(told))
    if found is None:
        raise RuntimeError(said(told))
    return found[1]


def wait_until_healthy(url: str, server: subprocess.Popen[bytes], told: IO[bytes]) -> None:
    """Wait until the server answers; raises with what it complained about when it has ended instead."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(said(told))
        try:
            with urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


def launch(playwright: Playwright) -> Any:
    """Start Chromium without a window."""
    return playwright.chromium.launch(executable_path=installed(), args=list(ARGUMENTS))


def map_frame(page: Page) -> Frame:
    """Return the frame of the map once it has painted a state and the map before it is gone."""
    page.wait_for_function(ONE_MAP, timeout=PAINT_MS)
    waited = 0
    while waited < PAINT_MS:
        for frame in page.frames:
            if "streamlit_folium" in frame.url and frame.evaluate("window.petapamPainted || ''"):
                return frame
        page.wait_for_timeout(50)
        waited += 50
    raise TimeoutError("the map was never painted")


def open_view(page: Page, url: str, view: str = "", *, language: str = "en", mode: str = "") -> None:
    """Open a page and wait until its head and its map stand."""
    page.goto(f"{url}/{view}?lang={language}" + (f"&mode={mode}" if mode else ""))
    page.wait_for_selector(".pp-head", timeout=PAINT_MS)
    if view in WITH_MAP:
        map_frame(page)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=PAINT_MS)


def stamp(frame: Frame) -> str:
    """Return what names the state that is on the screen now."""
    return str(frame.evaluate("window.petapamPainted"))


def repainted(page: Page, frame: Frame, before: str) -> None:
    """Wait until another state than `before` is on the screen."""
    frame.wait_for_function("before => window.petapamPainted !== before", arg=before, timeout=PAINT_MS)
    page.wait_for_timeout(1)
