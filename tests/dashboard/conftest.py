from __future__ import annotations

import uuid

import pytest

from dashboard import shelf, text, work
from dashboard.press import Press
from geo import operation as operations
from geo.evaluate import Evaluation, evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from tests.dashboard.showing import DEMO, saved
from tests.operations import BY_HAND, small


@pytest.fixture(autouse=True)
def english():
    """Let tests that call a function of the dashboard directly read English."""
    text.use(text.SOURCE)
    yield
    text.use(text.DEFAULT)


@pytest.fixture(autouse=True)
def somebody_else(monkeypatch):
    """Let every test be another person, so that what one leaves unsaved comes back in none after it."""
    monkeypatch.setenv("LOGNAME", f"tester-{uuid.uuid4().hex}")


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Let pages wait for long work: nothing runs a page of a test again when it is done."""
    monkeypatch.setattr(work, "SHORT_S", 60)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory):
    """Return the small operation as a folder that nobody changes."""
    return saved(small(), tmp_path_factory.mktemp("saved") / "small")


@pytest.fixture(scope="module")
def room():
    """Return a press of the module's own, with its process that draws."""
    made = Press()
    yield made
    made.close()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Give the user an empty data folder."""
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def demo() -> Operation:
    """Return the operation that the dashboard opens first."""
    return operations.load(DEMO)


@pytest.fixture(scope="session")
def evaluation(demo: Operation) -> Evaluation:
    """Return the base plan of the demo."""
    return evaluate(demo, Scenario())


@pytest.fixture(scope="session")
def by_hand() -> Evaluation:
    """Return the small operation evaluated so that 0.01 degrees take one minute."""
    return evaluate(small(), BY_HAND)
