"""Apply: edits made to an operation give a new checked one, or say what is wrong and change nothing."""

from __future__ import annotations

import datetime as dt
from functools import singledispatch

import numpy as np
import shapely

from geo.editing.edits import Added, Bent, Changed, Drawn, Edit, Moved, Removed, Together, Told, parts
from geo.editing.sketch import Sketch, border, point, walked
from geo.errors import Fault, InputError
from geo.meta import Meta
from geo.operation import Operation


def apply(operation: Operation, *edits: Edit) -> Operation:
    """Return the operation with edits made to it in their order; without any, the operation itself.

    Raises
    ------
    InputError
        An edit cannot be made, or what comes of all of them breaks the contract of the data. Every fault
        names its rows in `ids` and, where it is about a cell, the column in `values`.
    ScenarioError
        What the operation shall say of itself is not allowed.
    """
    if not edits:
        return operation
    sketch = Sketch.of(operation)
    for edit in edits:
        for it in parts(edit):
            _make(it, sketch)
    return Operation.build(
        sketch.meta,
        {str(kind): frame for kind, frame in sketch.frames.items()},
        ground=operation.ground,
        roads=operation.roads,
        basemap=operation.basemap,
        tables=sketch.tables,
    )


@singledispatch
def _make(edit: object, _sketch: Sketch) -> None:
    raise TypeError(type(edit).__name__)


@_make.register
def _together(edit: Together, sketch: Sketch) -> None:
    for it in edit.edits:
        _make(it, sketch)


@_make.register
def _moved(edit: Moved, sketch: Sketch) -> None:
    sketch.shape(edit.kind, edit.id, point(edit.kind, edit.id, edit.at))


@_make.register
def _added(edit: Added, sketch: Sketch) -> None:
    shape = border(edit.id, edit.ring) if edit.ring else point(edit.kind, edit.id, edit.at)
    sketch.add(edit.kind, edit.id, edit.cells)
    sketch.shape(edit.kind, edit.id, shape)


@_make.register
def _removed(edit: Removed, sketch: Sketch) -> None:
    sketch.take(edit.kind, edit.id)


@_make.register
def _changed(edit: Changed, sketch: Sketch) -> None:
    sketch.put(edit.kind, edit.id, edit.cells)


@_make.register
def _drawn(edit: Drawn, sketch: Sketch) -> None:
    sketch.shape("villages", edit.id, border(edit.id, edit.ring))


@_make.register
def _bent(edit: Bent, sketch: Sketch) -> None:
    """Move a corner, and with it every coordinate that lies on it: a ring ends where it begins."""
    shape = sketch.frames["villages"].geometry.iloc[sketch.row("villages", edit.id)]
    corners = shapely.get_coordinates(shape)
    if not 0 <= edit.corner < len(corners):
        told = {"row": edit.id, "corner": edit.corner}
        raise InputError(
            Fault("The border of {row} has no corner {corner}", "Choose one that is there", told, [edit.id])
        )
    here = point("villages", edit.id, edit.at)
    on = (corners == corners[edit.corner]).all(axis=1)
    bent = shapely.set_coordinates(shapely.from_wkb(shapely.to_wkb(shape)), _put(corners, on, here))
    sketch.shape("villages", edit.id, walked(edit.id, bent))


def _put(corners: np.ndarray, on: np.ndarray, here: shapely.Point | None) -> np.ndarray:
    return np.where(on[:, None], shapely.get_coordinates(here), corners)


@_make.register
def _told(edit: Told, sketch: Sketch) -> None:
    """Write what the operation says of itself; a day is written as one."""
    days = {name for name in Meta.model_fields if name.endswith(("_day", "_date"))}
    given = {
        name: dt.date.fromisoformat(str(value)) if name in days and _is_day(str(value)) else value
        for name, value in edit.cells
    }
    sketch.meta = Meta.parse({**sketch.meta.model_dump(), **given})


def _is_day(words: str) -> bool:
    try:
        dt.date.fromisoformat(words)
    except ValueError:
        return False
    return True
