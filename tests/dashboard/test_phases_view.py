from __future__ import annotations

import types

import pandas as pd
import pytest

from dashboard import charts, march, palette, registers, staging, text, work
from geo import catalogue, phases
from geo.assignment import Guarding
from geo.evaluate import evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from tests.dashboard.showing import LANGUAGES, cards, control, opened, saved, sentence, tables, texts, words
from tests.operations import BY_HAND, meta, small, small_frames

EVE = pd.Timestamp("2022-03-22").date()
POSTING = pd.DataFrame(
    {
        "station_id": ["s1", "s2", "s3", "s6", "s5"],
        "unit_id": ["u1", "u1", "u1", "u3", None],
        "force": ["polri", "polri", "polri", "linmas", "polri"],
        "people": [2, 2, 1, 4, 1],
        "travel_min": [5.0, 3.0, 13.0, 2.0, float("nan")],
        "distance_m": 0.0,
    }
)


def patched(monkeypatch, posting):
    """Let every evaluation have this posting, made at once."""
    monkeypatch.setattr(Guarding, "posted", lambda _guarding, **_options: posting)
    monkeypatch.setattr(work, "result", lambda *_key, make: make(work.Progress()))


@pytest.fixture
def posted(monkeypatch):
    patched(monkeypatch, types.SimpleNamespace(rows=POSTING))


@pytest.fixture
def unposted(monkeypatch):
    """Let the posting still be under way."""
    patched(monkeypatch, None)


def reporting() -> Operation:
    readiness = pd.DataFrame(
        {
            "unit_id": ["u1", "u1", "u2"],
            "item": ["personnel", "tameng", "personnel"],
            "planned": [10, 4, 19],
            "present": [8, 1, 19],
        }
    )
    preparations = pd.DataFrame(
        {
            "village_id": ["v1", "v1", "v2"],
            "kind": ["committee", "visit", "jamboree"],
            "date": ["2022-03-01", "2022-03-21", "2022-03-20"],
            "state": ["done", "open", "open"],
        }
    )
    return Operation.build(
        meta(), small_frames(), tables={"readiness": readiness, "preparations": preparations}
    )


