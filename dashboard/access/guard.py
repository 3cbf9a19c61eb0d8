"""Guard: the one question that every service asks before it does anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from dashboard.access.actor import Actor
from dashboard.access.matrix import ACTIONS, may
from geo.errors import Fault, GeoError

P = ParamSpec("P")
R = TypeVar("R")

SERVICES: dict[str, list[str]] = {}
"""Action -> names of the services that ask for it."""


class ForbiddenError(GeoError):
    """The role of whoever asked may not do this."""


def needs(action: str) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Let a service begin only where the role of its first argument may do an action.

    Raises
    ------
    KeyError
        When the service is defined: the matrix knows no such action.
    ForbiddenError
        When the service is called: the role may not; nothing was done.
    """
    if action not in ACTIONS:
        raise KeyError(action)

    def guarded(service: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        SERVICES.setdefault(action, []).append(f"{service.__module__}.{service.__qualname__}")

        @wraps(service)
        def asked(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not may(actor.role, action):
                raise ForbiddenError(
                    Fault("Your role may not do this", "Ask somebody whose role may", {"action": action})
                )
            return service(actor, *args, **kwargs)

        asked.action = action
        return asked

    return guarded
