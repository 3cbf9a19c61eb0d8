"""Described: what a file says of itself, in words for whoever opens it in a viewer."""

from __future__ import annotations

from dashboard.text import _


def _labels() -> dict[str, str]:
    return {
        "operation": _("Operation"),
        "jurisdiction": _("Jurisdiction"),
        "election_day": _("Voting day"),
        "plan": _("Plan"),
        "plan_digest": _("Digest"),
        "event": _("Newest event"),
        "data_digest": _("Digest of the data"),
        "data_date": _("Data of"),
        "classification": _("Classification"),
        "simulated": _("What is simulated"),
        "means": _("Way"),
        "minutes": _("Minutes"),
        "threshold_min": _("Response threshold (min)"),
        "crs": _("Coordinates"),
        "stations_without_position": _("TPS without a position"),
    }


BARE = "redacted"
"""What is a sentence of its own."""
SILENT = frozenset({"copy", "language"})
"""What is written for programs: a reader sees the language, and a redacted copy says what it leaves out."""


def lines(told: dict[str, str]) -> str:
    """Return what `dashboard.export.about` tells, a line each."""
    labels = _labels()
    said = {key: words for key, words in told.items() if words and key not in SILENT}
    return "\n".join(
        words if key == BARE else f"{labels.get(key, key)}: {words}" for key, words in said.items()
    )
