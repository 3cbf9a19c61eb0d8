from __future__ import annotations

import asyncio
import gzip
import json
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from dashboard import layers, server
from dashboard.door import door
from dashboard.layers import MAX_LAYERS, MAX_SESSIONS, LayerStore, Payload
from tests.dashboard.showing import component, opened

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
SITE = Starlette(routes=server.app._user_routes, middleware=server.app._user_middleware)
KEY = server.DOOR.setup.key
door._Here.door = None  # the pages that other tests run in this process have no door before them


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@cache
def seat() -> str:
    """Come in by the key, and return the cookie of the session."""
    return sent_by(f"/open/{KEY}/", {}).headers["set-cookie"].split(";")[0]


def ask(path: str, *, method: str = "GET", **asked: str) -> Answer:
    """Send one request of somebody who is in to the routes of the server, as an HTTP server would."""
    return sent_by(path, {"cookie": seat(), "origin": "http://127.0.0.1", **asked}, method=method)


def sent_by(path: str, asked: dict[str, str], *, method: str = "GET") -> Answer:
    """Send one request to the routes of the server."""
    sent = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), *((k.encode(), v.encode()) for k, v in asked.items())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    asked_before = []

    async def receive():
        if asked_before:
            await asyncio.Event().wait()  # a client that stays on the line
        asked_before.append(True)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    with ThreadPoolExecutor(1) as aside:  # this thread may belong to the browser's own loop
        aside.submit(lambda: asyncio.run(SITE(scope, receive, send))).result()
    start = next(it for it in sent if it["type"] == "http.response.start")
    headers = {key.decode().lower(): value.decode() for key, value in start["headers"]}
    return Answer(start["status"], headers, b"".join(it.get("body", b"") for it in sent))


@pytest.fixture
def kept():
    """Keep a layer for a session of its own."""
    token, payload = layers.new_token(), Payload.of({"name": "Desa é", "lon": [112.9, None]})
    address = layers.STORE.put(token, payload)
    yield token, payload, address
    layers.STORE.sessions.pop(token, None)


@given(values)
def test_a_payload_comes_back_as_it_was_and_equal_values_share_its_name(value):
    payload = Payload.of(value)
    assert json.loads(gzip.decompress(payload.body)) == value
    assert Payload.of(json.loads(json.dumps(value))) == payload


def test_another_value_has_another_name():
    assert Payload.of({"level": "_0"}).digest != Payload.of({"level": "_1"}).digest


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_a_browser_cannot_read_is_refused(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        Payload.of([value])


def test_a_token_cannot_be_guessed():
    tokens = {layers.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(token) == 64 and set(token) <= set("0123456789abcdef") for token in tokens)
    assert all(sum(a == b for a, b in zip(x, y, strict=True)) < 20 for x, y in pairwise(sorted(tokens)))


def test_two_sessions_have_two_tokens_and_one_session_keeps_its_own():
    first, second = opened(language="en"), opened(language="en")
    token = first.session_state["token"]
    assert token != second.session_state["token"]
    assert first.run().session_state["token"] == token
    assert f"/layers/{token}/" in component(first)["script"]
    assert second.session_state["token"] not in json.dumps(component(first))


def test_the_store_gives_a_layer_to_its_session_only():
    store, payload = LayerStore(), Payload.of([1])
    store.put("a", payload)
    store.put("b", Payload.of([2]))
    assert store.get("a", payload.digest) == payload
    assert store.get("b", payload.digest) is None
    assert store.get("c", payload.digest) is None
    assert store.get("a", "0") is None
    assert list(store.sessions) == ["a", "b"]


def test_the_layers_used_last_are_the_ones_that_stay():
    store, payloads = LayerStore(), [Payload.of(i) for i in range(MAX_LAYERS + 1)]
    for payload in payloads[:-1]:
        store.put("a", payload)
    store.put("a", payloads[0])
    store.put("a", payloads[-1])
    assert len(store.sessions["a"]) == MAX_LAYERS
    assert store.get("a", payloads[0].digest)
    assert store.get("a", payloads[1].digest) is None
    assert store.get("a", payloads[-1].digest)


def test_the_sessions_used_last_are_the_ones_that_stay():
    store, payload = LayerStore(), Payload.of(0)
    for i in range(MAX_SESSIONS):
        store.put(str(i), payload)
    store.put("0", payload)
    store.put("new", payload)
    assert len(store.sessions) == MAX_SESSIONS
    assert store.get("0", payload.digest)
    assert store.get("1", payload.digest) is None
    assert store.get("new", payload.digest)


def test_all_layers_of_one_page_fit_into_the_store():
    app = opened(language="en")
    assert len(layers.STORE.sessions[app.session_state["token"]]) < MAX_LAYERS / 4


def test_a_layer_is_answered_compressed_and_never_stored(kept):
    _token, payload, address = kept
    answer = ask(address)
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.body == payload.body
    assert json.loads(gzip.decompress(answer.body)) == {"name": "Desa é", "lon": [112.9, None]}


def test_a_wrong_token_and_a_wrong_digest_look_the_same(kept):
    token, payload, _address = kept
    wrong = [
        ask(f"/layers/{layers.new_token()}/{payload.digest}"),
        ask(f"/layers/{token}/{'0' * 20}"),
        ask(f"/layers/{token.upper()}/{payload.digest}"),
        ask(f"/layers/x/{payload.digest}"),
    ]
    assert {answer.status for answer in wrong} == {404}
    assert len({(answer.body, tuple(sorted(answer.headers.items()))) for answer in wrong}) == 1
    assert wrong[0].headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/layers", "/layers/", "/layers/{token}", "/layers/{token}/", "/layers//{digest}"]
)
def test_nobody_can_ask_what_there_is(kept, path):
    token, payload, _address = kept
    answer = ask(path.format(token=token, digest=payload.digest))
    assert answer.status == 404
    assert token.encode() not in answer.body
    assert payload.digest.encode() not in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_layers_can_only_be_read(kept, method):
    assert ask(kept[2], method=method).status == 405


