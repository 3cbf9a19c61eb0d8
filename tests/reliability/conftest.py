"""What tests of reliability share: an empty store of each engine, and how much is asked of it."""

from __future__ import annotations

import os

import pytest

from dashboard.store import opening
from tests.postgres import ENGINES
from tests.stores import database_store, file_store, quick_folder


@pytest.fixture
def amount():
    """Give the number to use: the first in the tests of every change, the second where PETAPAM_LONG is set."""
    return lambda short, long: long if os.environ.get("PETAPAM_LONG") else short


@pytest.fixture
def folder():
    with quick_folder() as made:
        yield made


@pytest.fixture
def lite(folder):
    """Give an empty store in a file."""
    yield file_store(folder)
    opening.forget()


@pytest.fixture(params=ENGINES)
def store(request, folder):
    """Give an empty store of each engine."""
    if request.param == "sqlite":
        yield file_store(folder)
    else:
        with database_store(request.getfixturevalue("cluster")) as made:
            yield made
    opening.forget()
