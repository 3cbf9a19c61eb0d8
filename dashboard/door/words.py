"""Words of the door: roles, and why somebody is outside again."""

from __future__ import annotations

from dashboard.access import OWNER
from dashboard.door.sessions import CHANGED, EXPIRED, IDLE, SIGNED_OUT
from dashboard.text import _


def role(key: str) -> str:
    """Return the name of a role; nothing for somebody without one."""
    return {
        OWNER: _("Owner of this machine"),
        "screen": _("Wall screen"),
        "leadership": _("Leadership"),
        "planner": _("Planner"),
        "staff": _("Staff"),
        "admin": _("Administrator"),
    }.get(key, "")


def ended(why: str) -> str:
    """Return the sentence for the end of a session; nothing for a reason that nobody knows."""
    return {
        IDLE: _("You were signed out because nothing was done for a while. Your draft is kept."),
        EXPIRED: _("Your time was over. Sign in again; your draft is kept."),
        SIGNED_OUT: _("You are signed out."),
        CHANGED: _("Your account was changed by an administrator. Sign in again."),
    }.get(why, "")