def test_the_sentence_says_when_the_first_leave_and_what_is_not_ready(posted, tmp_path):
    app = opened(saved(reporting(), tmp_path / "plan"), view="phases", language="en", scenario=BY_HAND)
    assert not app.exception
    assert sentence(app) == (
        "9 guards stand at their TPS by 16:00 on H-1 if the first unit leaves at 15:49; "
        "2 people are missing, 2 preparations are open."
    )
    assert cards(app) == ["25 / 36", "15:49", "2", "2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_posting_the_page_says_so_and_shows_everything_else(unposted, language):
    app = opened(view="phases", language=language)
    assert not app.exception
    start = {
        "en": "Voting takes at least 634 of 950 people; ",
        "id": "Pemungutan suara memerlukan sedikitnya 634 ",
    }
    assert sentence(app).startswith(start[language])
    assert cards(app)[1] == "–"
    said = {"en": "Nobody is posted yet", "id": "Belum ada ploting"}
    assert any(it.startswith(said[language]) for it in texts(app, "pp-notice pp-info"))
    assert [it.type for it in app.main if it.type == "exception"] == []


def test_an_operation_without_registers_says_which_files_hold_them(unposted, tmp_path):
    app = opened(saved(small(), tmp_path / "plan"), view="phases", language="en")
    assert not app.exception
    assert "readiness.csv" in words(app)
    assert "preparations.csv" in words(app)
    assert sentence(app).endswith("0 people are missing, 0 preparations are open.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kinds", [("stations",), ("units",), ("stations", "units")], ids="+".join)
def test_an_operation_without_stations_or_units_has_phases_too(
    unposted, monkeypatch, kinds, language, tmp_path
):
    frames = small_frames()
    bare = Operation.build(meta(), frames | {kind: frames[kind].iloc[:0] for kind in kinds})
    app = opened(saved(bare, tmp_path / "bare"), view="phases", language=language)
    assert not app.exception
    assert cards(app)[0] == ("0 / 0" if "units" in kinds else "25 / 36")
    patched(monkeypatch, types.SimpleNamespace(rows=POSTING.iloc[:0]))
    app.run()
    assert not app.exception
    assert cards(app)[1] == "–"


def test_the_schedule_lists_units_convoys_and_stops_and_names_who_has_no_time(posted, tmp_path):
    app = opened(saved(reporting(), tmp_path / "plan"), view="phases", language="en", scenario=BY_HAND)
    frames = {tuple(it.columns): it for it in tables(app)}
    units = next(it for columns, it in frames.items() if "Forms up" in columns)
    assert units["Unit"].tolist() == ["Polsek Barat", "Linmas Empat"]
    assert units["Leaves"].tolist() == ["15:49", "16:00"]
    assert units["Forms up"].tolist() == ["15:19", "15:30"]
    assert units[["Convoys", "Vehicles", "People", "TPS"]].to_numpy().tolist() == [[2, 2, 5, 3], [1, 0, 4, 1]]
    convoys = next(it for columns, it in frames.items() if columns[0] == "To")
    assert convoys["To"].tolist() == ["Dua", "Satu"]
    stops = next(it for columns, it in frames.items() if "There at" in columns)
    assert stops.to_numpy().tolist() == [["Dua · 1", "Polri", 1, "16:00"]]
    (warning,) = texts(app, "pp-notice pp-warning")
    assert warning.startswith("1 TPS have no time")
    assert warning.endswith("Tiga · TPS 2")


def test_readiness_and_the_register_show_what_is_missing_first(posted, tmp_path):
    app = opened(saved(reporting(), tmp_path / "plan"), view="phases", language="en", scenario=BY_HAND)
    frames = tables(app)
    units = next(it for it in frames if "Lacks besides" in it)
    assert units["Unit"].tolist() == ["Polsek Barat", "Brimob", "Linmas Empat"]
    assert units["Lacks besides"].tolist() == ["tameng 3", "nothing", "no report"]
    assert "1 units planned with another number of people than the plan counts on." in words(app)
    villages = next(it for it in frames if "What is open" in it)
    assert villages["Village"].tolist() == ["Dua", "Satu", "Tiga", "Empat"]
    assert villages["What is open"].tolist() == ["jamboree", "visit", "no entry", "no entry"]
    assert villages["Last done"].tolist() == ["–", "H-22", "–", "–"]
    register = next(it for it in frames if "Preparation" in it)
    assert register.iloc[:, :4].to_numpy().tolist() == [["20 Mar", "H-3", "jamboree", "open"]]
    assert "Register of Dua, Barat" in texts(app, "pp-title")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slider_goes_through_every_stage(unposted, language):
    text.use(language)
    app = opened(view="phases", language=language)
    totals = []
    for stage in catalogue.stages().values():
        app.select_slider[0].set_value(stage.id).run()
        assert not app.exception
        totals.append(cards(app)[0])
        assert text.named(stage.name) in texts(app, "pp-card-title")
    assert len(set(totals)) == 5
    assert totals[3].startswith("634")


def test_an_own_share_is_part_of_the_plan_and_the_published_one_is_not(unposted):
    app = opened(view="phases", language="en")
    app.number_input[0].set_value(80.0).run()
    assert app.session_state["scenario"] == Scenario(stage_shares={"voting": 0.8})
    assert cards(app)[0] == "760 / 950"
    assert "The planner's own share; published of 2020: 2/3." in words(app)
    app.number_input[0].set_value(66.7).run()
    assert app.session_state["scenario"] == Scenario()
    assert cards(app)[0] == "634 / 950"


def test_the_hour_the_assembly_and_the_convoys_change_the_plan(posted, tmp_path):
    app = opened(saved(reporting(), tmp_path / "plan"), view="phases", language="en")
    app.time_input[0].set_value(pd.Timestamp("2022-03-22 08:30").time()).run()
    control(app, "assembly").set_value(45).run()
    control(app, "seats").set_value(20).run()
    control(app, "convoys").set_value("district").run()
    control(app, "stop").set_value(3.5).run()
    plan = app.session_state["scenario"]
    assert (plan.arrive_by.hour, plan.assembly_min, plan.vehicle_seats) == (8, 45, 20)
    assert (plan.convoys, plan.stop_min) == ("district", 3.5)


def test_a_time_on_another_day_is_told_by_its_distance_from_the_election():
    text.use("en")
    assert march.moment(pd.Timestamp("2022-03-22 15:05"), eve=EVE) == "15:05"
    assert march.moment(pd.Timestamp("2022-03-21 23:50"), eve=EVE) == "H-2 23:50"
    assert march.moment(pd.Timestamp("2022-03-23 00:05"), eve=EVE) == "H 00:05"
    assert march.moment(pd.NaT, eve=EVE) == "–"
    text.use("id")
    assert march.moment(pd.Timestamp("2022-03-21 23:50"), eve=EVE) == "H-2 23.50"


def test_only_shares_that_differ_from_the_proposed_ones_are_part_of_the_plan():
    proposed = staging.shares_table(catalogue.days())
    assert staging.changed_shares(proposed, proposed) == {}
    edited = proposed.copy()
    edited.loc["h+1/guards:linmas", "standby"] = 40
    edited.loc["h-1/guards", "station"] = None
    asked = staging.changed_shares(proposed, edited)
    assert asked == {"h+1/guards:linmas/standby": 0.4}
    planned = phases.planned_days(catalogue.days(), asked)
    assert staging.changed_shares(proposed, staging.shares_table(planned)) == asked


def test_what_a_unit_lacks_is_told_in_the_order_of_its_readiness():
    made = evaluate(reporting(), BY_HAND).phased(None)
    assert registers.lacking(made) == ["tameng 3", "nothing", "no report"]


def test_parts_of_a_bar_lie_end_to_end_and_carry_their_number_where_there_is_room():
    rows = pd.DataFrame(
        {"label": ["a", "a", "a", "b"], "part": ["x", "y", "x2", "x"], "people": [90, 10, 0, 1]}
    )
    colours = {"x": palette.POLICE, "y": "#ffffff", "x2": "#000000"}
    data = charts.stacked(rows, colours=colours, height=30).to_dict()["datasets"]
    (table,) = data.values()
    assert [(it["start"], it["end"]) for it in table] == [(0, 90), (90, 100), (0, 1)]
    assert [it["words"] for it in table] == ["90", "10", ""]
    assert [it["ink"] for it in table] == [palette.PAPER, palette.INK, palette.PAPER]
    nothing = charts.stacked(rows.iloc[:0], colours=colours, height=30)
    assert nothing.to_dict()["layer"]


@pytest.mark.parametrize(("colour", "ink"), [("#000000", palette.PAPER), ("#ffffff", palette.INK)])
def test_words_stand_out_from_the_colour_behind_them(colour, ink):
    assert palette.readable_on(colour) == ink
