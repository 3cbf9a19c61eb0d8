"""Start the server in this process, on a free port, and open the browser once it answers."""

from __future__ import annotations

import atexit
import html
import os
import runpy
import socket
import sys
import time
import webbrowser
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread

from dashboard import shelf
from dashboard.door.door import Door, stand
from dashboard.door.setup import Setup
from dashboard.door.stored import StoredBook

FIRST_PORT = 8501
TRIED_PORTS = 100
READY_S = 60
PAUSE_S = 0.1
OWN_ONLY = 0o600


def is_free(address: str, port: int) -> bool:
    """Return whether a server may listen on this port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def free_port(address: str) -> int:
    """Return the first free port from 8501 on; raises OSError where none of a hundred is free."""
    for port in range(FIRST_PORT, FIRST_PORT + TRIED_PORTS):
        if is_free(address, port):
            return port
    raise OSError(f"no free port from {FIRST_PORT} to {FIRST_PORT + TRIED_PORTS - 1} on {address}")


def open_when_ready(setup: Setup) -> None:
    """Open the browser when the server answers; give up after a minute.

    The browser is given a file that leads to the address: other users of the machine can read the command
    line of a program, and not this file.
    """
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        line = HTTPConnection(setup.address, setup.port, timeout=1)
        try:
            line.request("GET", "/_stcore/health")
            if line.getresponse().status == HTTPStatus.OK:
                break
        except (OSError, HTTPException):
            time.sleep(PAUSE_S)
        finally:
            line.close()
    webbrowser.open(signpost(setup).as_uri())


def signpost(setup: Setup) -> Path:
    """Write the page that leads to the address with its key, for its owner alone; it goes at the end."""
    path = shelf.home() / f"open-{setup.port}.html"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    body = f'<!doctype html><meta http-equiv="refresh" content="0; url={html.escape(setup.opening)}">'
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_ONLY)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(body)
    atexit.register(path.unlink, missing_ok=True)
    return path


def run(setup: Setup, *, open_browser: bool) -> None:
    """Serve until the process is told to end.

    Streamlit always runs headless: it would ask for an e-mail address otherwise.
    """
    here = Path(__file__).parent
    stand(Door(setup, StoredBook() if setup.shared else None))
    if open_browser:
        Thread(target=open_when_ready, args=(setup,), daemon=True).start()
    sys.argv = ["streamlit", "run", str(here / "server.py")]
    sys.argv += ["--server.headless", "true", "--server.address", setup.address]
    sys.argv += ["--server.port", str(setup.port)]
    for host in sorted(setup.hosts):
        sys.argv += ["--server.allowedHosts", host]
    os.chdir(here.parent)
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
