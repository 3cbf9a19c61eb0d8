"""Merging: two works that began from one version, side by side, to be brought together setting by setting."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, differences, hand, plan_words, screen, state, text
from dashboard.service import conflicts
from dashboard.service.conflicts import Conflict
from dashboard.store import ConflictError
from dashboard.store.merging import Field
from dashboard.store.saving import REASON_LETTERS
from dashboard.text import _, number
from geo.errors import GeoError
from geo.operation import Operation

MINE, THEIRS = "mine", "theirs"


def show(of: Operation, branch_id: str) -> None:
    """Show who saved what meanwhile, and offer to bring both works together."""
    try:
        it = conflicts.found(state.actor(), branch_id)
    except GeoError as error:
        screen.notice(text.error(error), kind="error")
        return
    with st.container(key="merge", border=True):
        screen.title(_("Bring both works together"))
        screen.notice(_happened(it), kind="warning")
        _choose(of, it)


def _happened(it: Conflict) -> str:
    who = _("{who} saved “{name}” as version {n} at {when}, while you worked on version {base}.").format(
        who=it.theirs.author,
        name=it.theirs.name,
        n=number(it.theirs.version),
        when=plan_words.when(it.theirs.at),
        base=number(it.base.version),
    )
    why = [_("Reason: {why}").format(why=it.theirs.reason)] if it.theirs.reason else []
    kept = _("Nothing was overwritten: your work is kept as “{name}”.").format(name=it.mine.name)
    return "\n".join([who, *why, kept])


def _choose(of: Operation, it: Conflict) -> None:
    """Offer each setting in which the two differ, and to save what was chosen."""
    differing = [field for field in it.fields if field.by != "alike"]
    heads = st.columns([4, 4, 3], gap="small")
    for column, words in zip(
        heads, (_("Yours"), _("Saved by {who}").format(who=it.theirs.author), _("Take")), strict=True
    ):
        with column:
            screen.note(words)
    chosen = {field.name: _row(of, it, field) for field in differing}
    if not differing:
        screen.note(_("Both works hold the same settings."))
    open_ = [name for name, take in chosen.items() if take is None]
    mine = [name for name, take in chosen.items() if take == MINE]
    reason = st.text_input(
        _("Reason of the change (may be left empty)"),
        key=f"merge reason {it.mine.plan_id}",
        max_chars=REASON_LETTERS,
    )
    if open_:
        screen.note(
            _("Both of you changed {n} settings to something else: choose what holds.").format(
                n=number(len(open_))
            )
        )
    left, right = st.columns(2, gap="small")
    if left.button(
        _("Save both together as version {n}").format(n=number(it.theirs.version + 1)),
        key="merge save",
        type="primary",
        width="stretch",
        disabled=bool(open_) or it.theirs.status != "open",
    ):
        _resolve(of, it, mine, reason=reason)
    if right.button(_("Open what was saved, keep mine as a branch"), key="merge theirs", width="stretch"):
        hand.take_up(it.theirs.plan_id)
        st.rerun()


def _row(of: Operation, it: Conflict, field: Field) -> str | None:
    """Show one setting in both works, and return whose is taken; None as long as that is not said."""
    base = it.base.scenario
    mine, theirs, take = st.columns([4, 4, 3], gap="small", vertical_alignment="center")
    for column, plan, by in ((mine, it.mine, "theirs"), (theirs, it.theirs, "mine")):
        with column:
            told = differences.phrase(field.name, plan.scenario, of, against=base) or plan.scenario.name
            screen.notice(_("not changed") if field.by == by else told)
    labels = {MINE: _("Mine"), THEIRS: _("Theirs")}
    with take:
        return st.segmented_control(
            _("Take"),
            list(labels),
            default=None if field.by == "both" else field.by,
            format_func=labels.__getitem__,
            key=f"merge {field.name} {it.mine.plan_id} {it.theirs.version} {text.language()}",
            label_visibility="collapsed",
            width="stretch",
        )


def _resolve(of: Operation, it: Conflict, names: list[str], *, reason: str) -> None:
    """Save what was chosen once it has proved that the operation can be evaluated with it."""
    try:
        cache.evaluation(of, it.merged(names))
        plan = conflicts.resolved(
            state.actor(), it.mine.plan_id, names, seen=it.theirs.version, reason=reason
        )
        hand.take_up(plan.plan_id)
    except ConflictError as again:
        hand.take_up(again.mine.plan_id)
    except GeoError as error:
        screen.notice(_("It was not saved.") + "\n" + text.error(error), kind="error")
        return
    st.rerun()
