"""Whom a routing service may be, and what becomes of one that is slow, wrong, or somebody else."""

import contextlib
import socket
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from geo import travel
from geo.errors import ScenarioError, ServiceError
from geo.routing import Routing
from geo.scenario import Scenario
from geo.travel import service
from geo.travel.address import is_local
from geo.travel.valhalla import decoded
from geo.travel.wire import Wire
from tests.geo.travel.services import KINDS, routing, serving

UNITS = np.array([[112.0, 0.0], [112.1, 0.1]])
STATIONS = np.array([[112.05, 0.0], [112.06, 0.1], [112.07, 0.2]])


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    service.forget()
    monkeypatch.setattr("geo.travel.wire.PAUSE_S", 0.001)


@pytest.fixture(params=KINDS)
def fake(request):
    with serving(request.param) as made:
        yield made


def settled(settings):
    return travel.model(Scenario(engine="service"), routing=settings, among=(UNITS, STATIONS))


def fault(settings):
    """Return what is said of a service, having seen that straight lines stand in for all of it."""
    engine = settled(settings)
    assert (engine.answered_by, engine.digest) == ("straight", "")
    flat = travel.model(Scenario())
    for ours, theirs in zip(
        engine.nearest(UNITS, STATIONS, turnout_min=np.zeros(2), k=2),
        flat.nearest(UNITS, STATIONS, turnout_min=np.zeros(2), k=2),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)
    return engine.faults[0].text()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_service_is_asked_again_and_then_believed(fake, status):
    fake.script = [(status, b"later"), (status, b"later")]
    assert settled(routing(fake, tries=3)).faults == ()


def test_a_connection_that_breaks_is_made_again(fake):
    fake.script = [(0, b""), None, (0, b"")]
    assert settled(routing(fake)).faults == ()


def test_an_answer_cut_short_is_asked_for_again(fake):
    fake.script = [(200, b'{"code"', {"Content-Length": "500", "Connection": "close"})]
    assert settled(routing(fake, read_s=2)).faults == ()


def test_a_service_that_stays_busy_is_given_up_after_the_stated_tries(fake):
    fake.always = (503, b"later")
    assert "HTTP 503" in fault(routing(fake, tries=4))
    assert len(fake.asked) == 4


def test_a_pause_that_the_service_asks_for_is_kept_within_reason(fake, monkeypatch):
    slept = []
    monkeypatch.setattr("geo.travel.wire.time.sleep", slept.append)
    fake.script = [(429, b"", {"Retry-After": "3"}), (503, b"", {"Retry-After": "86400"})]
    assert settled(routing(fake)).faults == ()
    assert slept == [3, 5]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 418])
def test_a_refusal_is_final_and_told_in_the_services_words(fake, status):
    key = {"osrm": "message", "valhalla": "error"}[fake.kind]
    fake.always = (status, {key: "Not\x07 for you {url} " + "x" * 5000})
    said = fault(routing(fake))
    assert f"HTTP {status}" in said
    assert "Not for you {url}" in said
    assert len(said) < 400
    assert len(fake.asked) == 1


def test_a_service_that_is_too_slow_is_not_waited_for(fake):
    fake.always = 2.0
    assert "did not answer in time" in fault(routing(fake, read_s=0.2))
    assert len(fake.asked) == 1


def drip(there, seconds=6.0):
    with contextlib.suppress(OSError):
        for _ in range(round(seconds / 0.1)):
            there.sendall(b" ")
            time.sleep(0.1)


def test_an_answer_that_drips_is_not_waited_for_longer_than_one_that_does_not_come():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        wire = Wire(Routing(kind="osrm", url=f"http://127.0.0.1:{listening.getsockname()[1]}", read_s=0.3))
        wire._connection = wire._connected()
        there, _ = listening.accept()
        with there:
            there.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            dripping = threading.Thread(target=drip, args=(there,))
            dripping.start()
            with pytest.raises(ServiceError, match="did not answer in time"):
                wire.ask("/table")
            assert dripping.is_alive()
            dripping.join()


def test_all_questions_together_take_no_longer_than_the_stated_patience(fake):
    fake.always = 0.2
    assert "did not answer in time" in fault(routing(fake, table_side=1, patience_s=0.5))
    assert 1 <= len(fake.asked) <= 4


def test_a_service_that_does_not_encrypt_is_not_asked_in_clear_where_encryption_is_wanted(fake):
    assert "does not answer" in fault(routing(fake, url=fake.url.replace("http:", "https:")))
    assert fake.asked == []


def test_nobody_at_the_address_is_said_so():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert "does not answer" in fault(Routing(kind="osrm", url=f"http://127.0.0.1:{port}"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>hello</html>",
        b"\xff\xfe",
        b"null",
        b"7",
        b"{}",
        b"[]",
        b"[[[" * 30_000,
        b'{"code": "Ok"}',
        b'{"code": "Ok", "destinations": null}',
        b'{"code": "Ok", "destinations": [{"location": [1, 2]}]}',
        b'{"code": "Ok", "destinations": [{"location": [1e9, 2]}, {"location": [1, 2]}, {"location": [1, 2]}]}',
        b'[{"edges": [{"correlated_lon": 999, "correlated_lat": 1}]}, {"edges": []}, {"edges": []}]',
        b'[{"edges": "none"}, {"edges": []}, {"edges": []}]',
    ],
)
def test_an_answer_that_is_none_is_not_believed(fake, body):
    fake.always = (200, body)
    assert f"no answer of {fake.kind}" in fault(routing(fake))


