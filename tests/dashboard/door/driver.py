"""A shared server as a user would start it, which also writes down the routes it has: `driver PORT FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import streamlit as st

from dashboard import controls, launch, layers
from dashboard.access import ROLES
from dashboard.access.actor import owner
from dashboard.door import stored
from dashboard.door.setup import Setup
from tests.dashboard.door.house import PASSWORD


def stumble() -> None:
    """Let a page go wrong whose address asks for it, and a layer of that name."""
    response, get = controls.response, layers.STORE.get

    def asked() -> None:
        if "stumble" in st.query_params:
            raise RuntimeError("a word that nobody shall see")
        response()

    def got(token: str, digest: str) -> object:
        if digest == "stumble":
            raise RuntimeError("a word that nobody shall see")
        return get(token, digest)

    controls.response, layers.STORE.get = asked, got


def main(port: str, file: str, people: str = "1") -> None:
    """Serve with an account of each role, and some more planners."""
    for role in ROLES:
        stored.add(owner(), role, password=PASSWORD, role=role)
    for number in range(1, int(people)):
        stored.add(owner(), f"planner{number}", password=PASSWORD, role="planner")
    build = st.App._build_starlette_app

    def told(self):
        made = build(self)
        Path(file).write_text(json.dumps([[type(it).__name__, it.path] for it in made.routes]))
        return made

    st.App._build_starlette_app = told
    stumble()
    launch.run(Setup(shared=True, port=int(port)), open_browser=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
