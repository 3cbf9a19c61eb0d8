"""Backups: the store in one file and back, by whoever keeps the installation."""

from __future__ import annotations

from pathlib import Path

from dashboard.access import Actor, needs
from dashboard.store import backup, open_store, restoring, retention, settings
from dashboard.store.backup import Backup
from dashboard.store.restoring import Restored
from dashboard.store.retention import Swept


@needs("back_up")
def make(actor: Actor, target: Path) -> Backup:
    """Write a backup that was examined; raises as `dashboard.store.backup.make`."""
    return backup.make(open_store(), actor, target)


@needs("restore_backup")
def restore(actor: Actor, path: Path) -> Restored:
    """Put a backup in the place of the store, which is kept; raises as `store.restoring.restore`."""
    return restoring.restore(path, actor)


@needs("change_settings")
def sweep(actor: Actor, *, days: int | None = None) -> Swept:
    """Let go of what is older than so many days, or than the installation has set."""
    store = open_store()
    kept = settings.get(store, retention.SETTING, retention.DEFAULT_DAYS)
    return retention.sweep(store, actor, days=days or int(str(kept)))
