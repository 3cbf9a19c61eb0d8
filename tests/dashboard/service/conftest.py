from __future__ import annotations

import pytest

from dashboard.access import Actor
from dashboard.access.actor import OWNER


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Give a data folder of its own, and with it a store."""
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PETAPAM_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def planner():
    return Actor("Sari", "planner")


@pytest.fixture
def other():
    return Actor("Budi", "planner")


@pytest.fixture
def owner():
    return Actor("somebody", OWNER)
