"""The demonstration data as tables, and the build's own modules."""

from __future__ import annotations

import importlib
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"


class Shipped(NamedTuple):
    """One operation as it is committed."""

    meta: dict[str, Any]
    villages: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame


def _points(path: Path) -> gpd.GeoDataFrame:
    table = pd.read_csv(path, dtype={"village_id": str}, keep_default_na=False)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326)


def _shipped(operation: str) -> Shipped:
    folder = DATA / "operations" / operation
    meta = tomllib.loads((folder / "operation.toml").read_text(encoding="utf-8"))
    villages = gpd.read_file(folder / "villages.geojson")
    return Shipped(meta, villages, _points(folder / "stations.csv"), _points(folder / "units.csv"))


@pytest.fixture(scope="session")
def data_home():
    return DATA


@pytest.fixture(scope="session")
def shipped():
    return {name: _shipped(name) for name in ("pasuruan-kota-2022", "pasuruan-2023")}


@pytest.fixture(scope="session")
def module():
    """Return a function that imports a module of `data/` by its name, hidden from other tests afterwards."""
    names = {path.stem for path in DATA.glob("*.py")}
    others = {name: sys.modules.pop(name) for name in names & set(sys.modules)}
    sys.path.insert(0, str(DATA))
    yield importlib.import_module
    sys.path.remove(str(DATA))
    for name in names & set(sys.modules):
        del sys.modules[name]
    sys.modules.update(others)


@pytest.fixture(scope="session")
def cells(module):
    return module("cells").build_cells(DATA / "facts")


@pytest.fixture(scope="session")
def rebuilt(module, tmp_path_factory):
    """Return the folder of a fresh build and the lines it printed."""
    target = tmp_path_factory.mktemp("rebuilt")
    return target, module("build").build(target)
