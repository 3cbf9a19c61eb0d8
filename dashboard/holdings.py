"""Holdings: what an operation's data are, how good their locations are, and what in them is simulated."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, fields, names, screen, shelf
from dashboard.text import _, date, named, number
from geo.operation import Operation
from geo.schema import LOCATION_QUALITIES


def sentence(operation: Operation) -> str:
    """Return in one sentence what an operation holds."""
    villages = operation.villages
    return _(
        "{stations} TPS in {electing} electing villages of {all}; {units} units with {people} people."
    ).format(
        stations=number(len(operation.stations)),
        electing=number(int(villages["electing"].sum())),
        all=number(len(villages)),
        units=number(len(operation.units)),
        people=number(float(operation.units["personnel"].sum())),
    )


def note(operation: Operation) -> str:
    """Return when the election is and how old the data are."""
    meta = operation.meta
    return _("Election on {election} · data of {data}").format(
        election=date(meta.election_day), data=date(meta.data_date)
    )


def belongs(path: str) -> str:
    """Return whose an operation is and what saving does to it."""
    if shelf.is_own(path):
        return _("This operation is your own: saving replaces it, all at once.")
    return _("This operation itself stays as it is: saving makes a copy of your own.")


def show(path: str) -> None:
    """Show what the saved operation holds."""
    operation = cache.operation(path)
    left, right = st.columns(2, gap="medium")
    with left:
        _counts(operation)
        _quality(operation)
    with right:
        _sources(operation)


def _counts(operation: Operation) -> None:
    stations = operation.stations
    by = operation.villages.assign(
        tps=stations.groupby("village_id").size().reindex(operation.villages.index, fill_value=0)
    )
    rows = by.groupby("district").agg(
        villages=("name", "size"), electing=("electing", "sum"), tps=("tps", "sum")
    )
    people = operation.units.groupby(operation.unit_districts)["personnel"].sum()
    screen.ranked(
        _("By district"),
        [_("District"), _("Villages"), _("Electing"), "TPS", _("People")],
        [
            (
                str(district),
                number(row.villages),
                number(row.electing),
                number(row.tps),
                number(float(people.get(district, 0))),
            )
            for district, row in zip(rows.index, rows.itertuples(), strict=True)
        ],
        compact=True,
    )


def _quality(operation: Operation) -> None:
    """Show how the points of the stations were found, and how many have none."""
    stations, labels = operation.stations, fields.quality_labels()
    all_ = max(len(stations), 1)
    known = stations.geometry.notna()
    counts = [
        (labels[it], int((stations["location_quality"].eq(it) & known).sum())) for it in LOCATION_QUALITIES
    ]
    counts.append((_("no position"), int((~known).sum())))
    screen.ranked(
        _("Location of the TPS"),
        [_("How it is known"), "TPS", _("Share")],
        [(label, number(n), n / all_) for label, n in counts],
        compact=True,
    )


def _sources(operation: Operation) -> None:
    meta = operation.meta
    facts = [
        _("Jurisdiction: {name}").format(name=meta.jurisdiction),
        _("Classification: {name}").format(name=names.CLASSIFICATIONS[meta.classification]),
        _("Checked sum of the data: {digest}").format(digest=operation.digest),
    ]
    screen.listed(_("What is known of the data"), facts)
    if meta.simulated or meta.schematic:
        told = ", ".join(names.column_label(it) for it in meta.simulated)
        screen.notice("SIMULASI: " + (told or _("borders are drawn roughly")), kind="warning")
    if meta.notes:
        screen.listed(_("Remarks"), [named(dict(it)) for it in meta.notes])
    if meta.published:
        screen.listed(
            _("Published numbers"),
            [f"{names.check_label(it.key)}: {number(it.value)} · {it.source}" for it in meta.published],
        )
