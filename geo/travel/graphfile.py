"""The file of a road graph: numpy arrays in one zip, the metadata as JSON, written whole or not at all."""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import Fault, InputError, NotFoundError

ARRAYS = (
    "x",
    "y",
    "indptr",
    "head",
    "edge_min",
    "edge_m",
    "core",
    "road_ends",
    "road_edges",
    "road_class",
    "bend_ptr",
    "bends",
)
OPTIONAL = ("road_bridge",)
"""Arrays that a file holds only where the source of the roads says so much."""
FORMAT = 1


def save(values: Mapping[str, Any], path: Path) -> None:
    """Write the arrays and `meta`; an interruption leaves the former file, or none."""
    meta = json.dumps({"format": FORMAT, **values["meta"]}, sort_keys=True).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file:
            np.savez(
                file,
                allow_pickle=False,
                meta=np.frombuffer(meta, np.uint8),
                **{name: values[name] for name in ARRAYS},
                **{name: values[name] for name in OPTIONAL if values[name] is not None},
            )
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _unfit(values: Mapping[str, Any]) -> bool:
    n, m, r = len(values["x"]), len(values["head"]), len(values["road_ends"])
    lengths = {"y": n, "core": n, "indptr": n + 1, "edge_min": m, "edge_m": m, "road_edges": r}
    lengths |= {"road_class": r, "bend_ptr": r + 1}
    lengths |= {name: r for name in OPTIONAL if name in values}
    ends = (values["indptr"][-1], values["bend_ptr"][-1]) != (m, len(values["bends"]))
    return ends or any(len(values[name]) != length for name, length in lengths.items())


def load(path: Path) -> dict[str, Any]:
    """Read what `save` wrote.

    Raises
    ------
    NotFoundError
        There is no such file.
    InputError
        The file is cut short, of another kind, or its arrays do not belong together.
    """
    if not path.is_file():
        fault = Fault(
            "There is no road graph {path}", "Build it from an OpenStreetMap extract", {"path": path}
        )
        raise NotFoundError(fault)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            held = [name for name in OPTIONAL if name in stored]
            values = {name: stored[name] for name in (*ARRAYS, *held)}
            values["meta"] = json.loads(stored["meta"].tobytes())
        unfit = values["meta"].pop("format") != FORMAT or _unfit(values)
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
        unfit = True
    if unfit:
        fault = Fault("{file} is not a whole road graph", "Build it again", {"file": path.name})
        raise InputError(fault)
    return values
