"""Sign-in: with a name and a password, or with the key of one person's server; and the way out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from dashboard import text
from dashboard.door import asking, onward, pages
from dashboard.door.door import Door
from dashboard.door.sessions import SIGNED_OUT
from dashboard.text import _
from geo.errors import GeoError

NO_STORE = {"cache-control": "no-store"}


def sign_in_address(scope: Scope) -> str:
    """Return the address at which somebody signs in who asked for something else."""
    wanted, query = onward.safe(onward.wanted(scope)), {}
    if wanted != onward.START:
        query["next"] = wanted
    if asking.language(scope) != text.DEFAULT:
        query["lang"] = asking.language(scope)
    return pages.SIGN_IN + (f"?{urlencode(query)}" if query else "")


def keep(door: Door, answer: Response, key: str) -> Response:
    """Let the browser keep the key of a session."""
    answer.set_cookie(
        door.setup.cookie, key, path="/", httponly=True, secure=door.setup.tls, samesite="strict"
    )
    return answer


def going(request: Request, address: str) -> Response:
    """Return the answer that leads on; somebody who came from another site takes a step within this one."""
    if asking.comes_from_elsewhere(request.scope):
        return pages.hop(address).answer()
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, NO_STORE)


async def form(request: Request) -> dict[str, str]:
    """Return the fields of a form that was sent; the gate has seen to its size."""
    body = (await request.body()).decode("utf-8", errors="replace")
    return {name: values[-1] for name, values in parse_qs(body).items()}


@dataclass(frozen=True)
class Entrance:
    """The routes at which somebody comes in and goes out.

    Parameters
    ----------
    door : who may come in.
    provider : name of the provider of identities; nothing without one.
    """

    door: Door
    provider: str = ""

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        if not self.door.setup.shared:
            return [Route("/open/{key}", self.open), Route("/open/{key}/{rest:path}", self.open)]
        return [
            Route(pages.SIGN_IN, self.sign_in, methods=["GET", "POST"]),
            Route(pages.SIGN_OUT, self.sign_out, methods=["POST"]),
        ]

    def page(self, *, wanted: str, why: str = "", problem: str = "", name: str = "") -> pages.Page:
        """Return the page on which somebody signs in."""
        book = self.door.book
        return pages.sign_in(
            onward=wanted,
            why=why,
            problem=problem,
            name=name,
            provider=self.provider,
            local=not self.provider or (book is not None and book.any()),
        )

    async def open(self, request: Request) -> Response:
        """Let in whoever has the key, and take the key out of the address."""
        if not self.door.fits(request.path_params["key"]):
            made = pages.refused(
                _("This key no longer opens"),
                _("PetaPAM was started again since, and has another key."),
                _("Use the address that was printed in the terminal when it was started."),
            )
            return made.answer(HTTPStatus.FORBIDDEN)
        wanted = f"/{request.path_params.get('rest', '')}?{request.url.query}"
        answer = going(request, onward.safe(wanted, language=text.language()))
        if self.door.session(asking.cookie(request.scope, self.door.setup.cookie)):
            return answer
        return keep(self.door, answer, self.door.let_owner_in())

    async def sign_in(self, request: Request) -> Response:
        """Show the page, or let in whoever knows his password."""
        asked = request.query_params
        if request.method != "POST":
            held = self.door.session(asking.cookie(request.scope, self.door.setup.cookie))
            wanted = onward.safe(asked.get("next", ""), language=text.language())
            if held is not None:
                return going(request, wanted)
            return self.page(wanted=wanted, why=asked.get("why", "")).answer()
        given = await form(request)
        text.use(given.get("lang", text.DEFAULT))
        wanted = onward.safe(given.get("next", ""), language=text.language())
        name = given.get("name", "").strip()[: pages.NAME_LETTERS]
        password = given.get("password", "")[: pages.PASSWORD_LETTERS]
        return await self._check(request, name, password, wanted=wanted)

    async def _check(self, request: Request, name: str, password: str, *, wanted: str) -> Response:
        failures = self.door.failures.of(asking.client(request.scope))
        if self.door.book is None or failures.empty:
            problem = _("Too many attempts from this address. Wait some minutes and try again.")
            return self.page(wanted=wanted, problem=problem, name=name).answer(HTTPStatus.TOO_MANY_REQUESTS)
        try:
            async with self.door.checking:
                known = await asyncio.to_thread(self.door.book.check, name, password)
        except GeoError as error:
            failures.take()
            problem = " ".join(text.fault(fault) for fault in error.faults)
            return self.page(wanted=wanted, problem=problem, name=name).answer(HTTPStatus.UNAUTHORIZED)
        before = self.door.session(asking.cookie(request.scope, self.door.setup.cookie))
        if before is not None:
            self.door.sessions.end(before, SIGNED_OUT)
        key = self.door.let_in(known.actor(), epoch=known.epoch, local=True)
        return keep(self.door, RedirectResponse(wanted, HTTPStatus.SEE_OTHER, NO_STORE), key)

    async def sign_out(self, request: Request) -> Response:
        """End the session, close its tabs, and show the page on which one signs in."""
        session = self.door.session(asking.cookie(request.scope, self.door.setup.cookie))
        if session is None:
            return PlainTextResponse("sign in first", HTTPStatus.UNAUTHORIZED, NO_STORE)
        given = await form(request)
        await asyncio.to_thread(self.door.let_out, session)
        query = {"why": SIGNED_OUT}
        if given.get("lang") in text.LANGUAGES and given["lang"] != text.DEFAULT:
            query["lang"] = given["lang"]
        answer = RedirectResponse(f"{pages.SIGN_IN}?{urlencode(query)}", HTTPStatus.SEE_OTHER, NO_STORE)
        answer.delete_cookie(self.door.setup.cookie, path="/", secure=self.door.setup.tls, samesite="strict")
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer
