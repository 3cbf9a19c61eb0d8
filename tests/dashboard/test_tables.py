from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import tables, text
from dashboard.views import briefing, coverage, risk
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.showing import LANGUAGES, elements, opened, turned
from tests.operations import BY_HAND, small, small_frames

TABLE = """
import pandas as pd
from dashboard import tables, text

text.use({language!r})
frame = pd.DataFrame({{"name": ["a", "b"], "km": [1234.56, None], "share": [50.0, 100.0]}}, index=["y", "x"])
tables.show(frame, {options})
"""


def shown(options: str = "", language: str = "en"):
    app = AppTest.from_string(TABLE.format(language=language, options=options), default_timeout=60).run()
    assert not app.exception
    (found,) = app.dataframe
    return found


@pytest.mark.parametrize(("language", "expected"), [("en", "1,234.6"), ("id", "1.234,6")])
def test_numbers_are_written_in_the_language_and_stay_numbers(language, expected):
    table = shown("decimals={'km': 1}", language)
    assert expected.encode() in table.proto.arrow_data.styler.display_values
    assert "–".encode() in table.proto.arrow_data.styler.display_values
    assert table.value["km"].dtype == float
    assert table.value["km"].tolist()[0] == 1234.56


def test_a_table_hides_its_index_and_is_as_high_as_its_rows():
    table = shown()
    assert table.value.columns.tolist() == ["name", "km", "share"]
    assert '"_index"' in table.proto.columns or '"hidden": true' in table.proto.columns
    assert shown("rows=1").proto != table.proto


def test_a_share_is_drawn_as_a_bar():
    assert "progress" in shown("bars=['share']").proto.columns
    assert "progress" not in shown().proto.columns


def test_a_table_without_a_key_cannot_be_selected_from():
    assert list(shown().proto.selection_mode) == []
    assert len(shown("key='k'").proto.selection_mode) == 1


def test_beyond_some_hundred_rows_numbers_travel_once():
    many = pd.DataFrame({"km": [1.26] * (tables.STYLED_ROWS + 1)})
    plain = tables._styled(many, {"km": 1})
    assert isinstance(plain, pd.DataFrame)
    assert plain["km"].eq(1.3).all()
    assert not isinstance(tables._styled(many.iloc[1:], {"km": 1}), pd.DataFrame)


def test_a_selection_counts_once(monkeypatch):
    session = {}
    monkeypatch.setattr(tables.st, "session_state", session)
    assert tables.picked("k") is None
    session["k"] = SimpleNamespace(selection=SimpleNamespace(rows=[2]))
    assert tables.picked("k") == 2
    assert tables.picked("k") is None
    session["k"] = SimpleNamespace(selection=SimpleNamespace(rows=[]))
    assert tables.picked("k") is None
    session["k"] = SimpleNamespace(selection=SimpleNamespace(rows=[2]))
    assert tables.picked("k") == 2


def test_the_list_of_gaps_has_the_worst_first_with_place_and_nearest_unit(evaluation):
    rows = coverage.gap_table(evaluation)
    assert rows["over_min"].is_monotonic_decreasing
    assert len(rows) == evaluation.summary["gaps"]
    first = rows.iloc[0]
    assert first["village"] == evaluation.stations.loc[rows.index[0], "village"]
    assert first["unit"] == evaluation.units.loc[first["unit_id"], "name"]
    assert rows["travel_min"].gt(evaluation.scenario.threshold_min).all()


def test_who_cannot_be_reached_at_all_leads_the_list_of_gaps():
    stations = small_frames()["stations"]
    stations.loc[3, "geometry"] = None
    evaluation = evaluate(small(stations=stations), BY_HAND)
    rows = coverage.gap_table(evaluation)
    assert rows.index[0] == "s4"
    assert briefing.gap_rows(evaluation)[0][0] == "Tiga\nTimur"
    assert briefing.gap_rows(evaluation)[0][1:] == ("– km", "–", "2")


def test_the_briefings_list_adds_the_gaps_up_by_village(evaluation):
    rows = briefing.gap_rows(evaluation)
    assert sum(int(row[3]) for row in rows) == evaluation.summary["gaps"]
    places = [row[0] for row in rows]
    assert len(set(places)) == len(places)
    late = [float(row[2]) for row in rows]
    assert late == sorted(late, reverse=True)


def test_the_briefing_lists_as_many_villages_as_fit_and_counts_the_others():
    app = opened(language="en", scenario=Scenario(threshold_min=3))
    (body,) = [it.proto.body for it in elements(app) if "pp-ranked" in getattr(it.proto, "body", "")]
    assert body.count("<tr>") == briefing.LISTED + 1
    assert "more villages" in body


def test_the_table_of_villages_has_the_riskiest_first_and_every_station_once(evaluation):
    rows = risk.village_table(evaluation)
    assert len(rows) == evaluation.summary["electing_villages"]
    assert rows["stations"].sum() == evaluation.summary["stations"]
    assert rows["rank"].is_monotonic_decreasing
    assert rows.groupby("rank")["score"].apply(lambda s: s.is_monotonic_decreasing).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_a_page_are_headed_in_the_users_language(language):
    app = turned(opened(language=language), "method")
    heads = [table.value.columns[0] for table in app.dataframe]
    text.use(language)
    assert heads == [text._("Road class"), text._("Sum"), text._("Indicator")]
    assert heads != [{"en": "Penjumlahan", "id": "Sum"}[language]] * 3
