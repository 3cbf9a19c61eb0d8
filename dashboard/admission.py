"""Admission: which views somebody is offered, what he reads at the others, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from dashboard import screen, text
from dashboard.access import OWNER, VIEWS, Actor, may
from dashboard.door import pages, words
from dashboard.text import _


def may_open(view: str, actor: Actor) -> bool:
    """Return whether somebody may open a view; one that the matrix does not know is open to nobody."""
    return view in VIEWS and may(actor.role, VIEWS[view])


def first(views: Sequence[str], actor: Actor) -> str:
    """Return the view that somebody opens at the address without a path: the first that he may."""
    return next((it for it in views if may_open(it, actor)), views[0])


def refuse(actor: Actor) -> None:
    """Say that this view is not for the role of whoever asks, and nothing of what stands on it."""
    screen.title(_("This view is not open to you"))
    if not actor.role:
        screen.notice(_("You are not signed in. Reload the page and sign in."), kind="warning")
        return
    role = words.role(actor.role)
    if not may(actor.role, "see_summary"):
        kept = _("Your role is: {role}. It keeps accounts, backups and the log of events, and sees no plan.")
        screen.notice(kept.format(role=role))
        return
    seen = _("Your role is: {role}. What it may see is listed in the navigation.").format(role=role)
    screen.notice(seen + "\n" + _("Whoever administers PetaPAM can give you another role."), kind="warning")


def strip(actor: Actor) -> None:
    """Show who is signed in, his role, and the way out; an owner has nobody to tell himself from."""
    if actor.role in {OWNER, ""}:
        return
    box = Element("div", {"class": "pp-account"})
    SubElement(box, "strong").text = actor.name
    SubElement(box, "span").text = words.role(actor.role)
    form = SubElement(box, "form", {"method": "post", "action": pages.SIGN_OUT})
    SubElement(form, "input", {"type": "hidden", "name": "lang", "value": text.language()})
    SubElement(form, "button", {"type": "submit"}).text = _("Sign out")
    screen.show(box)
