"""Registers: the optional tables of an operation, readiness of units at H-1 and preparations in villages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

import pandas as pd
import pandera.pandas as pa

from geo import contract, files, schema
from geo import folder as folders
from geo.errors import Fault, InputError

Register = Literal["readiness", "preparations"]
REGISTERS: tuple[Register, ...] = get_args(Register)

ITEMS = ("personnel", "vehicle", "radio")
"""Items that the screen knows by name; any other equipment keeps the name it was given."""
KINDS = ("committee", "dialogue", "visit", "figures", "survey")
"""Preparations that the screen knows by name: coordination with the committee, dialogue in the village, visit
by the area officer, community figures asked for a calm election, stations seen on the spot."""
STATES = ("done", "open")

PERSON_WORDS = frozenset(
    {"name", "nama", "officer", "petugas", "contact", "kontak", "nrp", "email", "address", "alamat"}
)
"""Words in a column's name that a register refuses, beside those of `geo.schema`: it names nobody."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PHONE = r"(?<!\d)(?:\+?62|0)[\s.-]?8\d(?:[\s.-]?\d){6,}"
"""What looks like a mobile telephone number of Indonesia."""


def _is_day(written: pd.Series) -> pd.Series:
    whole = written.astype(str).str.fullmatch(_DAY.pattern)
    return whole & pd.to_datetime(written, format="%Y-%m-%d", errors="coerce").notna()


CONTRACTS: dict[Register, pa.DataFrameSchema] = {
    "readiness": pa.DataFrameSchema(
        {
            "unit_id": contract.text(),
            "item": contract.text(),
            "planned": contract.whole(0, 1_000_000),
            "present": contract.whole(0, 1_000_000),
        },
        unique=["unit_id", "item"],
    ),
    "preparations": pa.DataFrameSchema(
        {
            "village_id": contract.text(),
            "kind": contract.text(),
            "date": pa.Column(str, pa.Check(_is_day, name="YYYY-MM-DD"), coerce=True),
            "state": contract.text(choices=STATES),
            "note": pa.Column(str, nullable=True, coerce=True, required=False),
        }
    ),
}
"""Columns each register must have. Planned and present are whole numbers; more present than planned is no
fault, it is shown. A date is a day as YYYY-MM-DD: of a thing done when, of an open one by when."""
ORDER: dict[Register, list[str]] = {
    "readiness": ["unit_id", "item"],
    "preparations": ["village_id", "date", "kind", "state", "note"],
}


def _unknown_units(frame: pd.DataFrame, known: pd.Index) -> list[Fault]:
    named = frame.get("unit_id", pd.Series(index=frame.index, dtype=object))
    unknown = named.notna() & ~named.isin(known)
    if not unknown.any():
        return []
    told = sorted(set(named[unknown].astype(str)))
    return [
        Fault(
            "readiness names units that are not in the operation",
            "Add the unit or correct its code",
            ids=told,
        )
    ]


def _phones(frame: pd.DataFrame, kind: Register) -> list[Fault]:
    words = frame.select_dtypes(["object", "str"]).fillna("").astype(str)
    holding = words.apply(lambda column: column.str.contains(PHONE)).any(axis=1)
    if words.empty or not holding.any():
        return []
    return [
        Fault(
            "{kind}: these rows hold what looks like a telephone number",
            "Remove it: numbers of persons are not stored",
            {"kind": kind},
            contract.row_names(kind, frame)[holding].tolist(),
        )
    ]


def check(frame: pd.DataFrame, kind: Register, *, known: pd.Index) -> pd.DataFrame:
    """Return a register with checked columns, its dates as timestamps, its rows in a fixed order.

    Parameters
    ----------
    frame : see `CONTRACTS`.
    kind : which register it is.
    known : ids of the units (readiness) or villages (preparations) there are.

    Raises
    ------
    InputError
        Lists every fault: missing columns, wrong or negative values, an item that a unit reports twice, units
        or villages that are not there, columns or notes that hold persons.
    """
    frame = frame.reset_index(drop=True)
    if "date" in frame and pd.api.types.is_datetime64_any_dtype(frame["date"]):
        frame = frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d"))
    strange = (
        _unknown_units(frame, known)
        if kind == "readiness"
        else contract.unknown_villages(frame, kind, known=known)
    )
    words = schema.FORBIDDEN_WORDS | PERSON_WORDS
    faults = [*strange, *_phones(frame, kind)]
    checked = contract.hold(frame, kind, CONTRACTS[kind], forbidden=words, faults=faults)
    if kind == "preparations":
        noted = checked["note"] if "note" in checked else pd.Series(None, index=checked.index, dtype=object)
        checked = checked.assign(date=pd.to_datetime(checked["date"], format="%Y-%m-%d"), note=noted)
    return checked.sort_values(ORDER[kind], kind="stable", ignore_index=True)


def check_all(
    registers: Mapping[str, pd.DataFrame], *, units: pd.Index, villages: pd.Index
) -> dict[Register, pd.DataFrame]:
    """Check every register there is against the ids it may name.

    Raises
    ------
    InputError
        As `check`; the faults of all registers together.
    """
    known = {"readiness": units, "preparations": villages}
    checked: dict[Register, pd.DataFrame] = {}
    faults: list[Fault] = []
    for kind in REGISTERS:
        if kind in registers:
            try:
                checked[kind] = check(registers[kind], kind, known=known[kind])
            except InputError as error:
                faults.extend(error.faults)
    if faults:
        raise InputError(*faults)
    return checked


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the registers that a folder holds, unchecked; raises `InputError` where one is no table."""
    paths = {kind: folders.found(folder, f"{kind}.csv") for kind in REGISTERS}
    return {str(kind): files.read_table(path) for kind, path in paths.items() if path is not None}


def write(registers: Mapping[str, pd.DataFrame | None], folder: Path) -> None:
    """Write the registers there are into a folder that `read` reads back; the others are removed."""
    for kind in REGISTERS:
        table, path = registers.get(kind), folder / f"{kind}.csv"
        if table is None:
            path.unlink(missing_ok=True)
        else:
            files.write_table(table, path)
