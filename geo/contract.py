"""Contract: a table held against what its columns must hold; every fault is reported at once."""

from __future__ import annotations

import re
from collections.abc import Collection

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geo.errors import Fault, InputError

IDS = {
    "villages": "village_id",
    "stations": "station_id",
    "units": "unit_id",
    "readiness": "unit_id",
    "preparations": "village_id",
}
"""Column by which a row of each table is named where something is wrong with it."""


def text(*, required: bool = True, choices: tuple[str, ...] = ()) -> pa.Column:
    """Return a column of text, of these choices where there are any."""
    checks = [pa.Check.isin(choices)] if choices else []
    if required:
        checks.append(pa.Check.str_length(min_value=1))
    return pa.Column(str, checks, nullable=not required, coerce=True)


def whole(low: int, high: int, *, nullable: bool = False) -> pa.Column:
    """Return a column of whole numbers between two bounds."""
    return pa.Column(
        float,
        [pa.Check.in_range(low, high), pa.Check(lambda s: s % 1 == 0, name="whole")],
        nullable=nullable,
        coerce=True,
    )


def row_names(kind: str, frame: pd.DataFrame) -> pd.Series:
    """Return what to call each row: its id, or "row 7" where it has none."""
    rows = pd.Series([f"row {i + 1}" for i in range(len(frame))], index=frame.index, dtype=str)
    given = frame.get(IDS[kind], rows)
    return given.astype(str).where(given.notna() & given.astype(str).ne(""), rows)


def _as_numbers(kind: str, frame: pd.DataFrame, columns: Collection[str]) -> dict[str, Fault]:
    """Turn the columns into numbers, in place; return a fault for each column that holds something else."""
    faults = {}
    for column in columns:
        if column not in frame:
            continue
        number = pd.to_numeric(frame[column], errors="coerce").astype(float)
        wrong = number.isna() & frame[column].notna()
        if wrong.any():
            faults[column] = Fault(
                "{kind}: {column} is not a number, found {found}",
                "Write digits only, with a decimal point where one is needed",
                {"kind": kind, "column": column, "found": frame.loc[wrong, column].iloc[0]},
                row_names(kind, frame)[wrong].tolist(),
            )
        frame[column] = number
    return faults


def _faults(kind: str, frame: pd.DataFrame, error: SchemaErrors, *, told: Collection[str]) -> list[Fault]:
    key = " + ".join(error.schema.unique or ())
    names = row_names(kind, frame)
    faults = []
    for (column, check), cases in error.failure_cases.groupby(["column", "check"], sort=True, dropna=False):
        if column in told or ("unique" in str(check) and not set(error.schema.unique) <= set(frame.columns)):
            continue
        ids = [names.iloc[i] for i in sorted({int(i) for i in cases["index"].dropna()})]
        if check == "column_in_dataframe":
            missing = " / ".join(cases["failure_case"])
            faults.append(
                Fault(
                    "{kind} has no column {column}",
                    "Add the column and load it again",
                    {"kind": kind, "column": missing},
                )
            )
        elif "unique" in str(check):
            faults.append(
                Fault(
                    "{kind}: {column} occurs more than once",
                    "Give every row its own {column}",
                    {"kind": kind, "column": key},
                    ids,
                )
            )
        else:
            faults.append(
                Fault(
                    "{kind}: {column} breaks the rule {rule}, found {found}",
                    "Correct these rows",
                    {"kind": kind, "column": column, "rule": check, "found": cases["failure_case"].iloc[0]},
                    ids,
                )
            )
    return faults


def _forbidden(kind: str, frame: pd.DataFrame, words: frozenset[str]) -> list[Fault]:
    named = [str(c) for c in frame.columns if words & set(re.split(r"[\W_]+", str(c).lower()))]
    if not named:
        return []
    return [
        Fault(
            "{kind} holds columns that must not be stored",
            "Remove them: votes, beliefs and persons have no place in a security plan",
            {"kind": kind},
            named,
        )
    ]


def unknown_villages(frame: pd.DataFrame, kind: str, *, known: pd.Index) -> list[Fault]:
    """Return a fault where rows name villages that are not among the known ones; no name is no fault."""
    named = frame.get("village_id", pd.Series(index=frame.index, dtype=object))
    unknown = named.notna() & named.ne("") & ~named.isin(known)
    if not unknown.any():
        return []
    return [
        Fault(
            "{kind} name villages that are not in the operation",
            "Add the village or correct its code",
            {"kind": kind},
            row_names(kind, frame)[unknown].tolist(),
        )
    ]


def hold(
    frame: pd.DataFrame,
    kind: str,
    contract: pa.DataFrameSchema,
    *,
    forbidden: frozenset[str],
    numeric: Collection[str] = (),
    faults: Collection[Fault] = (),
) -> pd.DataFrame:
    """Return a table with checked and coerced columns; numbers are coerced in place.

    Parameters
    ----------
    frame : the table, numbered from 0.
    kind : what the table is called where something is wrong.
    contract : what its columns must hold.
    forbidden : words that no column's name may hold.
    numeric : further columns that must hold numbers where the table has them.
    faults : what else is known to be wrong.

    Raises
    ------
    InputError
        Lists every fault, those given among them.
    """
    counted = [name for name, column in contract.columns.items() if str(column.dtype) == "float64"]
    broken = _as_numbers(kind, frame, [*counted, *numeric])
    found = [*_forbidden(kind, frame, forbidden), *broken.values(), *faults]
    try:
        checked = contract.validate(frame, lazy=True)
    except SchemaErrors as error:
        raise InputError(*found, *_faults(kind, frame, error, told=broken)) from error
    if found:
        raise InputError(*found)
    return pd.DataFrame(checked) if not isinstance(checked, gpd.GeoDataFrame) else checked
