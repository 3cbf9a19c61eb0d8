"""Store: plans, their versions and drafts, and the chain of events, in one SQLite file or in PostgreSQL."""

from dashboard.store.chain import Head
from dashboard.store.engine import Store
from dashboard.store.errors import ConflictError, LockedError, SignInError, StoreError
from dashboard.store.opening import open_store

__all__ = ["ConflictError", "Head", "LockedError", "SignInError", "Store", "StoreError", "open_store"]