def test_every_answer_of_ours_carries_the_headers_that_keep_the_page_to_itself(kept):
    token, payload, address = kept
    paths = [address, f"/layers/{token}/0", "/front/petapam.js", "/front/nothing", "/nowhere"]
    for answer in [*map(ask, paths), ask(address, method="POST")]:
        assert {key: answer.headers.get(key) for key in server.HEADERS} == server.HEADERS
    assert payload.digest


def test_the_policy_lets_nothing_be_loaded_from_or_sent_to_another_host():
    policy = ask("/front/petapam.js").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    own = {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
    for name, value in rules.items():
        assert set(value.split()) <= own | ({"ws://127.0.0.1"} if name == "connect-src" else set())
    assert rules["default-src"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert rules["frame-ancestors"] == "'self'"


def test_the_front_serves_its_scripts_and_styles_and_nothing_else():
    folder = server.HERE / "front"
    names = {path.name for path in folder.iterdir()}
    assert {"petapam.js", "petapam.css"} <= names
    for name in names:
        answer = ask(f"/front/{name}")
        assert answer.status == 200, name
        assert answer.body == (folder / name).read_bytes()
        assert answer.headers["content-type"].split(";")[0] in ("text/javascript", "text/css")
        assert "no-cache" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name",
    [
        *("server.py", "", "..", ".", "PETAPAM.JS", "petapam.js%00", "petapam"),
        *("../server.py", "..%2fserver.py", "../../pyproject.toml", "//etc/passwd", "\\..\\server.py"),
    ],
)
def test_no_path_leads_out_of_the_front(name):
    assert ask(f"/front/{name}").status == 404


def test_a_session_keeps_its_last_eight_products_and_all_its_layers():
    store, layer = LayerStore(), Payload.of({"a": 1})
    store.put("t", layer)
    made = [Payload.made(bytes([i]) * 100, "application/pdf") for i in range(10)]
    for it in made:
        store.put("t", it)
    assert [store.get("t", it.digest) is not None for it in made] == [False] * 2 + [True] * 8
    assert store.get("t", layer.digest) == layer
    assert gzip.decompress(made[4].body) == bytes([4]) * 100


def test_products_of_all_sessions_together_are_bounded_and_the_newest_stays(monkeypatch):
    monkeypatch.setattr("dashboard.layers.MAX_PRODUCT_BYTES", 2500)
    store = LayerStore()
    made = [Payload.made(bytes([i]) * 1000, "application/pdf") for i in range(4)]
    for i, it in enumerate(made):
        store.put(f"session {i}", it)
    assert [store.get(f"session {i}", it.digest) is not None for i, it in enumerate(made)] == [
        False,
        False,
        True,
        True,
    ]
