"""Gate: nothing of the server answers before the door has let somebody in."""

from __future__ import annotations

import math
import re
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import text
from dashboard.door import asking, onward, pages
from dashboard.door.door import Door
from dashboard.door.farewell import wanted_session
from dashboard.door.headers import dress
from dashboard.door.sessions import MAX_TABS, Session
from dashboard.door.signin import sign_in_address
from dashboard.door.tab import Tab
from dashboard.text import _

HEALTH = "/_stcore/health"
UPLOAD = "/_stcore/upload_file/"
OPEN = re.compile(r"/open/[A-Za-z0-9_-]+(/.*)?")
"""Address that carries the key of one person's server."""
MAX_FORM, MAX_BODY, MAX_UPLOAD = 16 * 1024, 1024**2, 257 * 1024**2
NOT_IN, NOT_HERE, TOO_MUCH = 4401, 4403, 4429
"""Codes with which a socket is refused."""
SIZE = re.compile(r"[0-9]{1,15}")
NO_STORE = {"cache-control": "no-store"}


class TooLargeError(Exception):
    """A request sends more than its address takes."""


class Gate:
    """ASGI middleware before every route and socket.

    Parameters
    ----------
    app : what is behind it.
    door : who may come in.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        setup, path = self.door.setup, scope["path"]
        foreign = asking.is_foreign(scope, setup.hosts, tls=setup.tls)
        host = "" if foreign else Headers(scope=scope)["host"]

        async def dressed(message: Message) -> None:
            starts = message["type"] == "http.response.start"
            await send(dress(message, path=path, host=host, tls=setup.tls) if starts else message)

        text.use(asking.language(scope))
        refusal = self._foreign(scope) if foreign and path != HEALTH else self._refusal(scope)
        if refusal is None:
            await self._limited(asking.unnamed(scope), receive, dressed)
        else:
            await refusal(scope, receive, dressed)

    def is_open(self, path: str) -> bool:
        """Return whether an address answers to strangers."""
        if self.door.setup.shared:
            return path in {HEALTH, pages.SIGN_IN, pages.PROVIDER, pages.BACK}
        return path == HEALTH or OPEN.fullmatch(path) is not None

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to somebody who may not go on; None for whoever may."""
        session = self.door.session(asking.cookie(scope, self.door.setup.cookie))
        bucket = session.pages if session else self.door.strangers.of(asking.client(scope))
        if not bucket.take():
            return PlainTextResponse("too many requests", HTTPStatus.TOO_MANY_REQUESTS, {"retry-after": "5"})
        if session or self.is_open(scope["path"]):
            return None
        if not asking.wants_page(scope):
            return JSONResponse(outside(shared=self.door.setup.shared), HTTPStatus.UNAUTHORIZED, NO_STORE)
        if asking.comes_from_elsewhere(scope):
            return pages.hop(onward.safe(onward.wanted(scope))).answer()
        if not self.door.setup.shared:
            return closed().answer(HTTPStatus.UNAUTHORIZED)
        return RedirectResponse(sign_in_address(scope), HTTPStatus.SEE_OTHER, NO_STORE)

    def _foreign(self, scope: Scope) -> Response:
        if not asking.wants_page(scope):
            return PlainTextResponse("not from here", HTTPStatus.FORBIDDEN, NO_STORE)
        made = pages.refused(
            _("Not at this address"),
            _("This server answers only at the addresses that it was told."),
            _("Use the address that was printed in the terminal when PetaPAM was started."),
        )
        return made.answer(HTTPStatus.FORBIDDEN)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one that sends too much is cut off."""
        most, so_far, started = _most(scope), 0, False
        if _said(scope) > most:
            await too_large()(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal so_far
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > most:
                raise TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except TooLargeError:
            if started:
                raise
            await too_large()(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        setup = self.door.setup
        session = self.door.session(asking.cookie(scope, setup.cookie))
        refused = 0
        if asking.is_foreign(scope, setup.hosts, tls=setup.tls):
            refused = NOT_HERE
        elif session is None:
            refused = NOT_IN
        elif len(session.closers) >= MAX_TABS or not session.opening.take():
            refused = TOO_MUCH
        if refused or session is None:
            await receive()
            await send({"type": "websocket.close", "code": refused})
            return
        await Tab(self.door, session).attend(self.app, self._seated(scope, session), receive, send)

    def _seated(self, scope: Scope, session: Session) -> Scope:
        """Return the scope without a wish to go on with somebody else's session of Streamlit."""
        fresh = asking.unnamed(scope)
        heads = MutableHeaders(raw=list(fresh["headers"]))
        entries = heads.get("sec-websocket-protocol", "").split(",")
        if not self.door.may_sit(wanted_session(entries), session):
            heads["sec-websocket-protocol"] = ",".join(entries[:2])
        return {**fresh, "headers": heads.raw}


def _most(scope: Scope) -> int:
    """Return how many bytes an address takes."""
    if scope["path"].startswith(UPLOAD):
        return MAX_UPLOAD
    return MAX_FORM if scope["path"] in {pages.SIGN_IN, pages.SIGN_OUT} else MAX_BODY


def _said(scope: Scope) -> float:
    """Return how many bytes a request says that it sends; one that talks nonsense sends too many."""
    told = Headers(scope=scope).get("content-length", "0")
    return float(told) if SIZE.fullmatch(told) else math.inf


def too_large() -> Response:
    """Return the answer to a request that sends too much."""
    return PlainTextResponse("too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"connection": "close"})


def outside(*, shared: bool) -> str:
    """Return what an open page shows whose session is gone, such as after a restart, in every language."""
    said = []
    for language in text.LANGUAGES:
        with text.speaking(language):
            said.append(
                _("Reload this page and sign in again; your draft is kept.")
                if shared
                else _("PetaPAM was started again. Open it with the new address in its terminal.")
            )
    return "\n".join(said)


def closed() -> pages.Page:
    """Return the page for somebody who opened one person's server without its key."""
    return pages.refused(
        _("Open PetaPAM with its address"),
        _("This dashboard belongs to whoever started it."),
        _("Use the address that was printed in the terminal when PetaPAM was started; it holds a key."),
    )
