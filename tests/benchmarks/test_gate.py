"""Figures of the gate: seconds to read long files, and what the limited process needs for it."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xlsxwriter

from geo.intake import gate
from geo.intake.gate import pool
from tests.geo.intake.gate import seeds

COLUMNS = 8


@pytest.fixture(autouse=True)
def _clean():
    yield
    gate.close()


def rows(count: int):
    return (
        (
            f"35.14.{n % 24:02d}.{n % 99:04d}",
            f"Désa {n}",
            n,
            480,
            -7.5 - n / 1e6,
            112.5 + n / 1e6,
            "Balai",
            "",
        )
        for n in range(count)
    )


def text(count: int) -> bytes:
    return "\n".join(";".join(str(it) for it in row) for row in rows(count)).encode()


def workbook(count: int) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows(count)):
            sheet.write_row(number, 0, row)
    return held.getvalue()


def villages(count: int, vertices: int, suffix: str, driver: str, folder: Path) -> bytes:
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) / 100
    shapes = [shapely.Polygon(ring + np.array((112 + n % 20 / 50, -7 - n // 20 / 50))) for n in range(count)]
    path = folder / f"desa{suffix}"
    gpd.GeoDataFrame({"nama": [f"Desa {n}" for n in range(count)]}, geometry=shapes, crs=4326).to_file(
        path, driver=driver
    )
    return path.read_bytes()


def memory_mb() -> float:
    """Return the most that the limited process ever held [MB]."""
    status = Path(f"/proc/{pool._idle[-1].process.pid}/status")
    told = status.read_text() if status.exists() else ""
    return next(
        (int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmHWM")), float("nan")
    )


def measure(body: bytes, name: str, record_property, what: str) -> tuple:
    gate.read(seeds.CSV.encode(), name="x.csv")
    start = time.perf_counter()
    sheets = gate.read(body, name=name)
    seconds = time.perf_counter() - start
    told = f"{what}: {len(body) / 1e6:.1f} MB, {seconds:.2f} s, child at most {memory_mb():.0f} MB"
    record_property("figure", told)
    print(told)
    return sheets


@pytest.mark.parametrize("count", [5_084, 120_000, 823_000])
def test_a_long_text(count, record_property):
    assert (
        len(measure(text(count), "tps.csv", record_property, f"CSV of {count:,} rows x {COLUMNS}")[0])
        == count
    )


@pytest.mark.parametrize("count", [5_084, 120_000])
def test_a_long_workbook(count, record_property):
    assert (
        len(measure(workbook(count), "tps.xlsx", record_property, f"XLSX of {count:,} rows x {COLUMNS}")[0])
        == count
    )


@pytest.mark.parametrize(
    ("suffix", "driver"),
    [(".geojson", "GeoJSON"), (".gpkg", "GPKG"), (".fgb", "FlatGeobuf"), (".kml", "KML")],
)
def test_many_polygons(suffix, driver, tmp_path, record_property):
    body = villages(8_500, 120, suffix, driver, tmp_path)
    sheet = measure(body, f"desa{suffix}", record_property, f"{driver} of 8,500 polygons x 120 vertices")[0]
    assert sum(it is not None for it in sheet.shapes) == 8_500


def test_a_dump_of_boundaries(record_property):
    turn = np.linspace(0, 2 * np.pi, 120)
    values = [f"('35.{n}','Desa {n}',-7.5,112.5,'{json.dumps([[[[-7 + s, 112 + c] for s, c in zip(np.sin(turn).tolist(), np.cos(turn).tolist(), strict=True)]]])}')" for n in range(3_000)]  # fmt: skip
    body = ("INSERT INTO w (kode,nama,lat,lng,path) VALUES\n" + ",\n".join(values) + ";").encode()
    assert len(measure(body, "w.sql", record_property, "SQL of 3,000 boundaries x 120 vertices")[0]) == 3_000


def test_a_first_file_and_the_ones_that_follow(record_property):
    start = time.perf_counter()
    gate.read(seeds.CSV.encode(), name="x.csv")
    first = time.perf_counter() - start
    start = time.perf_counter()
    for _ in range(200):
        gate.read(seeds.CSV.encode(), name="x.csv")
    each = (time.perf_counter() - start) / 200
    told = f"first file {first:.2f} s, each that follows {each * 1e3:.1f} ms, child {memory_mb():.0f} MB"
    record_property("figure", told)
    print(told)
    assert len(pool._idle) == 1