TABLES = {
    "a row too few": [[1, 1, 1]],
    "a column too few": [[1, 1], [1, 1]],
    "ragged": [[1, 1, 1], [1, 1]],
    "text": [["1", 1, 1], [1, 1, 1]],
    "below zero": [[-1, 1, 1], [1, 1, 1]],
    "without end": [[float("inf"), 1, 1], [1, 1, 1]],
    "beyond number": [[10**400, 1, 1], [1, 1, 1]],
    "no table": "soon",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_another_size_or_of_no_times_is_not_believed(fake, name):
    rows = TABLES[name]
    cells = rows if name == "no table" else [[{"time": it, "distance": 1} for it in row] for row in rows]
    wrong = {
        "osrm": {"code": "Ok", "durations": rows, "distances": [[1] * 3] * 2},
        "valhalla": {"sources_to_targets": cells},
    }
    fake.script = [None, None, (200, wrong[fake.kind])]
    assert "no answer of" in fault(routing(fake))


def test_an_endless_answer_is_cut_off(fake, monkeypatch):
    monkeypatch.setattr("geo.travel.wire.LARGEST", 1000)
    fake.always = (200, b" " * 200_000)
    assert "no answer of" in fault(routing(fake))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_nobody_else_is_asked(fake, status):
    with serving(fake.kind) as other:
        fake.always = (status, b"", {"Location": other.url + "/table"})
        assert "points to another address" in fault(routing(fake))
        assert other.asked == []


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("192.168.1.20", True),
        ("::1", True),
        ("fd00::5", True),
        ("::ffff:10.0.0.1", True),
        ("::ffff:8.8.8.8", False),
        ("172.32.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("8.8.8.8", False),
        ("0.0." + "0.0", False),
        ("::", False),
        ("fe80::1", False),
        ("2001:db8::1", False),
    ],
)
def test_only_this_machine_and_private_networks_are_near(address, local):
    assert is_local(address) is local


def resolving(monkeypatch, *numbers):
    """Let every name have these addresses, and keep what is connected to."""
    real, tried = socket.create_connection, []

    def connect(address, *rest):
        tried.append(address[0])
        return real(address, *rest)

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 0)) for number in numbers]
    asked = SimpleNamespace(getaddrinfo=lambda *_, **__: found, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr("geo.travel.address.socket", asked)
    monkeypatch.setattr("geo.travel.wire.socket.create_connection", connect)
    return tried


@pytest.mark.parametrize("numbers", [["8.8.8.8"], ["127.0.0.1", "8.8.8.8"], ["169.254.169.254"]])
def test_a_remote_service_is_not_even_called(monkeypatch, numbers):
    tried = resolving(monkeypatch, *numbers)
    said = fault(Routing(kind="osrm", url="http://routes.example:5000"))
    assert "neither on this machine nor in a private network" in said
    assert "allow_remote" in said
    assert tried == []


def test_what_is_connected_to_is_the_address_that_was_checked(fake, monkeypatch):
    port = fake.url.rsplit(":", 1)[1]
    tried = resolving(monkeypatch, "127.0.0.1")
    named = Routing(kind=fake.kind, url=f"http://routes.example:{port}")
    assert settled(named).faults == ()
    assert set(tried) == {"127.0.0.1"}
    assert set(fake.hosts) == {f"routes.example:{port}"}


def test_a_name_with_several_addresses_is_tried_at_each(fake, monkeypatch):
    port = fake.url.rsplit(":", 1)[1]
    tried = resolving(monkeypatch, "127.0.0.77", "127.0.0.1")
    assert settled(Routing(kind=fake.kind, url=f"http://routes.example:{port}")).faults == ()
    assert tried[:2] == ["127.0.0.77", "127.0.0.1"]


def test_a_remote_service_is_called_where_that_is_allowed(fake, monkeypatch):
    monkeypatch.setattr("geo.travel.address.is_local", lambda _: False)
    assert "neither on this machine" in fault(routing(fake))
    assert settled(routing(fake, allow_remote=True)).faults == ()


def test_a_name_without_an_address_is_said_so(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("geo.travel.address.socket.getaddrinfo", unknown)
    assert "has no address" in fault(Routing(kind="osrm", url="http://nowhere.example"))


def test_a_proxy_of_the_environment_is_not_asked(fake, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert settled(routing(fake)).faults == ()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:5000",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@127.0.0.1",
        "http://127.0.0.1/?x=1",
        "http://127.0.0.1/#x",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nHost: x",
        "http://[::1",
    ],
)
def test_an_address_that_is_none_is_refused_in_the_settings(url):
    with pytest.raises(ScenarioError, match="url cannot be"):
        Routing.parse({"kind": "osrm", "url": url})


def test_a_path_before_the_questions_and_a_profile_are_kept(fake):
    settings = routing(fake, url=fake.url + "/maps/", profile="patrol")
    assert settled(settings).faults == ()
    assert {path.split("/")[1] for path in fake.asked} == {"maps"}
    assert fake.kind == "valhalla" or all("/driving/" not in path for path in fake.asked)


def test_an_encoded_line_is_that_of_the_published_example():
    # The worked example of the format is of five decimals: ten times as much as six.
    wanted = [[-120.2, 38.5], [-120.95, 40.7], [-126.453, 43.252]]
    np.testing.assert_allclose(decoded("_p~iF~ps|U_ulLnnqC_mqNvxq`@") * 10, wanted)


@pytest.mark.parametrize("text", ["_p~iF~ps|U_", " ", "_p~iF", "é"])
def test_an_encoded_line_cut_short_or_of_other_signs_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        decoded(text)
