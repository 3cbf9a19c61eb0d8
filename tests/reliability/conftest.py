"""What tests of reliability share: an empty store of each engine, and how much is asked of it."""

from __future__ import annotations

import os

import pytest

from tests.stores import folder, lite, store

__all__ = ["amount", "folder", "lite", "store"]


@pytest.fixture
def amount():
    """Give the number to use: the first in the tests of every change, the second where PETAPAM_LONG is set."""
    return lambda short, long: long if os.environ.get("PETAPAM_LONG") else short
