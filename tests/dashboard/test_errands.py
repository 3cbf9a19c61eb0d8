"""What a session orders: several at once, each with a way out, and a list of what came of them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import Future

import pytest

from dashboard import errands
from dashboard.access.actor import owner
from dashboard.errands import Attended
from dashboard.lane import Made, PressError
from dashboard.layers import STORE
from dashboard.press import PRESS
from dashboard.store import events, open_store
from geo.errors import Fault
from tests.dashboard.showing import HOME, opened, saved, texts, words
from tests.dashboard.test_export_view import body, choose, links, ready, until
from tests.operations import small


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    yield saved(small(), tmp_path_factory.mktemp("errands") / "small")
    PRESS.close()


def make(app, theme):
    choose(app, "theme", theme)
    ready(app)
    app.button(key="make").click().run()
    return app


def cancels(app):
    return [it for it in app.button if str(it.key).startswith("cancel ") and "preview" not in str(it.key)]


def test_two_orders_of_one_session_are_both_made_and_both_can_be_saved(folder):
    app = ready(opened(folder, view="export", language="en"))
    for theme in ("gaps", "coverage"):
        make(app, theme)
    until(app, lambda it: len(links(it)) == 2)
    assert [name.split("-")[-2] for name, _address in links(app)] == ["coverage", "gaps"]
    told = texts(app, "pp-file")
    for i in range(2):
        assert hashlib.sha256(body(app, i)).hexdigest()[:12] in told[i]
        assert body(app, i).startswith(b"%PDF")
    noted = [it for it in events.listed(open_store()) if it.actor == owner().name and it.action == "export"]
    assert {it.detail["sha256"] for it in noted} == {
        hashlib.sha256(body(app, i)).hexdigest() for i in range(2)
    }
    assert [it.detail["theme"] for it in sorted(noted, key=lambda it: it.detail["theme"])] == [
        "coverage",
        "gaps",
    ]
    assert {it.detail["row_count"] for it in noted} == {6}


def test_the_same_order_again_is_not_made_twice(folder):
    app = ready(opened(folder, view="export", language="en"))
    app.button(key="make").click().run()
    app.button(key="make").click().run()
    until(app, links)
    app.button(key="make").click().run()
    assert len(links(app)) == 1
    assert cancels(app) == []


def test_each_order_has_its_place_its_progress_and_its_own_way_out(folder, monkeypatch):
    app = ready(opened(folder, view="export", language="en"))
    for theme in ("gaps", "coverage", "strength"):
        choose(app, "theme", theme)
        ready(app)
    taken = []

    def submit(order, watch, **_how):
        taken.append((order, watch, Future()))
        return taken[-1][2]

    monkeypatch.setattr(errands.PRESS, "submit", submit)
    for theme in ("gaps", "coverage", "strength"):
        make(app, theme)
    (_o, one, first), (_p, two, second), (_q, three, third) = taken
    one.done, one.total, two.ahead, three.ahead = 3, 21, 1, 2
    app.run()
    bars = [it.proto.text for it in app.get("progress")]
    assert bars == ["Map sheet · 2 before it", "Map sheet · 1 before it", "Map sheet · 3 / 21"]
    cancels(app)[1].click().run()
    assert (one.should_stop(), two.should_stop(), three.should_stop()) == (False, True, False)
    assert (first.cancelled(), second.cancelled(), third.cancelled()) == (False, True, False)
    assert "small-sheet-coverage-A4.pdf: cancelled" in words(app)
    first.set_result(Made(b"one", {}))
    third.set_exception(PressError(Fault("The process that draws has ended", "Try again")))
    app.run()
    assert [name for name, _address in links(app)] == ["small-sheet-gaps-A4.pdf"]
    assert "small-sheet-strength-A4.pdf: The process that draws has ended" in words(app)
    assert cancels(app) == []


def test_what_is_no_longer_kept_is_said_and_can_be_made_again(folder):
    app = ready(opened(folder, view="export", language="en"))
    app.button(key="make").click().run()
    until(app, links)
    digest = links(app)[0][1].rsplit("/", 1)[-1]
    STORE.sessions[app.session_state["token"]].pop(digest)
    app.run()
    assert links(app) == []
    assert "no longer kept: make it again" in words(app)
    app.button(key="make").click().run()
    until(app, links)
    assert body(app).startswith(b"%PDF")


def test_an_order_ends_when_its_session_has_gone_for_a_while(monkeypatch):
    now, there = [0.0], [True]
    monkeypatch.setattr("dashboard.errands.time.monotonic", lambda: now[0])
    order = Attended(patience_s=20, seen=0.0, there=lambda: there[0])
    now[0] = 1000
    assert not order.should_stop()
    there[0] = False
    now[0] = 1019
    assert not order.should_stop()
    there[0] = True
    now[0] = 1030
    assert not order.should_stop()
    there[0] = False
    now[0] = 1051
    assert order.should_stop()


def test_orders_and_files_outlast_a_look_at_another_operation(folder):
    app = ready(opened(folder, view="export", language="en"))
    app.button(key="make").click().run()
    until(app, links)
    app.session_state["operation"] = "pasuruan-2023"
    app.session_state["remembered"] = {}
    app.run()
    assert [name for name, _address in links(app)] == ["small-sheet-risk-A4.pdf"]


def test_the_server_never_loads_what_draws(tmp_path):
    program = (
        "import sys\n"
        "from tests.dashboard.showing import VIEWS, opened\n"
        "for view in VIEWS:\n"
        "    assert not opened(view=view).exception, view\n"
        "import dashboard.server\n"
        "from dashboard.press import PRESS\n"
        "PRESS.close()\n"
        "heavy = {it.split('.')[0] for it in sys.modules} & {'matplotlib', 'pptx', 'pypdf'}\n"
        "print(','.join(sorted(heavy)))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, check=True, text=True, cwd=HOME.parent
    )
    assert told.stdout.splitlines()[-1] == ""
