"""Which addresses are asked, where a server may send us, and through whom."""

from __future__ import annotations

import base64
import socket
from urllib.parse import urlsplit

import pytest

from geo.fetch import address, proxy
from geo.fetch.download import download
from geo.fetch.source import order
from geo.fetch.trouble import FetchError
from tests.geo.fetch import certificate
from tests.geo.fetch.shelf import Book, a_source, an_order, in_haste, names, serving


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A shelf that speaks TLS, with a certificate that this process trusts."""
    (tmp_path / "keys").mkdir()
    file = certificate.make(tmp_path / "keys", "127.0.0.1", "mirror.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving(certificate.context(file)) as made:
        yield made


def refusal(shelf, folder, **way) -> str:
    with pytest.raises(FetchError) as caught:
        download(an_order(shelf), folder, way=in_haste(**way))
    assert names(folder) == set()
    return str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/list.json",
        "http://localhost/list.json",
        "http://10.0.0.1/list.json",
        "ftp://example.org/list.json",
        "file:///etc/passwd",
        "https:///list.json",
        "https://example.org:0/list.json",
        "https://example.org:x/list.json",
        "https://exam ple.org/list.json",
        "https://example.org/a\r\nHost: b",
        "https://[::1/list.json",
        "https://budi:rahasia@example.org/list.json",
        "https://budi:rahasia@example.org:x/list.json",
        "list.json",
        "https://example.org",
    ],
)
def test_an_address_that_is_not_encrypted_or_none_is_refused_before_anything_is_asked(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    with pytest.raises(FetchError) as caught:
        order(a_source(), mirror=url)
    assert caught.value.kind == "request"
    assert "rahasia" not in str(caught.value)


def test_a_redirect_is_followed_and_the_address_that_was_asked_is_remembered(shelf, book, content, tmp_path):
    shelf.books["/old"] = Book(b"", location="/list.json?key=secret")
    done = download(order(a_source(), mirror=f"{shelf.url}/old"), tmp_path, way=in_haste())
    assert (tmp_path / "list.json").read_bytes() == content
    said = done.note_path.read_text(encoding="utf-8")
    assert f"{shelf.url}/old" in said
    assert "secret" not in said


def test_going_in_circles_ends(shelf, tmp_path):
    shelf.books["/list.json"] = Book(b"", location="/b")
    shelf.books["/b"] = Book(b"", location="/list.json")
    assert "sends us on and on" in refusal(shelf, tmp_path)
    assert len(shelf.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://example.org/list.json",
        "https://10.0.0.1/list.json",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/list.json",
        "https://[::ffff:10.0.0.1]/list.json",
        "https://localhost/list.json",
        "https://127.0.0.1:1/list.json",
        "https://budi:rahasia@example.org/list.json",
        "file:///etc/passwd",
        "gopher://example.org/",
    ],
)
def test_nobody_is_sent_into_a_private_network_or_out_of_encryption(shelf, tmp_path, location):
    shelf.books["/list.json"] = Book(b"", location=location)
    said = refusal(shelf, tmp_path)
    assert "where nobody should be sent" in said
    assert "rahasia" not in said
    assert len(shelf.asked) == 1


def test_a_public_name_with_a_private_number_is_no_way_in_either(shelf, tmp_path, monkeypatch):
    true = socket.getaddrinfo

    def numbers(host, *words, **options):
        return true("127.0.0.1" if host == "public.test" else host, *words, **options)

    monkeypatch.setattr(socket, "getaddrinfo", numbers)
    shelf.books["/list.json"] = Book(b"", location=f"https://public.test:{shelf.port}/list.json")
    assert "where nobody should be sent" in refusal(shelf, tmp_path)


def test_https_is_spoken_with_a_certificate_that_is_trusted(secure, content, tmp_path):
    secure.books["/list.json"] = Book(content)
    done = download(an_order(secure), tmp_path / "a", way=in_haste())
    assert done.path.read_bytes() == content


def test_from_https_nobody_is_sent_back_to_http(secure, shelf, book, tmp_path):
    secure.books["/list.json"] = Book(b"", location=f"{shelf.url}/list.json")
    assert "where nobody should be sent" in refusal(secure, tmp_path / "a")
    assert shelf.asked == []


def test_a_certificate_that_nobody_knows_is_said(secure, content, tmp_path, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    secure.books["/list.json"] = Book(content)
    assert "The certificate of 127.0.0.1 is not trusted here" in refusal(secure, tmp_path / "a")


def test_something_that_does_not_encrypt_is_said(shelf, book, tmp_path):
    with pytest.raises(FetchError, match="No secure connection with"):
        download(
            order(a_source(), mirror=f"https://127.0.0.1:{shelf.port}/list.json"), tmp_path, way=in_haste()
        )
    assert names(tmp_path) == set()


def test_a_proxy_that_is_named_is_used(shelf, book, content, tmp_path):
    with serving() as office:
        office.books["http://127.0.0.1:1/list.json"] = Book(content)
        asked = order(a_source(), mirror="http://127.0.0.1:1/list.json")
        download(asked, tmp_path, way=in_haste(proxy=office.url))
        assert [path for path, _headers in office.asked] == ["http://127.0.0.1:1/list.json"]
    assert (tmp_path / "list.json").read_bytes() == content


def test_through_a_proxy_of_the_environment_https_stays_encrypted_end_to_end(
    secure, content, tmp_path, monkeypatch
):
    secure.books["/list.json"] = Book(content)
    with serving() as office:
        office.word = "Basic " + base64.b64encode(b"budi:r@hasia").decode()
        monkeypatch.setenv("https_proxy", f"http://budi:r%40hasia@127.0.0.1:{office.port}")
        asked = order(a_source(), mirror=f"https://mirror.test:{secure.port}/list.json")
        done = download(asked, tmp_path / "a", way=in_haste())
        assert office.tunnels == [f"mirror.test:{secure.port}"]
    assert done.path.read_bytes() == content
    assert secure.asked[0][1].get("Proxy-Authorization") is None


@pytest.mark.parametrize("address_of", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_named(secure, shelf, tmp_path, address_of):
    with serving() as office:
        office.word = "Basic x"
        mirror = f"{(secure if address_of == 'https' else shelf).url}/list.json"
        with pytest.raises(FetchError, match="wants a name and a password") as caught:
            download(order(a_source(), mirror=mirror), tmp_path / "a", way=in_haste(proxy=office.url))
    assert caught.value.kind == "network"


def test_which_proxy_is_taken_follows_the_environment(monkeypatch):
    far, near = urlsplit("https://example.org/x"), urlsplit("http://127.0.0.1:9/x")
    assert proxy.way(far) is None
    monkeypatch.setenv("https_proxy", "proxy.office:3128")
    assert proxy.way(far) == proxy.Proxy("proxy.office", 3128)
    assert proxy.way(near) is None
    assert proxy.way(near, named="http://other") == proxy.Proxy("other", 80)
    monkeypatch.setenv("no_proxy", "example.org")
    assert proxy.way(far) is None


@pytest.mark.parametrize(
    "named", ["socks5://host:1", "https://host:1", "http://", "http://host:x", "http://h:0"]
)
def test_a_proxy_of_another_kind_is_refused_without_repeating_its_password(named):
    with pytest.raises(FetchError, match="cannot be used"):
        proxy.parsed(named.replace("//h", "//name:word@h"))


@pytest.mark.parametrize(
    ("host", "private"),
    [("8.8.8.8", False), ("192.168.1.5", True), ("100.64.0.1", True), ("::1", True), ("example.org", False)],
)
def test_private_numbers_are_told_from_public_ones(host, private):
    assert address.is_private(host) is private
