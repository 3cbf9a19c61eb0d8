"""Words of the import: what columns can be taken for, and why one was."""

from __future__ import annotations

from dashboard import fields, rulings
from dashboard.text import _, number
from geo.schema import Kind


def kinds() -> dict[Kind, str]:
    """Return what a sheet can list."""
    return fields.kind_labels()


def field_labels() -> dict[str, str]:
    """Return what a column can be taken for."""
    return fields.labels() | {
        "registered_voters": _("Voters"),
        "village": _("Village name"),
        "lon": _("Longitude, or metres east"),
        "lat": _("Latitude, or metres north"),
        "position": _("Place as one text or link"),
        "zone": _("Zone of the metres (UTM)"),
        "shape": _("Shape as text (WKT)"),
    }


def field(key: str) -> str:
    """Return what a column is taken for; words for none where it is not taken."""
    return field_labels().get(key, key) if key else _("not taken")


def found_field(key: str) -> str:
    """Return what a field of a finding is called; nothing for a whole row."""
    return _("Voters") if key == "registered_voters" else rulings.field(key)


def rows(count: int) -> str:
    """Return a number of rows in words."""
    return _("1 row") if count == 1 else _("{n} rows").format(n=number(count))


def waiting(count: int) -> str:
    """Return in words how many rows cannot be used as they stand."""
    return _("{rows} that wait for an answer or are refused").format(rows=rows(count))


def nowhere(count: int) -> str:
    """Return in words how many villages have no place."""
    return _("{n} villages with neither a border nor a TPS on the map").format(n=number(count))


def whys() -> dict[str, str]:
    """Return why a column is taken for a field, or for none."""
    return {
        "name": _("by its name"),
        "similar name": _("by a similar name"),
        "content": _("by what stands in it"),
        "saved": _("remembered from last time"),
        "user": _("you said so"),
        "forbidden": _("never taken: votes, beliefs, persons"),
        "serial": _("only counts the rows"),
        "unknown": _("nothing known of it"),
    }
