"""Aside: the page's own controls stand in the sidebar before those that all pages share."""

from __future__ import annotations

from contextvars import ContextVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_OWN: ContextVar[DeltaGenerator | None] = ContextVar("own", default=None)


def begin() -> None:
    """Keep room here in the sidebar for the controls of the page that is about to run."""
    _OWN.set(st.sidebar.container())


def own() -> DeltaGenerator:
    """Return the room for the page's own controls."""
    return _OWN.get() or st.sidebar
