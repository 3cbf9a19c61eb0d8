"""Fields: what the columns of villages, stations and units are called, and what a cell says in words."""

from __future__ import annotations

import pandas as pd
import shapely

from dashboard import names
from dashboard.text import _, named, number
from geo import catalogue
from geo.operation import Operation
from geo.schema import Kind


def kind_labels() -> dict[Kind, str]:
    """Return what the three tables are called."""
    return {"villages": _("Villages"), "stations": _("Polling stations (TPS)"), "units": _("Units")}


def one_labels() -> dict[str, str]:
    """Return what one row of each table is called."""
    return {
        "villages": _("village"),
        "stations": "TPS",
        "units": _("unit"),
        "readiness": _("readiness"),
        "preparations": _("preparation"),
        "operation": _("operation"),
    }


def quality_labels() -> dict[str, str]:
    """Return how a station's point was found."""
    return {
        "surveyed": _("seen on the spot"),
        "village point": _("middle of the village"),
        "simulated": _("simulated"),
    }


def labels() -> dict[str, str]:
    """Return what columns are called; a column of the user's own keeps its name."""
    return {
        **{key: named(it.name) for key, it in catalogue.indicators().items()},
        "village_id": _("Village code"),
        "station_id": _("TPS code"),
        "unit_id": _("Unit code"),
        "name": _("Name"),
        "district": _("District"),
        "regency": _("Regency"),
        "electing": _("Elects"),
        "registered_voters": _("Voters"),
        "number": _("TPS number"),
        "place": _("Place"),
        "location_quality": _("Location"),
        "kind": _("Kind"),
        "force": _("Force"),
        "personnel": _("People"),
        "sector": _("Sector"),
        "turnout_min": _("Turnout (min)"),
        "lon": _("Longitude"),
        "lat": _("Latitude"),
        "geometry": _("position"),
        "election_day": _("election day"),
        "data_date": _("date of the data"),
        "class_override": _("class set by hand"),
        "row": _("entry"),
    }


def label(field: str) -> str:
    """Return what a column is called."""
    return labels().get(field, field)


def row_name(operation: Operation, kind: str, row_id: str) -> str:
    """Return what a row is called: a village or unit by its name, a TPS by village and number."""
    if kind == "stations" and row_id in operation.stations.index:
        row = operation.station_places.loc[row_id]
        village = row["village"] if isinstance(row["village"], str) else row["village_id"]
        return f"{village} · TPS {row['number']:.0f}"
    key = {"readiness": "units", "preparations": "villages"}.get(kind, kind)
    frame = getattr(operation, key, None)
    if isinstance(frame, pd.DataFrame) and row_id in frame.index and "name" in frame:
        return str(frame.loc[row_id, "name"])
    return row_id


def told(field: str, value: object, operation: Operation) -> str:
    """Return a value of a cell in words; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, shapely.Point):
        return f"{number(value.y, 5)}, {number(value.x, 5)}"
    if isinstance(value, shapely.Geometry):
        return _("border of {n} corners").format(n=number(len(shapely.get_coordinates(value))))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float | int):
        return number(float(value), 0 if float(value).is_integer() else 5)
    known = {
        "kind": names.unit_kind_labels(),
        "force": names.force_labels(),
        "location_quality": quality_labels(),
        "village_id": operation.villages["name"].to_dict(),
    }
    return str(known.get(field, {}).get(str(value), value))
