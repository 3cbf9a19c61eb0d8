"""Edits in words: what was changed and is not saved yet, and the difference that saving makes."""

from __future__ import annotations

from functools import singledispatch

import pandas as pd
import shapely

from dashboard import fields
from dashboard.drafts import Draft
from dashboard.text import _, number
from geo import crs
from geo.editing import Added, Bent, Changed, Drawn, Edit, Moved, Removed, Together, Told, difference, parts
from geo.editing.difference import SHAPE
from geo.operation import Operation

SHOWN = 3
"""So many of the changes that were made at once are written out."""
KM = 1000


def phrases(draft: Draft) -> list[str]:
    """Return the changes that count, in words, the last one first."""
    return [phrase(edit, draft) for edit in reversed(draft.history.done)]


def phrase(edit: Edit, draft: Draft) -> str:
    """Return one change in words; of many made at once the first and how many more."""
    told = [_phrase(it, draft) for it in parts(edit)]
    more = len(told) - SHOWN
    rest = " · " + _("and {n} more").format(n=number(more)) if more > 0 else ""
    return " · ".join(told[:SHOWN]) + rest


def _name(draft: Draft, kind: str, row_id: str) -> str:
    """Return what a row is called now, or was called when it was there."""
    there = row_id in getattr(draft.now, kind).index
    return fields.row_name(draft.now if there else draft.base, kind, row_id)


@singledispatch
def _phrase(edit: object, _draft: Draft) -> str:
    raise TypeError(type(edit).__name__)


@_phrase.register
def _moved(edit: Moved, draft: Draft) -> str:
    words = _("{what}: moved") if edit.at else _("{what}: position taken away")
    return words.format(what=_name(draft, edit.kind, edit.id))


@_phrase.register
def _added(edit: Added, draft: Draft) -> str:
    one = fields.one_labels()[edit.kind]
    return _("{kind} added: {what}").format(kind=one, what=_name(draft, edit.kind, edit.id))


@_phrase.register
def _removed(edit: Removed, draft: Draft) -> str:
    one = fields.one_labels()[edit.kind]
    return _("{kind} removed: {what}").format(kind=one, what=_name(draft, edit.kind, edit.id))


@_phrase.register
def _changed(edit: Changed, draft: Draft) -> str:
    cells = ", ".join(
        f"{fields.label(field)} = {fields.told(field, value, draft.now)}" for field, value in edit.cells
    )
    return f"{_name(draft, edit.kind, edit.id)}: {cells}"


@_phrase.register
def _drawn(edit: Drawn, draft: Draft) -> str:
    return _("{what}: border drawn anew").format(what=_name(draft, "villages", edit.id))


@_phrase.register
def _bent(edit: Bent, draft: Draft) -> str:
    return _("{what}: corner of the border moved").format(what=_name(draft, "villages", edit.id))


@_phrase.register
def _told(edit: Told, draft: Draft) -> str:
    cells = (f"{fields.label(field)} = {fields.told(field, value, draft.now)}" for field, value in edit.cells)
    return ", ".join(cells)


@_phrase.register
def _together(edit: Together, draft: Draft) -> str:
    return " · ".join(_phrase(it, draft) for it in parts(edit))


def table(before: Operation, after: Operation) -> pd.DataFrame:
    """Return what saving changes, as a table of the page: a row for each cell, one for a row as a whole."""
    told = difference(before, after)
    rows = []
    for (kind, row_id, change), cells in told.groupby(["kind", "id", "change"], sort=False):
        of = before if change == "removed" else after
        name = fields.row_name(of, kind, row_id)
        head = (fields.one_labels()[kind], name)
        if change == "changed":
            rows += [
                (
                    *head,
                    fields.label(it.field) + _way(it.before, it.after, it.field),
                    fields.told(it.field, it.before, before),
                    fields.told(it.field, it.after, after),
                )
                for it in cells.itertuples()
            ]
            continue
        removed = change == "removed"
        held = zip(cells["field"], cells["before" if removed else "after"], strict=True)
        words = " · ".join(f"{fields.label(it)} {fields.told(it, value, of)}" for it, value in held)
        label = _("removed") if removed else _("added")
        rows.append((*head, label, words if removed else "–", "–" if removed else words))
    return pd.DataFrame(rows, columns=[_("What"), _("Which one"), _("Field"), _("Before"), _("After")])


def _way(before: object, after: object, field: str) -> str:
    """Return how far a point was moved."""
    if field != SHAPE or not (isinstance(before, shapely.Point) and isinstance(after, shapely.Point)):
        return ""
    metres = crs.distance_m((before.x, before.y), (after.x, after.y))
    if metres < KM:
        return " " + _("({n} m)").format(n=number(metres))
    return " " + _("({n} km)").format(n=number(metres / KM, 1))
