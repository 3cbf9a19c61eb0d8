"""Errors: what can go wrong with the store, each with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import Fault, GeoError

if TYPE_CHECKING:
    from dashboard.store.plan import Plan, Version


class StoreError(GeoError):
    """The store cannot be opened, read or written; what it held before it still holds."""


class LockedError(GeoError):
    """The plan is approved or archived and takes no new version."""


class SignInError(GeoError):
    """Name and password do not open an account now."""


class ConflictError(GeoError):
    """Somebody else saved the plan since it was opened; both works are kept.

    Parameters
    ----------
    fault : what happened, and what to do.
    mine : the plan under which the refused work was kept; where there was nothing of it to keep, as when an
        older version was to be approved, the plan as it stands.
    theirs : the plan as it stands, saved by somebody else.
    base : the version that the refused work was based on.
    """

    def __init__(self, fault: Fault, *, mine: Plan, theirs: Plan, base: Version) -> None:
        super().__init__(fault)
        self.mine, self.theirs, self.base = mine, theirs, base
