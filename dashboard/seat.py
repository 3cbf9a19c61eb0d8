"""Seat: who sits before the page that runs now."""

from __future__ import annotations

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.access import Actor
from dashboard.access.actor import owner
from dashboard.door.door import NOBODY, standing


def actor() -> Actor:
    """Return who looks at this page, as the door knows him; nobody where a server has no door.

    Whoever runs a page without a server, such as a test, is the owner.
    """
    door, context = standing(), get_script_run_ctx()
    if door is not None and context is not None:
        return door.actor(st.context.cookies, seat=context.session_id)
    served = runtime.exists() and type(runtime.get_instance()) is runtime.Runtime
    return NOBODY if served else owner()
