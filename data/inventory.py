"""The table of `data/README.md`: one row per data file, with its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from writing import write_text

if TYPE_CHECKING:
    from pathlib import Path

START, END = "<!-- files: start -->", "<!-- files: end -->"
_OWN = "Apache-2.0"
_KEMENDAGRI = ("codes cahyadsn/wilayah_boundaries; label points and areas of BPS 2020 on HDX COD-AB;"
               " stations of 2024 KPU through kawalpemilu/kp24")  # fmt: skip
_PRESS = "press reports, addresses in the file"


class Origin(NamedTuple):
    """Where a file comes from."""

    source: str
    licence: str
    date: str
    crs: str
    made: str


def _built(date: str, crs: str, made: str) -> Origin:
    return Origin("facts/ and seeded chance (SIMULASI)", _OWN, date, crs, f"build.py: {made}")


ORIGINS = {
    "facts/villages.csv": Origin(_KEMENDAGRI, "facts; COD-AB CC BY-IGO, codes MIT", "2020-04-01", "EPSG:4326",
                                 "table of facts, without any geometry"),
    "facts/outline.csv": Origin("typed by hand after label points and areas", _OWN, "2026", "EPSG:4326",
                                "control points of a schematic outline"),
    "facts/mainland.csv": Origin("typed by hand after the coast of any atlas", _OWN, "2026", "EPSG:4326",
                                 "control points of the land beyond, for orientation"),
    "facts/regencies.csv": Origin("codes and names cahyadsn/wilayah; stations of 2024 KPU through"
                                  " kawalpemilu/kp24; label points cahyadsn/wilayah_boundaries",
                                  "facts, MIT; outlines Apache-2.0", "2025", "EPSG:4326",
                                  "counted; outlines: cells of the villages' label points, joined, to 1 km"),
    "facts/operations.toml": Origin(_PRESS, "facts", "2023-10-10", "-", "typed by hand"),
    "facts/electing.csv": Origin("press reports: operations.toml", "facts; choices Apache-2.0",
                                 "2023-10-10", "-", "typed by hand; every chosen village says so"),
    "facts/polsek.csv": Origin("names from press reports; asset list of Kota Pasuruan", "facts",
                               "2022-03-23", "EPSG:4326", "typed by hand; positions simulated but for one"),
    "facts/sectors.csv": Origin("press on Polres Pasuruan, 2019", "facts", "2019", "-", "typed by hand"),
    "facts/deployment.csv": Origin("totals published, split simulated (SIMULASI)", _OWN, "2023-10-10", "-",
                                   "typed by hand"),
    "facts/corridors.csv": Origin("known main roads, without any geometry", _OWN, "2026", "-",
                                  "typed by hand: the villages on the way, in their order"),
    "aliases.toml": Origin("spellings of villages: KPU 2024, BPS 2020", "facts", "2024", "-",
                           "typed by hand"),
    "templates.toml": Origin("fields of tables to fill in, with notes in both languages", _OWN, "2026", "-",
                             "typed by hand"),
    "columns.toml": Origin("names of columns in files of committees and agencies", _OWN, "2026", "-",
                           "typed by hand"),
    "speeds.toml": Origin("Permenhub 111/2015 for limits, means set by hand", _OWN, "2026", "-",
                          "typed by hand"),
    "indicators.toml": Origin("named in the file", _OWN, "2026", "-", "typed by hand"),
    "stages.toml": Origin("named in the file; shares of the days SIMULASI", "facts; days Apache-2.0", "2026",
                          "-", "typed by hand"),
    "patterns.toml": Origin("named in the file", "facts", "2026", "-", "typed by hand"),
    "sources.toml": Origin("pages named in the file", "Apache-2.0; each source has its own", "2026", "-",
                           "typed by hand; the file says which addresses were never tried"),
    "roles.toml": Origin("named in the file", "facts; what is SIMULASI says so, Apache-2.0", "2026", "-",
                         "typed by hand"),
}  # fmt: skip
"""Origin of every file that is written by hand."""

BUILT = {
    "operation.toml": ("-", "facts about the operation"),
    "villages.geojson": ("EPSG:4326", "power diagram, simulated indicators"),
    "ground.geojson": ("EPSG:4326", "cells of the districts around, joined, and the land beyond"),
    "stations.csv": ("EPSG:4326", "simulated points and voters"),
    "units.csv": ("EPSG:4326", "simulated points, totals as published"),
    "readiness.csv": ("-", "reports of the units at H-1 (SIMULASI)"),
    "preparations.csv": ("-", "what was done in the villages and what is open (SIMULASI)"),
    "roads.npz": ("EPSG:4326", "corridors, links of neighbouring villages, lanes to the stations (SIMULASI)"),
}
"""CRS and making of every file of an operation."""

OPERATION_DATES = {"pasuruan-2023": "2023-10-10", "pasuruan-kota-2022": "2022-03-23"}


def origin(name: str) -> Origin:
    """Return the origin of a file below `data/`; raises KeyError where none is known."""
    if name in ORIGINS:
        return ORIGINS[name]
    folder, operation, file = name.split("/")
    if folder != "operations":
        raise KeyError(name)
    crs, made = BUILT[file]
    return _built(OPERATION_DATES[operation], crs, made)


def data_files(home: Path) -> list[str]:
    """Return the data files below a folder: all but README.md, Python and what Python leaves behind."""
    return sorted(
        path.relative_to(home).as_posix() for path in home.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.name != "README.md"
    )  # fmt: skip


def table(home: Path, target: Path) -> str:
    """Return the table of files; a file that was built below `target` is hashed there."""
    rows = ["| file | source | licence | date | CRS | sha256 | how made |", "|---|---|---|---|---|---|---|"]
    for name in sorted({*data_files(home), *data_files(target)}):
        known = origin(name)
        path = target / name if (target / name).is_file() else home / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        rows.append(f"| {name} | {known.source} | {known.licence} | {known.date} | {known.crs} | {digest}"
                    f" | {known.made} |")  # fmt: skip
    return "\n".join(rows)


def write_inventory(home: Path, target: Path) -> None:
    """Write `README.md` below `target`: the text of the one in `home` with a true table between the marks."""
    before, _, rest = (home / "README.md").read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    write_text(target / "README.md", f"{before}{START}\n{table(home, target)}\n{END}{after}")
