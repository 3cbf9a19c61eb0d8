"""Attacks: words that would run as a program wherever a page took them for more than words.

Each has a sink of its own in which it runs when it is put there raw; the product has other sinks, and in none
of them may one run. `alert(n)` of an attack tells which column carried it: n // 100, and which attack: n % 100.
"""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.changes import ClassOverride, Closure, UnitAddition
from geo.operation import Operation
from geo.scenario import Scenario
from tests.operations import meta

ATTACKS = (
    "<img src=x onerror=alert({n})>",
    "<script>alert({n})</script>",
    "</script><script>alert({n})</script>",
    '"><svg onload=alert({n})></svg>',
    "' autofocus tabindex=1 onfocus=alert({n}) x='",
    "${{alert({n})}}",
    "`+alert({n})+`",
    "javascript:alert({n})",
    '";alert({n});//',
    "';alert({n});//",
    "</style><img src=x onerror=alert({n})>",
    '<iframe srcdoc="<script>parent.alert({n})</script>"></iframe>',
)
REMOTE = "![x](http://petapam.invalid/x.png) [y](javascript:alert(0)) :red[z]"
"""Asks another host for a picture, where it is taken for Markdown."""
RAW = {
    "element": "<div>{0}</div>",
    "document": "<body>{0}",
    "script": "<script>var words = '{0}';</script>",
    "attribute": '<input value="{0}">',
    "quoted attribute": "<input value='{0}'>",
    "template": "<script>`{0}`</script>",
    "address": '<a id=link href="{0}">x</a><script>document.getElementById("link").click()</script>',
    "text in a script": '<script>var words = "{0}";</script>',
    "style": "<style>/* {0} */</style>",
}
"""Sinks that take words for more than words."""
COLUMNS = (
    *(
        "villages.name",
        "villages.district",
        "villages.regency",
        "stations.place",
        "units.name",
        "units.sector",
    ),
    *("override.reason", "override.author", "published.source", "notes", "simulated", "readiness.item"),
    *("preparations.kind", "preparations.note", "scenario.name", "addition.name", "closure.reason"),
    *("meta.name", "meta.jurisdiction", "villages.village_id", "stations.station_id", "units.unit_id"),
)
"""Every column and setting of text that a user may fill in."""


def of(column: str) -> list[str]:
    """Return every attack, numbered for one column."""
    return [attack.format(n=100 * COLUMNS.index(column) + i) for i, attack in enumerate(ATTACKS)]


def one(column: str, turn: int) -> str:
    """Return one of the attacks for a column of which there is only one value."""
    return of(column)[turn % len(ATTACKS)]


def operation(turn: int = 0) -> Operation:
    """Return an operation whose words are attacks: twelve villages, each column of text with all of them.

    Parameters
    ----------
    turn : which attack the words have of which there is only one, such as the name of the operation.
    """
    count = len(ATTACKS)
    wests = 112.0 + 0.02 * np.arange(count)
    ids = of("villages.village_id")
    villages = gpd.GeoDataFrame(
        {
            "village_id": ids,
            "name": of("villages.name"),
            "district": of("villages.district"),
            "regency": of("villages.regency"),
            "electing": True,
            "registered_voters": 700.0,
            "candidates": np.arange(count) % 6 + 1.0,
            "conflict_history": np.arange(count) % 4 + 0.0,
        },
        geometry=[shapely.box(west, -0.01, west + 0.02, 0.01) for west in wests],
        crs=4326,
    )
    stations = gpd.GeoDataFrame(
        {
            "station_id": of("stations.station_id"),
            "village_id": ids,
            "number": 1,
            "registered_voters": 300,
            "place": of("stations.place"),
            "location_quality": "surveyed",
        },
        geometry=gpd.points_from_xy(wests + 0.01, np.zeros(count)),
        crs=4326,
    )
    units = gpd.GeoDataFrame(
        {
            "unit_id": of("units.unit_id"),
            "name": of("units.name"),
            "kind": "polsek",
            "force": "polri",
            "personnel": 6,
            "sector": of("units.sector"),
            "turnout_min": 2.0,
            "village_id": None,
        },
        geometry=gpd.points_from_xy(wests + 0.012, np.zeros(count)),
        crs=4326,
    )
    overrides = [
        ClassOverride(
            village_id=village, class_id="special", reason=reason, author=author, date=dt.date(2022, 3, 1)
        )
        for village, reason, author in zip(ids, of("override.reason"), of("override.author"), strict=True)
    ]
    about = meta(
        name=one("meta.name", turn),
        jurisdiction=one("meta.jurisdiction", turn) + REMOTE,
        notes=[{"id": note, "en": note} for note in of("notes")],
        simulated=of("simulated"),
        published=[{"key": "stations", "value": 5, "source": source} for source in of("published.source")],
        class_override=overrides,
    )
    return Operation.build(
        about,
        {"villages": villages, "stations": stations, "units": units},
        tables={"readiness": _readiness(), "preparations": _preparations()},
    )


def _readiness() -> pd.DataFrame:
    return pd.DataFrame(
        {"unit_id": of("units.unit_id"), "item": of("readiness.item"), "planned": 6, "present": 5}
    )


def _preparations() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "village_id": of("villages.village_id"),
            "kind": of("preparations.kind"),
            "date": "2022-03-01",
            "state": "open",
            "note": of("preparations.note"),
        }
    )


def scenario(turn: int = 0) -> Scenario:
    """Return a plan whose words are attacks."""
    added = [
        UnitAddition(unit_id=f"+{i}", name=name, lon=112.001 + 0.02 * i, lat=0.002, personnel=3)
        for i, name in enumerate(of("addition.name"))
    ]
    closed = [
        Closure(type="Point", coordinates=((112.001 + 0.02 * i, 0.0),), reason=reason)
        for i, reason in enumerate(of("closure.reason"))
    ]
    return Scenario(name=one("scenario.name", turn), units_added=tuple(added), closures=tuple(closed))


def told(messages: list[str]) -> list[tuple[str, str]]:
    """Return which column carried which attack, of the messages of dialogs."""
    numbers = map(int, messages)
    return [(COLUMNS[n // 100], ATTACKS[n % 100]) for n in numbers]
