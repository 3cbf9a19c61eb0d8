"""Trail: which operation and which plans somebody goes on with, remembered for whoever comes back."""

from __future__ import annotations

from dataclasses import replace

from dashboard import shelf, state
from dashboard.access import may
from dashboard.service import drafts
from dashboard.service.drafts import Trail
from geo.errors import GeoError

HELD = "trail"


def start(default: str) -> str:
    """Return the operation to open first: the one that somebody chose in place of `default`, else that."""
    if state.operation() or state.kiosk() or not may(state.actor().role, "see_map"):
        return default
    try:
        trail = current()
    except GeoError:  # whoever takes up a plan reads the store again, and says it on the page
        return default
    return (trail.start == default and shelf.linked(trail.operation)) or default


def current() -> Trail:
    """Return what whoever sits here goes on with."""
    known = state.held(HELD, None)
    if known is None:
        known = drafts.trail(state.actor())
        state.hold(HELD, known)
    return known


def follow(to: Trail) -> None:
    """Remember what whoever sits here goes on with; a wall remembers nothing."""
    if not state.kiosk() and to != current():
        drafts.follow(state.actor(), to)
        state.hold(HELD, to)


def leave(operation: str, default: str) -> None:
    """Remember which operation somebody chose in place of the one that the server opens."""
    trail = current()
    if operation != shelf.key_of(default) or trail.operation:
        follow(replace(trail, start=default, operation=operation))
