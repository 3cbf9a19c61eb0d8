"""Import: what came in becomes an operation on the shelf, or takes the place of what one's own holds."""

from __future__ import annotations

import datetime as dt

import pytest

from dashboard import shelf
from dashboard.drafts import Draft
from geo.editing import History, Moved, apply
from geo.operation import load
from tests.dashboard import arriving
from tests.dashboard.importing import arrived, button, desk, filled, widget
from tests.dashboard.showing import tables, texts
from tests.operations import small

pytestmark = pytest.mark.usefixtures("home")


def test_what_is_missing_is_said_and_nothing_is_made_before():
    app = arrived(step="make")
    (told,) = texts(app, "pp-notice pp-warning")
    assert [it in told for it in ("no name", "jurisdiction", "election day", "1 row")] == [True] * 4
    assert button(app, "import make").disabled


def test_files_become_an_operation_on_the_shelf_that_is_opened_at_once():
    app = filled(arrived(step="make"))
    assert button(app, "import make").disabled
    widget(app.checkbox, "import leave out").check().run()
    button(app, "import make").click().run()
    assert not app.exception
    (path,) = shelf.own().values()
    made = load(path)
    assert (len(made.villages), len(made.stations), len(made.units)) == (6, 9, 2)
    assert (made.meta.name, made.meta.election_day) == ("Pilkades 2027", dt.date(2027, 5, 2))
    assert app.session_state["operation"] == str(path)
    assert desk(app).files == ()


def test_units_are_taken_from_another_operation_where_the_files_list_none():
    kept = shelf.add(small())
    app = filled(arrived(*arriving.everything()[:2], step="make"))
    assert "There are no units" in " ".join(texts(app, "pp-notice pp-warning"))
    widget(app.selectbox, "import units").set_value(str(kept)).run()
    widget(app.checkbox, "import leave out").check().run()
    button(app, "import make").click().run()
    (path,) = [it for it in shelf.own().values() if it != kept]
    assert load(path).units.index.tolist() == ["u1", "u2", "u3"]


BARE = "Kode Desa;Nama Desa;Kecamatan;Kabupaten\n35.14.23.2009;Tanpa Batas;Rejoso;Pasuruan\n"


def test_villages_that_are_nowhere_hold_the_operation_up_until_they_are_left_out_by_name():
    rows = [*arriving.DIRTY[:2], ("35.14.23.2009", "Tanpa Batas", "Rejoso", 1, 200, "", "")]
    files = [
        ("tps.xlsx", arriving.workbook(rows), ""),
        *arriving.everything()[1:],
        ("lain.csv", BARE.encode(), ""),
    ]
    app = filled(arrived(*files, step="make"))
    assert "neither a border nor a TPS on the map: 1" in " ".join(texts(app, "pp-notice pp-warning"))
    assert tables(app)[-1].to_numpy().tolist() == [["Tanpa Batas (Rejoso)", "35.14.23.2009"]]
    assert button(app, "import make").disabled
    widget(app.checkbox, "import leave out").check().run()
    button(app, "import make").click().run()
    assert not app.exception
    (path,) = shelf.own().values()
    made = load(path)
    assert (len(made.villages), len(made.stations)) == (6, 2)


def renewing(*files, unsaved=False):
    """Open one's own operation and let files take the place of what it holds."""
    kept = shelf.add(small())
    app = arrived(*files, path=str(kept), step="make")
    if unsaved:
        base = load(kept)
        edit = Moved("stations", "s1", (112.03, 0.0))
        app.session_state["drafts"] = {
            str(kept): Draft(str(kept), base, History((edit,), 1), apply(base, edit))
        }
    widget(app.button_group, "import target").set_value("renew").run()
    return kept, app


UNITS = (
    "Kode Satuan;Nama Satuan;Jenis;Unsur;Personel;Lintang;Bujur\nu1;Polsek Barat;polsek;polri;12;0.0;112.05\n"
)


def test_files_take_the_place_of_what_ones_own_operation_holds_after_the_difference_was_seen():
    kept, app = renewing(("satuan.csv", UNITS.encode(), ""))
    before = load(kept)
    button(app, "import difference").click().run()
    assert not app.exception
    told = tables(app)[-1]
    assert {"Brimob", "Linmas Empat"} <= set(told["Which one"])
    assert load(kept).digest == before.digest
    button(app, "import renew").click().run()
    assert not app.exception
    after = load(kept)
    assert (after.units.index.tolist(), after.units["personnel"].tolist()) == (["u1"], [12])
    assert len(after.stations) == len(before.stations)
    (copy,) = [it for it in shelf.own().values() if it != kept]
    assert load(copy).meta.name == "Small (before the import)"
    assert desk(app).files == ()


def test_an_operation_with_unsaved_changes_is_not_renewed():
    _kept, app = renewing(("satuan.csv", UNITS.encode(), ""), unsaved=True)
    assert "unsaved changes" in " ".join(texts(app, "pp-notice pp-warning"))


def test_an_operation_that_is_not_ones_own_is_never_renewed():
    app = arrived(step="make")
    assert [it for it in app.button_group if str(it.key).startswith("import target")] == []
