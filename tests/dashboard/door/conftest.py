from __future__ import annotations

import pytest

from dashboard.door.setup import Setup
from tests.dashboard.door.house import House


@pytest.fixture
def shared() -> House:
    """Return a house where everybody signs in."""
    return House(Setup(shared=True))


@pytest.fixture
def single() -> House:
    """Return the house of one person."""
    return House(Setup())
