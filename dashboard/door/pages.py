"""Pages of the door: what somebody sees who is not in yet. They need no script, no picture and no data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import HTMLResponse

from dashboard import text
from dashboard.door.words import ended
from dashboard.text import _

SIGN_IN, SIGN_OUT, PROVIDER, BACK = "/sign-in", "/sign-out", "/sign-in/provider", "/sign-in/back"
STYLE = (Path(__file__).parent / "door.css").read_text(encoding="utf-8")
CONTENT = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
NAME_LETTERS, PASSWORD_LETTERS = 80, 256


def add(parent: Element, tag: str, words: str = "", **attributes: str) -> Element:
    """Add an element whose words are text and nothing else; `name_` stands for an attribute `name`."""
    made = SubElement(parent, tag, {key.rstrip("_"): value for key, value in attributes.items()})
    made.text = words
    return made


@dataclass(frozen=True)
class Page:
    """A page under way: the whole, and the card in its middle."""

    root: Element
    card: Element

    def answer(self, status: int = 200) -> HTMLResponse:
        """Return it as an answer that nobody keeps."""
        body = "<!doctype html>" + tostring(self.root, encoding="unicode", method="html")
        return HTMLResponse(
            body, status, {"cache-control": "no-store", "content-security-policy": CONTENT, "vary": "cookie"}
        )


def page(title: str, *, path: str = "", onward: str = "", hop: str = "") -> Page:
    """Begin a page.

    Parameters
    ----------
    path : address of this page, where it can be read in another language.
    onward : where whoever comes in wants to go; the choice of a language keeps it.
    hop : address to which the browser goes on by itself.
    """
    root = Element("html", {"lang": text.language()})
    head = add(root, "head")
    add(head, "meta", charset="utf-8")
    add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    if hop:
        SubElement(head, "meta", {"http-equiv": "refresh", "content": f"0; url={hop}"})
    add(head, "title", f"{title} · PetaPAM")
    add(head, "style", STYLE)
    body = add(root, "body")
    band = add(body, "header")
    add(band, "strong", "PetaPAM")
    if path:
        switch = add(band, "nav")
        for code, language in text.LANGUAGES.items():
            query = urlencode({"lang": code} | ({"next": onward} if onward else {}))
            link = add(switch, "a", language, href=f"{path}?{query}", lang=code)
            if code == text.language():
                link.set("aria-current", "true")
    card = add(add(body, "main"), "section")
    add(card, "h1", title)
    return Page(root, card)


def sign_in(
    *, onward: str, why: str = "", problem: str = "", name: str = "", provider: str = "", local: bool = True
) -> Page:
    """Return the page on which somebody signs in.

    Parameters
    ----------
    onward : where he goes then.
    why : why his session before ended.
    problem : what was wrong at the last attempt.
    name : name that he gave then.
    provider : name of the provider of identities, where there is one.
    local : whether accounts are kept here.
    """
    made = page(_("Sign in"), path=SIGN_IN, onward=onward)
    card = made.card
    add(card, "p", _("This planning map is shared. Whoever opens it says who he is."))
    if problem:
        add(card, "p", problem, class_="problem", role="alert")
    elif ended(why):
        add(card, "p", ended(why), class_="note", role="status")
    if local:
        form = add(card, "form", method="post", action=SIGN_IN)
        add(form, "input", type="hidden", name="next", value=onward)
        add(form, "input", type="hidden", name="lang", value=text.language())
        add(form, "label", _("Name"), for_="name")
        field = add(
            form, "input", id="name", name="name", value=name, autocomplete="username", required="required"
        )
        field.set("maxlength", str(NAME_LETTERS))
        field.set("autocapitalize", "none")
        field.set("spellcheck", "false")
        add(form, "label", _("Password"), for_="password")
        secret = add(form, "input", id="password", name="password", type="password", required="required")
        secret.set("maxlength", str(PASSWORD_LETTERS))
        secret.set("autocomplete", "current-password")
        (secret if name else field).set("autofocus", "autofocus")
        add(form, "button", _("Sign in"), type="submit")
    if provider:
        query = urlencode({"next": onward, "lang": text.language()})
        add(
            card,
            "a",
            _("Sign in with {name}").format(name=provider),
            class_="other",
            href=f"{PROVIDER}?{query}",
        )
    add(card, "p", _("No account, or the password is lost? Ask whoever administers PetaPAM."), class_="small")
    return made


def refused(title: str, *sentences: str) -> Page:
    """Return a page that says why somebody is not let in, and what to do."""
    made = page(title)
    for sentence in sentences:
        add(made.card, "p", sentence)
    return made


def hop(address: str) -> Page:
    """Return a page that goes on by itself: the step from it is one within this site."""
    made = page(_("One moment"), hop=address)
    add(made.card, "a", _("Go on"), class_="other", href=address)
    return made
