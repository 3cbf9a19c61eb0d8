"""How long the import doctor takes, in CPU time, for lists of a regency, a province and the country."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from geo.intake import doctor
from geo.intake.sheet import Sheet
from geo.operation import Operation
from tests.operations import scattered

SIZES = {
    "5,084 stations, 399 villages": (5_084, 399),
    "120,000 stations, 2,000 villages": (120_000, 2_000),
    "823,000 stations, 10,000 villages": (823_000, 10_000),
}


def layer_of(operation: Operation) -> Sheet:
    frame = operation.villages[["village_id", "name", "district", "regency"]].astype(object)
    wkb = np.empty(len(frame), dtype=object)
    wkb[:] = list(operation.villages.geometry.to_wkb())
    return Sheet(
        "villages.gpkg",
        "villages",
        frame.reset_index(drop=True),
        np.arange(1, len(frame) + 1),
        wkb,
        "EPSG:4326",
    )


def table_of(operation: Operation) -> Sheet:
    """Return the stations as a table of text: decimal commas, every tenth pair swapped, every seventh code bare."""
    stations = operation.stations
    n = np.arange(len(stations))
    xy = operation.station_xy.round(6)
    swapped = n % 10 == 0
    east, north = np.where(swapped, xy[:, 1], xy[:, 0]), np.where(swapped, xy[:, 0], xy[:, 1])
    told = {
        "Kode Desa": stations["village_id"].astype(str),
        "Nama Desa": stations["village_id"].map(operation.villages["name"]),
        "TPS": "TPS " + pd.Series(n.astype(str), index=stations.index),
        "DPT": stations["registered_voters"].fillna(0).astype(int).astype(str),
        "Lintang": pd.Series(north.astype(str), index=stations.index).str.replace(".", ","),
        "Bujur": pd.Series(east.astype(str), index=stations.index).str.replace(".", ","),
    }
    columns = [np.array([name, *values], dtype=object) for name, values in told.items()]
    return Sheet("tps.csv", "tps", pd.DataFrame(dict(enumerate(columns))), np.arange(1, len(stations) + 2))


@pytest.mark.parametrize(("stations", "villages"), SIZES.values(), ids=SIZES)
def test_examining_villages_and_stations(stations, villages, record_property):
    operation = scattered(stations=stations, units=10, villages=villages)
    layer, table = layer_of(operation), table_of(operation)
    start = time.process_time()
    known = doctor.examine(layer, kind="villages")
    middle = time.process_time()
    found = doctor.examine(table, kind="stations", villages=known.frame)
    end = time.process_time()
    record_property(
        f"intake: {stations:,} stations",
        f"{end - middle:.1f} s, {villages:,} villages {middle - start:.1f} s (CPU)",
    )
    assert sum(found.counts.values()) == stations
    assert (found.findings["rule"] == "swapped_coordinates").any()
