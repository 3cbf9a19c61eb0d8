"""What the tests of fetching share: a shelf, a file, and an environment without proxies."""

from __future__ import annotations

import hashlib

import pytest

from tests.geo.fetch.shelf import Book, serving


@pytest.fixture(autouse=True)
def _no_proxy(without_proxies):
    """Ask without a proxy."""


@pytest.fixture
def shelf():
    with serving() as made:
        yield made


@pytest.fixture
def content():
    """A JSON file of 200,003 bytes that is the same nowhere twice."""
    return b'{"a":"' + hashlib.shake_256(b"tests").hexdigest(99_997).encode() + b'"}\n'


@pytest.fixture
def book(shelf, content):
    shelf.books["/list.json"] = Book(content)
    return shelf.books["/list.json"]
