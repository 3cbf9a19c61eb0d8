"""399 real village polygons and the 5,084 stations of 2024, where they lie beside the repository."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.evaluate import Evaluation, evaluate
from geo.operation import Meta, Operation, load, save
from geo.scenario import Scenario

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "pasuruan"
PRESENT = [SHARED] if (SHARED / "pasuruan_desa.gpkg").is_file() else []
DAY = dt.date(2024, 2, 14)

pytestmark = pytest.mark.parametrize("folder", PRESENT, ids=lambda path: path.name, scope="module")


def villages_of(known: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    columns = {
        "kode_kemendagri": "village_id",
        "nama_resmi": "name",
        "kec_nama": "district",
        "kab": "regency",
    }
    named = known[[*columns, "valid_on", "geometry"]].rename(columns=columns)
    return named.assign(electing=True, registered_voters=None)


def stations_of(folder: Path, known: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = pd.read_csv(folder / "tps_pemilu2024_pasuruan.csv", dtype=str)
    code = table["kode_kpu"].map(known.set_index("kpu_kode")["kode_kemendagri"])
    return gpd.GeoDataFrame(
        {
            "station_id": code + "-" + table["no_tps"].str.zfill(3),
            "village_id": code,
            "number": table["no_tps"],
            "registered_voters": None,
            "place": None,
            "location_quality": "village point",
        },
        geometry=gpd.points_from_xy(table["lng"].astype(float), table["lat"].astype(float)),
        crs=4326,
    )


def polsek_of(known: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one polsek for each district, at the label point of its first village."""
    first = known.sort_values("kode_kemendagri").groupby("kec_nama").first()
    return gpd.GeoDataFrame(
        {
            "unit_id": "polsek-" + first.index.str.lower(),
            "name": "Polsek " + first.index,
            "kind": "polsek",
            "force": "polri",
            "personnel": 30,
            "sector": None,
            "turnout_min": None,
            "village_id": None,
        },
        geometry=gpd.points_from_xy(first["rep_lon"], first["rep_lat"]),
        crs=4326,
    )


@pytest.fixture(scope="module")
def operation(folder) -> Operation:
    known = gpd.read_file(folder / "pasuruan_desa.gpkg")
    frames = {
        "villages": villages_of(known),
        "stations": stations_of(folder, known),
        "units": polsek_of(known),
    }
    real = Meta(id="real", name="Real", jurisdiction="Pasuruan", election_day=DAY, data_date=DAY)
    return Operation.build(real, frames)


@pytest.fixture(scope="module")
def evaluated(operation) -> tuple[Evaluation, float]:
    start = time.perf_counter()
    made = evaluate(operation, Scenario())
    return made, time.perf_counter() - start


def test_every_village_and_station_is_evaluated_and_every_sum_agrees(evaluated, record_property):
    made, seconds = evaluated
    summary = made.summary
    assert (summary["villages"], summary["stations"], summary["districts"]) == (399, 5084, 28)
    assert summary["covered"] + summary["gaps"] == 5084
    assert 0 < summary["covered"] < 5084
    assert summary["need_guards"] == {"polri": 5084, "linmas": 10168, "tni": 0}
    assert made.checks["ok"].all()
    figure = f"{seconds:.2f} s, {summary['covered']:,} of 5,084 stations covered in 10 min"
    record_property("evaluate(), 399 real villages and 5,084 stations", figure)


def test_every_polsek_stands_in_its_own_district_and_reaches_a_village_of_its_size(evaluated):
    made, _ = evaluated
    assert ("Polsek " + made.units["district"]).tolist() == made.units["name"].tolist()
    radius_km = (10 - 2) / 60 * 40 / 1.3
    assert made.reach["area_km2"].to_numpy() == pytest.approx(3.14159 * radius_km**2, rel=0.005)


def test_the_real_operation_comes_back_from_disk_with_an_equal_digest(operation, tmp_path):
    save(operation, tmp_path)
    assert load(tmp_path).digest == operation.digest
