"""What tests of the store share: an empty store of each engine."""

from __future__ import annotations

import pytest

from dashboard.store import opening
from tests.postgres import ENGINES
from tests.stores import database_store, file_store, quick_folder


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
