"""Hand: the plan under the planner's hands: where it came from, each step since, and what is kept of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from dashboard import shelf, state, text, trail
from dashboard.access import may
from dashboard.service import drafts, plans
from dashboard.service.work import Work
from dashboard.store import ConflictError
from dashboard.store.plan import Plan
from geo.errors import GeoError
from geo.operation import Operation
from geo.scenario import Scenario

HAND = "plan in hand"
SHORT = 8
"""So many letters of a plan's id stand in the address line."""


@dataclass(frozen=True, eq=False)
class Hand:
    """The plan in hand.

    Parameters
    ----------
    path, operation : what it plans for, as the session names it and as the store does.
    work : as it is now, with the steps back and on.
    plan : the saved plan that it began from; None for the base plan.
    based_on : its version then; somebody may have saved another one since.
    brought : when the draft was kept that was brought back and has not been answered for.
    drafted : whether a draft of it is kept.
    trouble : why nothing can be kept, in the user's language.
    """

    path: str
    operation: str
    work: Work
    plan: Plan | None = None
    based_on: int = 0
    brought: dt.datetime | None = None
    drafted: bool = False
    trouble: str = ""

    @property
    def plan_id(self) -> str:
        """Its id; empty for the base plan."""
        return self.plan.plan_id if self.plan else ""

    @property
    def saved(self) -> Scenario:
        """The plan as it is saved."""
        return self.plan.scenario if self.plan else Scenario()

    @property
    def changed(self) -> bool:
        """Whether it holds what is not saved."""
        return self.work.scenario != self.saved

    @property
    def behind(self) -> bool:
        """Whether it began from an older version than the one that is known to be saved."""
        return self.plan is not None and self.based_on < self.plan.version


def current() -> Hand | None:
    """Return the plan in hand; None before an operation is open."""
    return state.remembered(HAND, None)


def begin(path: str, default: str) -> None:
    """Take up what was in hand when this operation was open last, with what was not saved of it."""
    hand = current()
    if hand is not None and hand.path == path:
        return
    key = shelf.key_of(path)
    if hand is not None or state.scenario() != Scenario():
        _hold(Hand(path, key, hand.work if hand else Work(state.scenario())))
        return
    if not may(state.actor().role, "see_map"):
        _hold(Hand(path, key, Work(Scenario())))
        return
    try:
        trail.leave(key, default)
        _put_in_hand(path, key, _wanted(key))
    except GeoError as error:
        _hold(Hand(path, key, Work(Scenario()), trouble=text.error(error)))


def _wanted(key: str) -> str:
    """Return the id of the plan that the address names, or that was in hand last; empty for none."""
    asked, actor = state.asked_plan(), state.actor()
    known = [it for away in (False, True) for it in plans.listed(actor, key, archived=away)]
    if asked:
        return next((it.plan_id for it in known if it.plan_id.startswith(asked)), "")
    last = "" if state.kiosk() else trail.current().plans.get(key, "")
    return next((it.plan_id for it in known if it.plan_id == last), "")


def _put_in_hand(path: str, key: str, plan_id: str) -> None:
    actor = state.actor()
    plan = plans.opened(actor, plan_id) if plan_id else None
    saved, earlier = plan.scenario if plan else Scenario(), ()
    if plan and may(actor.role, "see_history"):
        earlier = tuple(it.scenario for it in plans.versions(actor, plan_id) if it.version < plan.version)
    hand = Hand(path, key, Work(saved).behind(earlier), plan, plan.version if plan else 0)
    kept = drafts.kept(actor, key, plan_id) if _keeps() else None
    if kept is not None and kept.work.scenario != saved:
        hand = replace(hand, work=kept.work, based_on=kept.based_on, brought=kept.at, drafted=True)
    _hold(hand)
    state.take_scenario(hand.work.scenario)


def settle() -> None:
    """Note a step where the scenario has changed since, and keep it as a draft."""
    hand, now = current(), state.scenario()
    if hand is not None and now != hand.work.scenario:
        _keep(replace(hand, work=hand.work.then(now)))


def undo() -> None:
    """Take the last step back."""
    hand = current()
    if hand is not None:
        _stepped(hand, drafts.undo(state.actor(), hand.work))


def redo() -> None:
    """Make the step again that was taken back last."""
    hand = current()
    if hand is not None:
        _stepped(hand, drafts.redo(state.actor(), hand.work))


