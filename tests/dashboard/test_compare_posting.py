"""Who guards what instead of whom, plan A beside plan B."""

from __future__ import annotations

import pytest

from geo.evaluate import compare, evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import (
    DEMO,
    LANGUAGES,
    control,
    elements,
    marks,
    opened,
    saved,
    sentence,
    tables,
    texts,
    trees,
    words,
)
from tests.dashboard.test_hostile_names import NAMES, TAGS, held, hostile
from tests.operations import small, small_frames

SHORT = Scenario(reserve_share=0.3)
LATER = "pasuruan-2023"


def shown(operation, language="en", **state):
    app = opened(operation, view="compare", language=language, **state)
    control(app, "compare subject").set_value("posting").run()
    assert not app.exception
    return app


def with_column(app, name):
    (found,) = [it for it in tables(app) if name in it]
    return found


@pytest.fixture(scope="module")
def fewer():
    """Return what keeping 30 % of every unit back does to the posting of the larger operation."""
    operation = load(LATER)
    return compare(evaluate(operation, Scenario()), evaluate(operation, SHORT))


def test_the_sentence_names_the_stations_that_are_complete_in_both_plans(fewer):
    app = shown(LATER, scenario=SHORT)
    before, after = (fewer.posting.stations[f"served_{side}"].sum() for side in "ab")
    assert before > after
    expected = f"{before - after} fewer TPS get everybody they need ({before} → {after})."
    assert sentence(app) == f"Both plans reach every TPS alike. {expected}"
    totals = with_column(app, "Figure").set_index("Figure")
    assert totals.loc["TPS complete"].tolist() == [before, after, after - before]
    units = fewer.posting.units
    assert totals.loc["People posted", "B"] == units["people_b"].sum()
    assert totals.loc["Kilometres", "A"] == pytest.approx(units["kilometres_a"].sum())


def test_who_guards_what_instead_of_whom_is_every_row_of_the_reassignment(fewer):
    people, made = fewer.posting.people, fewer
    app = shown(LATER, scenario=SHORT)
    listed = with_column(app, "Plan A")
    assert len(listed) == len(people)
    assert listed["People"].sum() == people["people"].sum()
    gone = people[people["to_unit_id"].isna()]
    names = made.units["name"]
    assert (listed["Plan B"] == "nobody").sum() == len(gone)
    assert sorted(listed.loc[listed["Plan B"] == "nobody", "Plan A"]) == sorted(names[gone["from_unit_id"]])
    assert "yes → no" in set(listed["Complete"])


def test_the_list_is_filtered_by_change_and_by_unit(fewer):
    people, change = fewer.posting.people, fewer.posting.stations["change"]
    app = shown(LATER, scenario=SHORT)
    control(app, "posting change").set_value("other_units").run()
    assert len(with_column(app, "Plan A")) == change[people["station_id"]].eq("other_units").sum()
    control(app, "posting change").set_value(None).run()
    unit = people["to_unit_id"].dropna().iloc[0]
    control(app, "guards of unit").set_value(unit).run()
    ours = people[["from_unit_id", "to_unit_id"]].eq(unit).any(axis=1)
    assert len(with_column(app, "Plan A")) == ours.sum()


def test_the_load_of_every_unit_stands_beside_that_of_the_other_plan(fewer):
    units = fewer.posting.units
    app = shown(LATER, scenario=SHORT)
    load = with_column(app, "People ±")
    guarding = units[(units["people_a"] > 0) | (units["people_b"] > 0)]
    assert len(load) == len(guarding)
    for column, key in {"People": "people", "TPS": "stations", "km": "kilometres"}.items():
        assert load[f"{column} A"].sum() == pytest.approx(guarding[f"{key}_a"].sum())
        assert load[f"{column} ±"].sum() == pytest.approx(guarding[f"{key}_delta"].sum())


def test_the_map_shows_the_posting_while_its_tables_stand(fewer):
    change = fewer.posting.stations["change"]
    app = shown(LATER, scenario=SHORT)
    assert marks(app).count("1") == (change == "unserved").sum()
    assert marks(app).count("2") == (change == "other_units").sum()


def test_other_guards_without_another_number_of_complete_stations_are_told():
    operation = load(DEMO)
    found = compare(evaluate(operation, Scenario()), evaluate(operation, SHORT)).posting
    others = found.stations["change"].eq("other_units").sum()
    app = shown(DEMO, scenario=SHORT)
    assert found.stations["change"].isin(["same", "other_units"]).all()
    assert sentence(app).endswith(
        f"{others} TPS get other guards; {found.stations['served_b'].sum()} get everybody they need, as before."
    )


def test_the_same_posting_twice_is_told_and_lists_nobody():
    app = shown(DEMO)
    assert "In both plans the same people guard every TPS." in texts(app, "pp-notice pp-info")
    assert sentence(app) == "Plan A and plan B give every TPS the same."


def test_side_by_side_the_posting_stands_under_the_two_maps():
    app = shown(LATER, scenario=SHORT)
    next(it for it in app.button_group if it.label == "Map").set_value("both").run()
    assert not app.exception
    assert len([it for it in elements(app) if it.type == "component_instance"]) == 2
    assert len(with_column(app, "Plan A")) > 0


def test_it_reads_in_indonesian(fewer):
    app = shown(LATER, language="id", scenario=SHORT)
    before, after = (fewer.posting.stations[f"served_{side}"].sum() for side in "ab")
    assert f"TPS yang lengkap personelnya berkurang {before - after} ({before} → {after})." in sentence(app)
    assert "tidak ada" in set(with_column(app, "Rencana A")["Rencana B"])


@pytest.mark.parametrize(
    ("name", "language"), [(name, LANGUAGES[i % len(LANGUAGES)]) for i, name in enumerate(NAMES)]
)
def test_hostile_names_stay_text_where_postings_differ(name, language, tmp_path):
    word = NAMES[name]
    folder = saved(hostile(word), tmp_path / "hostile")
    app = shown(folder, language=language, scenario=Scenario(units_off=("u1",)))
    listed = with_column(app, "Plan A" if language == "en" else "Rencana A")
    assert any(held(cell) or word in str(cell) for cell in listed.to_numpy().ravel())
    for tree in (it for it in elements(app) if it.type == "dataframe"):
        assert not held(tree.proto.columns)
        assert not held(tree.value.columns.tolist())
    assert {node.tag for tree in trees(app) for node in tree.iter()} <= TAGS


@pytest.mark.parametrize("empty", ["stations", "units"])
def test_without_stations_or_units_nobody_is_reassigned(empty, tmp_path):
    folder = saved(small(**{empty: small_frames()[empty].iloc[:0]}), tmp_path / "empty")
    app = shown(folder, scenario=SHORT)
    assert "In both plans the same people guard every TPS." in words(app)
