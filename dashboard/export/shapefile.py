"""Shapefile: every layer as a shapefile in one ZIP, with what was shortened to fit the old format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.export import archive, drafts
from dashboard.export.described import lines
from dashboard.export.features import Layer

NAME_LENGTH, WORDS_BYTES = 10, 254
"""Longest name of a column, and longest words of a cell in UTF-8, of dBASE."""
README = "README.txt"
SUFFIXES = (".shp", ".shx", ".dbf", ".prj", ".cpg")
GDAL = {"driver": "ESRI Shapefile", "encoding": "UTF-8"}
KNOWN = {
    "registered_voters": "voters",
    "stations_covered": "n_covered",
    "stations_guarded": "n_guarded",
    "stations_first": "n_first",
    "station_label": "station",
    "units_covering": "n_units",
    "missing_people": "missing",
    "covered_share": "cov_share",
    "threshold_min": "thresh_min",
    "quality_label": "way_label",
    "class_label": "class",
    "cause_label": "why",
    "turnout_min": "turn_min",
    "need_linmas": "need_linm",
    "people_polri": "p_polri",
    "people_linmas": "p_linmas",
    "people_tni": "p_tni",
}
"""Short names that read better than the beginning of the long ones."""


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return name -> at most ten characters, each only once whatever the case, in the order given.

    A name that is taken ends in a number: ``unit_label``, ``unit_labe1``, ``unit_labe2``.
    """
    made: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        wished = KNOWN.get(name, name)[:NAME_LENGTH]
        found, i = wished, 0
        while found.lower() in taken:
            i += 1
            found = wished[: NAME_LENGTH - len(str(i))] + str(i)
        made[name] = found
        taken.add(found.lower())
    return made


def cut(words: str) -> str:
    """Return words that take at most 254 bytes; no letter is cut in two."""
    raw = words.encode()
    return words if len(raw) <= WORDS_BYTES else raw[:WORDS_BYTES].decode(errors="ignore")


def _fitted(values: pd.Series) -> pd.Series:
    if values.dtype == bool:
        return values.astype("int32")
    if values.dtype == object:
        return values.map(cut, na_action="ignore").astype(object)
    return values


def _too_long(layer: Layer, column: str) -> int:
    values = layer.frame[column]
    if values.dtype != object:
        return 0
    return sum(isinstance(it, str) and cut(it) != it for it in values)


def _readme(layers: Sequence[Layer], told: dict[str, str]) -> str:
    """Return what the files are and how they differ from the plan."""
    said = [lines(told), "", "Text is UTF-8 (.cpg); coordinates are degrees, WGS 84 (.prj).", ""]
    said.append("A shapefile holds names of columns up to 10 characters and words up to 254 bytes.")
    said.append("Yes and no are 1 and 0. The GeoPackage of this plan has everything in full.")
    for it in layers:
        said += ["", f"{it.key}.shp: {it.title}, {len(it.frame)} rows"]
        for name, short in short_names(it.columns).items():
            said += [f"  {short} = {name}"] if short != name else []
            long = _too_long(it, name)
            said += [f"  {short}: words cut to 254 bytes in {long} rows"] if long else []
        nowhere = int((it.frame.geometry.isna() | it.frame.geometry.is_empty).sum())
        said += [f"  {nowhere} rows have no position"] if nowhere else []
    return "\r\n".join(line for part in said for line in part.split("\n")) + "\r\n"


def render(layers: Sequence[Layer], told: dict[str, str]) -> bytes:
    """Return layers as shapefiles in one ZIP."""
    files = {README: _readme(layers, told).encode()}
    with drafts.folder() as folder:
        for it in layers:
            short = short_names(it.columns)
            frame = it.frame.assign(**{name: _fitted(it.frame[name]) for name in it.columns})
            drafts.write(
                frame.rename(columns=short),
                folder / f"{it.key}.shp",
                shape=it.shape.removeprefix("Multi"),
                options={**GDAL, "DBF_DATE_LAST_UPDATE": told["data_date"]},
            )
            for suffix in SUFFIXES:
                file = folder / (it.key + suffix)
                files[file.name] = file.read_bytes()
    return archive.zipped(files)
