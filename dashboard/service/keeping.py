"""Keeping: what the keeper of an installation does: read and check the events, set what all share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dashboard.access import Actor, needs
from dashboard.store import events, open_store, retention, settings
from dashboard.store.events import Event, Head, Verdict
from geo.errors import Fault, ScenarioError

DEFAULTS: Mapping[str, int] = MappingProxyType({retention.SETTING: retention.DEFAULT_DAYS})
"""Settings that all share: how long what is no longer needed is kept [days]."""
LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType({retention.SETTING: (30, 3650)})
"""Least and most of each setting."""
PAGE = 200


@needs("see_audit")
def listed(_actor: Actor, *, limit: int = PAGE, before: int | None = None) -> list[Event]:
    """Return the newest events, or those before an event, the newest first."""
    return events.listed(open_store(), limit=limit, before=before)


@needs("verify_audit")
def verified(_actor: Actor, *, anchor: Head | None = None) -> Verdict:
    """Compute the whole chain of events again, and hold it against a head that was printed somewhere."""
    return events.verify(open_store(), anchor=anchor)


@needs("see_history")
def head(_actor: Actor) -> Head:
    """Return the newest event's number and hash."""
    return events.head(open_store())


@needs("change_settings")
def setting(_actor: Actor, key: str) -> int:
    """Return what a setting is; raises `ScenarioError` for one that there is not."""
    _limits(key)
    return int(settings.get(open_store(), key, DEFAULTS[key]))


@needs("change_settings")
def put(actor: Actor, key: str, value: int) -> None:
    """Change a setting.

    Raises
    ------
    ScenarioError
        There is no such setting, or it cannot be this.
    """
    low, high = _limits(key)
    if not low <= value <= high:
        raise ScenarioError(
            Fault(
                "{key} cannot be {value}",
                "Give it a number from {low} to {high}",
                {"key": key, "value": value, "low": low, "high": high},
            )
        )
    settings.put(open_store(), actor, key, value)


def _limits(key: str) -> tuple[int, int]:
    if key not in LIMITS:
        raise ScenarioError(Fault("There is no setting {key}", "Use one of those listed", {"key": key}))
    return LIMITS[key]
