from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo import reinforcement, strength, substitution
from geo.force import FORCES
from geo.scenario import MAY_STAND_IN

DAY = dt.date(2022, 3, 23)
LAWFUL = [(wanted, helper) for wanted, helpers in MAY_STAND_IN.items() for helper in helpers]
forces = st.sampled_from(FORCES)
headcounts = st.lists(st.tuples(forces, st.integers(0, 60)), max_size=8)
strengths = st.fixed_dictionaries({force: st.integers(0, 150) for force in FORCES})


def guards(**people: int) -> pd.DataFrame:
    return pd.DataFrame([{"polri": 0, "linmas": 0, "tni": 0} | people], index=["s1"])


def roles(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["role_id", "force", "people"])


def worked(posted, needed, there, pairs=LAWFUL) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the balance of the whole operation and the same by role."""
    need = posted.sum().to_dict()
    for _, force, people in needed.itertuples(index=False):
        need[force] = need.get(force, 0) + people
    frames = (pd.DataFrame([side], index=["all"]) for side in (need, there))
    whole = reinforcement.with_stand_ins(strength.balance(*frames), substitution.cover(need, there, pairs))
    return whole, reinforcement.by_role(posted, needed, whole)


def test_who_stands_in_is_taken_off_the_shortfall_of_one_and_the_surplus_of_the_other():
    whole, _ = worked(guards(polri=50), roles(("brimob", "brimob", 10)), {"polri": 30, "brimob": 25})
    rows = whole.set_index("force").drop(columns="place")
    assert rows.loc["polri"].to_dict() == {"need": 50, "strength": 30, "received": 15, "given": 0, "shortfall": 5, "surplus": 0}  # fmt: skip
    assert rows.loc["brimob"].to_dict() == {"need": 10, "strength": 25, "received": 0, "given": 15, "shortfall": 0, "surplus": 0}  # fmt: skip


def test_guards_of_stations_are_filled_first_then_the_roles_in_their_order_and_own_people_before_others():
    needed = roles(("standby", "polri", 10), ("dalmas", "polri", 20), ("patrol", "polri", 5))
    whole, table = worked(guards(polri=50), needed, {"polri": 55, "brimob": 12})
    assert table.values.tolist() == [
        ["guards", "polri", 50, 50, 0, 0],
        ["standby", "polri", 10, 5, 5, 0],
        ["dalmas", "polri", 20, 0, 7, 13],
        ["patrol", "polri", 5, 0, 0, 5],
    ]
    asked = reinforcement.request(whole, table, election_day=DAY)
    assert asked.values.tolist() == [["polri", 18, ("dalmas", "patrol"), 85, 55, 12, dt.date(2022, 3, 22)]]


def test_a_role_at_many_places_is_one_row_and_a_role_for_nobody_is_still_listed():
    _, table = worked(guards(), roles(("a", "tni", 4), ("a", "tni", 4), ("b", "tni", 0)), {"tni": 6})
    assert table.values.tolist() == [["a", "tni", 8, 6, 0, 2], ["b", "tni", 0, 0, 0, 0]]


def test_where_nothing_is_short_nothing_is_asked_for():
    whole, table = worked(guards(linmas=4), roles(), {"linmas": 4})
    asked = reinforcement.request(whole, table, election_day=DAY)
    assert asked.empty
    assert asked.columns.tolist() == ["force", "people", "roles", "need", "strength", "received", "due"]
    assert worked(guards(), roles(), {})[1].empty


@given(headcounts, strengths, st.sets(st.sampled_from(LAWFUL)))
def test_every_person_is_counted_once_by_force_by_role_and_in_the_request(people, there, pairs):
    needed = roles(*((f"role-{i}", force, n) for i, (force, n) in enumerate(people)))
    whole, table = worked(guards(polri=30, linmas=60), needed, there, pairs)
    by_force = table.groupby("force")[["need", "shortfall", "received"]].sum().reindex(FORCES, fill_value=0)
    for column in by_force:
        assert whole.set_index("force")[column].to_dict() == by_force[column].to_dict()
    assert (whole["need"] - whole["strength"] == whole["received"] - whole["given"] + whole["shortfall"] - whole["surplus"]).all()  # fmt: skip
    assert whole["given"].sum() == whole["received"].sum()
    asked = reinforcement.request(whole, table, election_day=DAY)
    assert asked["people"].sum() == whole["shortfall"].sum()
    assert (table["need"] == table[["strength", "received", "shortfall"]].sum(axis=1)).all()