def _stepped(hand: Hand, work: Work) -> None:
    state.take_scenario(work.scenario)
    _keep(replace(hand, work=work))


def keep_draft() -> None:
    """Go on with the draft that was brought back."""
    hand = current()
    if hand is not None:
        _hold(replace(hand, brought=None))


def discard_draft() -> None:
    """Go back to the plan as it is saved; a step back leads to the draft again."""
    hand = current()
    if hand is not None:
        based_on = hand.plan.version if hand.plan else 0
        _stepped(replace(hand, brought=None, based_on=based_on), hand.work.then(hand.saved))


def save(of: Operation, *, name: str = "", reason: str = "") -> Plan:
    """Save the plan in hand: as the next version of what it began from, or with a name as a plan of its own.

    Raises
    ------
    ConflictError
        Somebody saved another version meanwhile; what was in hand is kept as a branch, which is in hand now.
    GeoError
        It cannot be saved; it stays in hand.
    """
    hand, actor, now = _held(), state.actor(), state.scenario()
    told = {"data_digest": of.digest, "reason": reason}
    if hand.plan is None or name:
        plan = plans.create(actor, now, operation=hand.operation, name=name, **told)
    else:
        try:
            plan = plans.save(actor, hand.plan_id, now, based_on=hand.based_on, **told)
        except ConflictError as conflict:
            _saved(hand, conflict.mine)
            raise
    _saved(hand, plan)
    return plan


def _saved(hand: Hand, plan: Plan) -> None:
    """Go on with what was saved; its draft is no longer needed."""
    if hand.drafted:
        drafts.drop(state.actor(), hand.operation, hand.plan_id)
    work = hand.work.then(plan.scenario)
    if plan.scenario != state.scenario():
        state.take_scenario(plan.scenario)
    _hold(Hand(hand.path, hand.operation, work, plan, plan.version))
    _point(hand.operation, plan.plan_id)


def take_up(plan_id: str) -> None:
    """Put another plan in hand, with what was not saved of it; no id is the base plan."""
    hand = _held()
    _put_in_hand(hand.path, hand.operation, plan_id)
    _point(hand.operation, plan_id)


def try_out(plan_id: str, scenario: Scenario) -> None:
    """Put another plan in hand as it was in one of its versions, as a step that is not saved."""
    if _held().plan_id != plan_id:
        take_up(plan_id)
    state.take_scenario(scenario)
    settle()


def refresh(plan: Plan) -> None:
    """Take over what became of the plan in hand otherwise, such as its name or its approval."""
    hand = current()
    if hand is not None and hand.plan_id == plan.plan_id:
        _hold(replace(hand, plan=plan, based_on=hand.based_on if hand.changed else plan.version))


def imprint(plan: Scenario) -> dict[str, object]:
    """Return what an export says of a plan: name and version of the one in hand where it is that."""
    hand = current()
    if hand is None or hand.work.scenario != plan:
        return {"unsaved": plan != Scenario()}
    if hand.plan is None:
        return {"unsaved": hand.changed}
    return {"plan": hand.plan.name, "version": str(hand.based_on), "unsaved": hand.changed}


def _held() -> Hand:
    """Return the plan in hand, or the session's scenario as one that began from the base plan."""
    path = str(state.operation())
    return current() or Hand(path, shelf.key_of(path), Work(state.scenario()))


def _hold(hand: Hand) -> None:
    state.remember(HAND, hand)


def _keeps() -> bool:
    """Return whether drafts are kept for this session: not for a wall, nor for who may not plan."""
    return not state.kiosk() and may(state.actor().role, "change_plan")


def _keep(hand: Hand) -> None:
    """Keep a plan as a draft where it differs from what is saved; where that fails say why on the page."""
    trouble, drafted = "", hand.changed
    try:
        if _keeps() and hand.changed:
            told = {"operation": hand.operation, "plan_id": hand.plan_id, "based_on": hand.based_on}
            drafts.keep(state.actor(), hand.work, **told)
        elif _keeps() and hand.drafted:
            drafts.drop(state.actor(), hand.operation, hand.plan_id)
    except GeoError as error:
        trouble, drafted = text.error(error), hand.drafted
    _hold(replace(hand, trouble=trouble, drafted=drafted, brought=hand.brought if hand.changed else None))


def _point(key: str, plan_id: str) -> None:
    """Remember which plan is in hand, and say so in the address line."""
    trail.follow(trail.current().at(key, plan_id))
    state.name_plan(plan_id[:SHORT])
