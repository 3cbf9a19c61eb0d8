"""Matrix: which role may do what; who is not listed may not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from dashboard.access.actor import OWNER

FILE = Path(__file__).with_name("matrix.toml")
_TABLE = tomllib.loads(FILE.read_text(encoding="utf-8"))

ROLES: tuple[str, ...] = tuple(_TABLE["roles"])
"""Roles of a shared installation."""
ACTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {action: frozenset(roles) for action, roles in _TABLE["actions"].items()}
)
"""Action -> roles that may do it."""
VIEWS: Mapping[str, str] = MappingProxyType(dict(_TABLE["views"]))
"""Address of a view -> action that somebody must be allowed who opens it."""


def may(role: str, action: str) -> bool:
    """Return whether a role may do something; raises KeyError for an action that the matrix does not know."""
    return role in ACTIONS[action] or (role == OWNER and bool(ACTIONS[action]))
