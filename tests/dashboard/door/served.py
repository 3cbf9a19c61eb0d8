"""A real shared server in a process of its own, and somebody who talks with it as Streamlit's page does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.browser.serving import free_port, wait_until_healthy
from tests.dashboard.door.house import PASSWORD

PATIENCE_S = 60
END = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_SUCCESSFULLY")


@dataclass(frozen=True)
class Server:
    """Address of a server, its routes as pairs of kind and path, its process, and its data folder."""

    url: str
    routes: list[list[str]]
    process: int
    home: Path

    def cookies(self, name: str) -> dict[str, str]:
        """Sign somebody in; returns what his browser keeps."""
        with httpx.Client(base_url=self.url, headers={"origin": self.url}, timeout=PATIENCE_S) as browser:
            answer = browser.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            return dict(browser.cookies)

    def tab(self, cookies: dict[str, str], *, origin: str = "") -> ClientConnection:
        """Open a socket, from a page of this server or of another one."""
        kept = "; ".join(f"{key}={value}" for key, value in cookies.items())
        return connect(
            self.url.replace("http", "ws") + "/_stcore/stream",
            additional_headers={"cookie": kept},
            origin=origin or self.url,
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=PATIENCE_S,
            close_timeout=1,
        )


@contextmanager
def shared_server(folder: Path, *, people: int = 1) -> Iterator[Server]:
    """Serve until the end of the block, with a data folder of its own."""
    port, file = free_port(), folder / "routes.json"
    command = [sys.executable, "-m", "tests.dashboard.door.driver", str(port), str(file), str(people)]
    environment = os.environ | {"PETAPAM_HOME": str(folder / "home"), "NO_COLOR": "1"}
    url = f"http://127.0.0.1:{port}"
    with (
        TemporaryFile() as told,
        subprocess.Popen(command, env=environment, stdout=told, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_until_healthy(url, process, told)
            yield Server(url, json.loads(file.read_text()), process.pid, folder / "home")
        finally:
            process.terminate()
            process.wait(timeout=20)


def ask(view: str = "", *, query: str = "lang=en") -> bytes:
    """Return the message with which a page asks for a view."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = view
    return message.SerializeToString()


def answer(tab: ClientConnection) -> list[ForwardMsg]:
    """Return everything that the server says until a run of the script has ended."""
    said = []
    while not said or said[-1].WhichOneof("type") != "script_finished":
        message = ForwardMsg()
        message.ParseFromString(tab.recv(timeout=PATIENCE_S))
        said.append(message)
    return said


def until_closed(tab: ClientConnection) -> list[bytes]:
    """Return everything that the server says until it closes the socket."""
    said = []
    with suppress(ConnectionClosed):
        while True:
            said.append(tab.recv(timeout=PATIENCE_S))
    return said


def words(said: list[ForwardMsg]) -> str:
    """Return all of the page's own HTML."""
    return "\n".join(it.delta.new_element.html.body for it in said if it.WhichOneof("type") == "delta")
