"""Start the server in this process, on a free port, and open the browser once it answers."""

from __future__ import annotations

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

FIRST_PORT = 8501
TRIED_PORTS = 100
READY_S = 60
PAUSE_S = 0.1
OWN_HOSTS = ("127.0.0.1", "localhost")
"""Names under which a browser may open a session, besides the address that the server was told to use."""


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


def open_when_ready(address: str, port: int) -> None:
    """Open the browser when the server answers; give up after a minute."""
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        line = HTTPConnection(address, port, timeout=1)
        try:
            line.request("GET", "/_stcore/health")
            if line.getresponse().status == HTTPStatus.OK:
                break
        except (OSError, HTTPException):
            time.sleep(PAUSE_S)
        finally:
            line.close()
    webbrowser.open(f"http://{address}:{port}")


def run(*, address: str, port: int, open_browser: bool) -> None:
    """Serve until the process is told to end.

    Streamlit always runs headless: it would ask for an e-mail address otherwise.
    """
    here = Path(__file__).parent
    if open_browser:
        Thread(target=open_when_ready, args=(address, port), daemon=True).start()
    sys.argv = ["streamlit", "run", str(here / "server.py")]
    sys.argv += ["--server.headless", "true", "--server.address", address, "--server.port", str(port)]
    for host in dict.fromkeys((*OWN_HOSTS, address)):
        sys.argv += ["--server.allowedHosts", host]
    os.chdir(here.parent)
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
