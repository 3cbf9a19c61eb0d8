"""Gathering: the results of a run as one GeoPackage, or as GeoParquet, with definitions and digests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import shapely

from dashboard import names, province_words, remedies
from dashboard.export import drafts
from dashboard.export.cells import printable
from geo import crs, folder
from geo.batch.province import Line, Province
from geo.batch.task import STATION_COLUMNS
from geo.errors import Fault, ScenarioError

SUFFIXES = (".gpkg", ".parquet")
SUMMARY = ".province.json"
"""How the name of the summary ends that lies beside the gathered file."""
_PLAIN = ("operation", "name", "jurisdiction", "election_day", "data_date", "classification", "simulated")
_TOTALS = ("villages", "stations", "voters", "covered", "gaps", "served", "missing", "high_risk")


def suffix(path: Path) -> str:
    """Return the form that a file's name asks for; raises `ScenarioError` where it is none of `SUFFIXES`."""
    if path.suffix.lower() not in SUFFIXES:
        fault = Fault(
            "A run cannot be a file {file}",
            "Let its name end in {known}",
            {"file": path.name, "known": ", ".join(SUFFIXES)},
        )
        raise ScenarioError(fault)
    return path.suffix.lower()


def stations(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the stations of all operations as one frame."""
    if not frames:
        empty = pd.DataFrame({name: pd.Series(dtype=object) for name in STATION_COLUMNS})
        return gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=crs.GEOGRAPHIC))
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))


def _row(line: Line) -> dict[str, object]:
    forces, causes = names.force_labels(), remedies.causes()
    told = line.model_dump(
        include={*_PLAIN, *_TOTALS, "minutes_by", "sums_agree", "proven", "digest", "data_digest"}
    )
    told |= {"operation": line.key, "covered_share": line.covered_share}
    told |= {name: told[name].isoformat() for name in ("election_day", "data_date")}
    for what in ("need", "strength", "shortfall"):
        counts = getattr(line, what)
        told |= {f"{what}_{force}": counts.get(force, 0) for force in forces}
    return told | {f"gap_{cause}": line.gap_causes.get(cause, 0) for cause in causes}


def operations(province: Province) -> gpd.GeoDataFrame:
    """Return one row for each operation: its totals, with its outline (EPSG:4326; none where it has none)."""
    columns = list(province_words.columns()["operations"])
    rows = pd.DataFrame([_row(it) for it in province.lines], columns=columns)
    shapes = [_whole(it.outline) for it in province.lines]
    return gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, index=rows.index, crs=crs.GEOGRAPHIC))


def _whole(outline: str) -> shapely.MultiPolygon | None:
    shape = shapely.from_wkt(outline) if outline else None
    return None if shape is None else shapely.MultiPolygon(shapely.get_parts(shape).tolist())


def definitions() -> pd.DataFrame:
    """Return what every column means: layer, column, definition."""
    told = province_words.columns()
    rows = [(layer, column, words) for layer, known in told.items() for column, words in known.items()]
    return pd.DataFrame(rows, columns=["layer", "column", "definition"])


def about(province: Province) -> dict[str, str]:
    """Return what a gathered file says of itself, by English keys."""
    told = {
        "made_at": province.made_at.isoformat(),
        "program": province.program,
        "plan": province.scenario.name,
        "plan_digest": province.scenario.digest,
        "scenario": province.scenario.model_dump_json(),
        "minutes": province_words.caption(province),
        "classification": names.CLASSIFICATIONS[province.classification],
        "simulated": "SIMULASI" if province.simulated else "",
        "operations": str(len(province.lines)),
        "failed": ", ".join(it.key for it in province.failures),
        "crs": "EPSG:4326",
        **{f"digest of {it.key}": it.digest for it in province.lines},
    }
    return {key: printable(words) for key, words in told.items()}


def write(province: Province, frames: Sequence[gpd.GeoDataFrame], path: Path) -> list[Path]:
    """Write the gathered results, each file whole or not at all, and return the files.

    A GeoPackage holds everything. GeoParquet holds one table: that of the stations; the operations lie beside
    it in ``NAME-operations.parquet``, and definitions and digests in the metadata of both.

    Raises
    ------
    ScenarioError
        The name ends in no form that is known.
    """
    form = suffix(path)
    layers = {"operations": operations(province), "stations": stations(frames)}
    if form == ".gpkg":
        _geopackage(layers, province, path)
        return [path]
    files = {"operations": path.with_name(f"{path.stem}-operations{path.suffix}"), "stations": path}
    for layer, file in files.items():
        _parquet(layers[layer], layer, province, path=file)
    return list(files.values())


def _geopackage(layers: dict[str, gpd.GeoDataFrame], province: Province, path: Path) -> None:
    shapes = {"operations": "MultiPolygon", "stations": "Point"}
    told = about(province)
    with drafts.folder() as aside:
        file = aside / "run.gpkg"
        for layer, frame in layers.items():
            options = {"layer": layer, "driver": "GPKG"}
            drafts.write(frame, file, shape=shapes[layer], options=options)
        pyogrio.write_dataframe(definitions(), file, layer="definitions", driver="GPKG")
        listed = pd.DataFrame({"key": list(told), "value": list(told.values())})
        pyogrio.write_dataframe(listed, file, layer="about", driver="GPKG")
        with folder.replaced(path) as part:
            shutil.copyfile(file, part)


def _parquet(frame: gpd.GeoDataFrame, layer: str, province: Province, *, path: Path) -> None:
    meanings = province_words.columns()[layer]
    told = {"about": about(province), "definitions": meanings}
    with drafts.folder() as aside:
        file = aside / "run.parquet"
        frame.to_parquet(file, index=False, schema_version="1.1.0")
        table = pq.read_table(file)
        stamped = {**(table.schema.metadata or {}), b"petapam": json.dumps(told, ensure_ascii=False).encode()}
        with folder.replaced(path) as part:
            pq.write_table(table.replace_schema_metadata(stamped), part)
