"""The door of a real server: every route that it has, its sockets, its roles, and whoever talks too fast."""

from __future__ import annotations

import re
import time
from threading import Thread

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.dashboard.door.served import answer, ask, shared_server, until_closed, words

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
OPEN = {
    ("GET", "/_stcore/health"),
    ("HEAD", "/_stcore/health"),
    ("OPTIONS", "/_stcore/health"),
    ("GET", "/sign-in"),
    ("HEAD", "/sign-in"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with shared_server(tmp_path_factory.mktemp("shared")) as running:
        yield running


def test_no_route_answers_a_stranger_but_health_and_the_sign_in(server):
    paths = {re.sub(r"\{[^}]*\}", "x", path) or "/" for _kind, path in server.routes}
    assert {"/", "/layers/x/x", "/media/x", "/_stcore/stream", "/sign-out"} <= paths
    with httpx.Client(base_url=server.url, headers={"origin": server.url}) as stranger:
        answered = {
            (method, path)
            for path in sorted(
                paths | {"/index.html", "/risk", "/static/x", "/app/static/vendor/manifest.toml"}
            )
            for method in METHODS
            if stranger.request(method, path).status_code not in {401, 403, 405}
        }
    assert answered == OPEN


def test_a_stranger_and_a_page_of_another_site_get_no_socket(server):
    with pytest.raises(InvalidStatus, match="403"):
        server.tab({})
    cookies = server.cookies("staff")
    with pytest.raises(InvalidStatus, match="403"):
        server.tab(cookies, origin="http://evil.example")
    with server.tab(cookies) as tab:
        assert tab.subprotocol == "streamlit"


def test_each_role_is_shown_its_views_and_a_refusal_without_data_for_others(server):
    shown = {}
    for role, view in (("planner", "strength"), ("screen", "strength"), ("admin", "strength")):
        with server.tab(server.cookies(role)) as tab:
            tab.send(ask(view))
            shown[role] = words(answer(tab))
    assert "pp-sentence" in shown["planner"]
    for role in ("screen", "admin"):
        assert "This view is not open to you" in shown[role]
        assert "Pasuruan" not in shown[role]
    assert all('class="pp-account"' in said and f"<strong>{role}" in said for role, said in shown.items())


def test_signing_out_ends_an_open_tab_of_the_same_person_at_once(server):
    cookies = server.cookies("leadership")
    kept = "; ".join(f"{key}={value}" for key, value in cookies.items())
    with server.tab(cookies) as tab:
        out = httpx.post(f"{server.url}/sign-out", headers={"origin": server.url, "cookie": kept})
        assert out.status_code == 303
        last = until_closed(tab)[-1]
        assert tab.close_code == 4401
        assert b"/sign-in?why=out" in last
    assert httpx.get(server.url, headers={"cookie": kept}).status_code == 401


def test_an_error_shows_its_number_and_the_log_holds_the_rest(server):
    cookies = server.cookies("planner")
    kept = "; ".join(f"{key}={value}" for key, value in cookies.items())
    with server.tab(cookies) as tab:
        tab.send(ask("method", query="lang=en&stumble=1"))
        said = answer(tab)
    shown = re.search(r"the number ([0-9a-f]{8})", words(said))
    layer = httpx.get(f"{server.url}/layers/x/stumble", headers={"cookie": kept})
    assert (layer.status_code, layer.headers["x-content-type-options"]) == (500, "nosniff")
    assert "nobody shall see" not in str(said) + layer.text
    log = (server.home / "log" / "petapam.log").read_text()
    for reference in (shown[1], layer.text.removeprefix("error ")):
        assert f"{reference}\nTraceback" in log
    assert log.count("RuntimeError: a word that nobody shall see") == 2


def test_five_wrong_passwords_lock_an_account(server):
    with httpx.Client(base_url=server.url, headers={"origin": server.url}) as browser:
        tried = [
            browser.post("/sign-in", data={"name": "admin", "password": "x", "lang": "en"})
            for _turn in range(6)
        ]
    assert {it.status_code for it in tried} == {401}
    assert "locked for a while" in tried[-1].text
    assert server.cookies("staff")


def test_five_hundred_messages_of_one_person_keep_nobody_waiting(server, record_property):
    waited = []
    with server.tab(server.cookies("planner")) as loud, server.tab(server.cookies("screen")) as calm:
        calm.send(ask("method"))
        answer(calm)
        sending = Thread(target=lambda: [loud.send(ask("method")) for _turn in range(500)], daemon=True)
        sending.start()
        with httpx.Client(base_url=server.url) as other:
            for _turn in range(5):
                before = time.perf_counter()
                assert other.get("/_stcore/health", timeout=60).status_code == 200
                waited.append(time.perf_counter() - before)
                time.sleep(0.1)
        calm.send(ask("method"))
        assert words(answer(calm))
    record_property("health while 500 messages wait, slowest [s]", round(max(waited), 3))
