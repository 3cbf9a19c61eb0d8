"""Editing: laws that hold for any edits in any order."""

from __future__ import annotations

from contextlib import suppress

import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.editing import (
    Added,
    Changed,
    Drawn,
    History,
    Moved,
    Removed,
    Together,
    Told,
    apply,
    difference,
    parts,
)
from geo.errors import GeoError
from tests.operations import small

EXAMPLES = 12
"""Every example builds and checks whole operations."""

spots = st.tuples(st.floats(111.9, 112.5), st.floats(-0.2, 0.2))
stations = st.sampled_from(["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"])
units = st.sampled_from(["u1", "u2", "u3", "u4"])
villages = st.sampled_from(["v1", "v2", "v3", "v4", "v5"])
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8)
cells = st.one_of(
    st.tuples(st.just("number"), st.integers(-1, 9)),
    st.tuples(st.just("registered_voters"), st.one_of(st.none(), st.integers(0, 600))),
    st.tuples(st.just("place"), st.one_of(st.none(), words)),
    st.tuples(st.just("village_id"), villages),
    st.tuples(st.sampled_from(["votes", "agama", "station_id", "geometry"]), words),
)
new = st.builds(
    lambda row, village, at: Added(
        "stations", row, (("village_id", village), ("number", 7), ("location_quality", "surveyed")), at=at
    ),
    stations,
    villages,
    spots,
)
simple = st.one_of(
    new,
    st.builds(Moved, st.just("stations"), stations, st.one_of(st.none(), spots)),
    st.builds(Moved, st.just("units"), units, spots),
    st.builds(Changed, st.just("stations"), stations, st.lists(cells, min_size=1, max_size=3).map(tuple)),
    st.builds(Changed, st.just("units"), units, words.map(lambda it: (("name", it),))),
    st.builds(
        Removed, st.sampled_from(["stations", "units", "villages"]), st.one_of(stations, units, villages)
    ),
    st.builds(Drawn, villages, st.lists(spots, min_size=2, max_size=4).map(tuple)),
    st.builds(Told, words.map(lambda it: (("name", it),))),
)
edits = st.one_of(simple, st.lists(simple, min_size=1, max_size=2).map(lambda it: Together(tuple(it))))


def lawful(asked):
    """Return those of some edits that can be made one after the other."""
    made, now = [], small()
    for edit in asked:
        with suppress(GeoError):
            now = apply(now, edit)
            made.append(edit)
    return made


@settings(max_examples=EXAMPLES)
@given(asked=st.lists(edits, max_size=5), steps=st.lists(st.booleans(), max_size=8))
def test_undo_and_redo_give_the_digest_of_the_edits_that_count(asked, steps):
    history, digests = History(), [small().digest]
    for edit in lawful(asked):
        history = history.then(edit)
        digests.append(apply(small(), *history.done).digest)
    for back in steps:
        history = history.undo() if back else history.redo()
        assert apply(small(), *history.done).digest == digests[history.position]
        assert history.done + history.undone == history.edits
    for _edit in history.edits:
        history = history.undo()
    assert apply(small(), *history.done).digest == small().digest
    assert history.undo() == history


@settings(max_examples=EXAMPLES)
@given(asked=st.lists(edits, max_size=5), wrong=edits)
def test_an_edit_that_is_refused_changes_nothing_and_says_a_remedy(asked, wrong):
    before = apply(small(), *lawful(asked))
    assert all(fault.text() and fault.problem and fault.remedy for fault in refusal(before, wrong))
    assert difference(apply(small(), *lawful(asked)), before).empty


def refusal(operation, edit):
    """Return the faults of an edit that is refused; none of one that can be made."""
    try:
        apply(operation, edit)
    except GeoError as error:
        return error.faults
    return ()


@settings(max_examples=EXAMPLES)
@given(asked=st.lists(edits, max_size=4))
def test_edits_made_at_once_come_to_the_same_as_one_after_the_other(asked):
    made = lawful(asked)
    stepwise = small()
    for edit in made:
        stepwise = apply(stepwise, edit)
    assert stepwise.digest == apply(small(), Together(tuple(made))).digest


@settings(max_examples=EXAMPLES)
@given(edit=edits)
def test_only_what_an_edit_names_is_different_afterwards(edit):
    try:
        after = apply(small(), edit)
    except GeoError:
        return
    told = difference(small(), after)
    named = {(getattr(it, "kind", "villages"), it.id) for it in parts(edit) if not isinstance(it, Told)}
    rows = told[told["kind"].ne("operation")]
    assert set(zip(rows["kind"], rows["id"], strict=True)) <= named
    assert set(told["field"][told["kind"].eq("operation")]) <= {"name"}
    if told.empty:
        assert after.digest == small().digest


@settings(max_examples=EXAMPLES)
@given(asked=st.lists(edits, max_size=4))
def test_a_difference_turned_round_is_the_difference_the_other_way(asked):
    after = apply(small(), *lawful(asked))
    there, back = difference(small(), after), difference(after, small())
    turned = back.rename(columns={"before": "after", "after": "before"})[there.columns]
    turned["change"] = turned["change"].map({"added": "removed", "removed": "added", "changed": "changed"})
    assert rows(there) == rows(turned)
    assert (there.empty) == (after.digest == small().digest)


def rows(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    """Return rows as words; of a shape its exact coordinates."""
    return {
        tuple(
            shapely.to_wkt(it, rounding_precision=-1) if isinstance(it, shapely.Geometry) else repr(it)
            for it in row
        )
        for row in frame.to_numpy().tolist()
    }
