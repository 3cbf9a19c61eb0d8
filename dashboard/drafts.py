"""Drafts: the unsaved changes of the session's operations, kept from page to page until they are saved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard import cache, shelf, state, text
from dashboard.access import may
from dashboard.service import drafts as keeping
from dashboard.service import operations
from dashboard.service.editwork import EditWork
from geo.editing import Edit, History, apply
from geo.errors import GeoError
from geo.operation import Operation

BROUGHT = "edits brought back"
"""When the edits were kept that an earlier session did not save."""
TROUBLE = "edits trouble"
"""Why edits cannot be kept now, in the user's language."""


@dataclass(frozen=True, eq=False)
class Draft:
    """An operation under the user's hands.

    Parameters
    ----------
    path : what is edited.
    base : as it is saved.
    history : what was changed since.
    now : as it stands with the changes.
    turn : how often it changed otherwise than in the table; the table starts afresh with it.
    """

    path: str
    base: Operation
    history: History
    now: Operation
    turn: int = 0

    @property
    def name(self) -> str:
        """What names this state of the saved operation and of the table."""
        return f"{self.base.digest} {self.turn}"


def current() -> Draft:
    """Return the draft of the chosen operation; without changes, the operation as it is saved.

    Where the saved operation has changed meanwhile, the changes are made to it anew.

    Raises
    ------
    GeoError
        The operation cannot be read, or the changes do not fit what it is now; `discard` gives them up.
    """
    path = str(state.operation())
    base, kept = cache.operation(path), state.drafts().get(path)
    if kept is None:
        return _brought_back(path, base)
    if kept.base.digest == base.digest:
        return replace(kept, base=base)
    return _keep(replace(kept, base=base, now=apply(base, *kept.history.done), turn=kept.turn + 1))


def _brought_back(path: str, base: Operation) -> Draft:
    """Return the draft with the edits that an earlier session did not save, if there are any."""
    found = keeping.edits(state.actor(), shelf.key_of(path)) if _keeps() else None
    if found is None or not found.work.history.done:
        return _hold(Draft(path, base, History(), base))
    history = found.work.history
    draft = _hold(Draft(path, base, history, apply(base, *history.done), turn=1))
    state.remember(BROUGHT, found.at)
    return draft


def _keeps() -> bool:
    return may(state.actor().role, "change_plan") and not state.kiosk()


def _hold(draft: Draft) -> Draft:
    state.drafts()[draft.path] = draft
    return draft


def _keep(draft: Draft) -> Draft:
    """Hold a draft in the session, and keep its edits for a session that comes after it."""
    _note(draft.path, EditWork(draft.base.digest, draft.history))
    return _hold(draft)


def _note(path: str, work: EditWork) -> None:
    """Keep edits; where that fails the page says why, and the session goes on with them."""
    trouble = ""
    try:
        if _keeps():
            keeping.keep_edits(state.actor(), work, operation=shelf.key_of(path))
    except GeoError as error:
        trouble = text.error(error)
    state.remember(TROUBLE, trouble)


def forget(path: str) -> None:
    """Let go of all changes of an operation; nothing happens where there are none."""
    state.drafts().pop(path, None)
    state.remember(BROUGHT, None)
    _note(path, EditWork("", History()))


def make(draft: Draft, edit: Edit, *, in_table: bool = False) -> Draft:
    """Make an edit; raises `GeoError` and changes nothing where it is not allowed."""
    now = apply(draft.now, edit)
    turn = draft.turn if in_table else draft.turn + 1
    return _keep(replace(draft, history=draft.history.then(edit), now=now, turn=turn))


def undo(draft: Draft) -> Draft:
    """Take the last edit back."""
    return _stepped(draft, draft.history.undo())


def redo(draft: Draft) -> Draft:
    """Make the edit again that was taken back last."""
    return _stepped(draft, draft.history.redo())


def discard(path: str) -> None:
    """Forget all changes of an operation."""
    kept = state.drafts().get(path)
    forget(path)
    if kept is not None:
        base = kept.base
        _keep(Draft(path, base, History(), base, kept.turn + 1))


def afresh(draft: Draft) -> Draft:
    """Let the table start afresh from what the draft is."""
    return _hold(replace(draft, turn=draft.turn + 1))


def _stepped(draft: Draft, history: History) -> Draft:
    return _keep(replace(draft, history=history, now=apply(draft.base, *history.done), turn=draft.turn + 1))


def save(draft: Draft, *, name: str = "") -> str:
    """Save the changes and return the path of what was saved.

    One of the user's operations is replaced; of any other a copy of the user's own is saved under `name`, and
    the session goes on with the copy.

    Raises
    ------
    GeoError
        The operation was saved by somebody else meanwhile, or the name is not allowed; nothing is lost.
    """
    if shelf.is_own(draft.path):
        operations.save(state.actor(), draft.now, draft.path, before=draft.base.digest)
        path = draft.path
    else:
        meta = draft.now.meta.model_copy(update={"name": name or draft.now.meta.name})
        path = str(operations.add(state.actor(), replace(draft.now, meta=meta)))
        state.follow_operation(path)
    for it in sorted({draft.path, path}):
        forget(it)
    return path
