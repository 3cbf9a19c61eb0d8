"""Words of events: what was done, in the user's language; an event that has no words keeps its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.text import _

LONG = 90
"""So many letters of a detail are shown."""


def actions() -> dict[str, str]:
    """Return what was done by the key of the event."""
    return {
        "account.add": _("account made"),
        "account.role": _("role changed"),
        "account.password": _("password changed"),
        "account.disable": _("account closed"),
        "account.enable": _("account opened"),
        "account.revoke": _("signed out everywhere"),
        "session.begin": _("signed in"),
        "session.end": _("signed out"),
        "session.refuse": _("sign-in refused"),
        "plan.create": _("plan made"),
        "plan.save": _("plan saved"),
        "plan.branch": _("kept as a branch"),
        "plan.copy": _("plan copied"),
        "plan.rename": _("plan renamed"),
        "plan.restore": _("version restored"),
        "plan.archive": _("plan archived"),
        "plan.unarchive": _("plan taken from the archive"),
        "plan.approve": _("plan approved and locked"),
        "plan.unlock": _("plan unlocked"),
        "operation.record": _("data recorded"),
        "export": _("exported"),
        "upload": _("file loaded"),
        "discard": _("file given up"),
        "rename": _("operation renamed"),
        "remove": _("operation put into the trash"),
        "restore": _("operation taken back"),
        "setting.put": _("setting changed"),
        "store.backup": _("backup made"),
        "store.restore": _("backup restored"),
        "store.sweep": _("old versions let go"),
    }


def detail(told: Mapping[str, Any]) -> str:
    """Return the particulars of an event on one line, cut where they are long."""
    said = {key: value for key, value in told.items() if value not in ("", None) and value is not False}
    line = " · ".join(f"{key}: {value}" for key, value in said.items())
    return line if len(line) <= LONG else line[: LONG - 1] + "…"
