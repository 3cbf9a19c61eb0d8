"""Words of saved plans: what state one is in, when it was saved, what names a version."""

from __future__ import annotations

import datetime as dt

from dashboard import text
from dashboard.hand import Hand
from dashboard.store.plan import Plan
from dashboard.text import _, number

DIGITS = 8
"""So many digits of a digest are shown in a table."""


def when(at: dt.datetime) -> str:
    """Return a moment in the time of this machine: the time of day if it is today, else with its date."""
    local = at.astimezone()
    if local.date() == dt.datetime.now().astimezone().date():
        return text.clock(local)
    return f"{text.day_month(local.date())} {text.clock(local)}"


def statuses() -> dict[str, str]:
    """Return the states that a plan can be in."""
    return {"open": _("open"), "approved": _("approved and locked"), "archived": _("archived")}


def state_of(plan: Plan) -> str:
    """Return in one word in which state a plan is."""
    if plan.status == "open":
        return _("branch") if plan.branch_of else _("open")
    return _("approved") if plan.status == "approved" else _("archived")


def title(plan: Plan) -> str:
    """Return name, version and state of a plan on one line."""
    named = _("{name} · version {n}").format(name=plan.name, n=number(plan.version))
    return named if plan.status == "open" else f"{named} · {statuses()[plan.status]}"


def tags(hand: Hand, data_digest: str) -> list[tuple[str, str]]:
    """Return the marks of the plan in hand: kind and words of each."""
    told: list[tuple[str, str]] = []
    plan = hand.plan
    if plan is not None:
        told.append(("plain", _("version {version}").format(version=number(hand.based_on))))
        if plan.status != "open":
            told.append(("locked", statuses()[plan.status]))
        if plan.branch_of:
            told.append(("branch", _("branch")))
        if hand.behind:
            told.append(("branch", _("version {n} was saved meanwhile").format(n=number(plan.version))))
        if plan.data_digest != data_digest:
            told.append(("branch", _("saved for other data")))
    if hand.changed:
        told.append(("draft", _("not saved")))
    elif plan is not None and plan.status == "open":
        told.append(("saved", _("saved")))
    return told
