"""What tests of the store share: an empty store of each engine."""

from __future__ import annotations

from tests.stores import folder, lite, store

__all__ = ["folder", "lite", "store"]
