"""Provider: sign-in by OpenID Connect (code flow with PKCE), in our own routes.

Not `st.login`: its button stands on a page, and no page is shown before somebody has signed in; its cookie
outlives the provider's token, and is not bound to a session that we could end.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import text
from dashboard.access import Actor
from dashboard.door import asking, identity, mishap, onward, pages
from dashboard.door.book import REFUSED, SIGNED_IN
from dashboard.door.door import Door
from dashboard.door.identity import Provider
from dashboard.door.sessions import SIGNED_OUT
from dashboard.door.setup import new_key
from dashboard.door.signin import keep
from dashboard.text import _
from geo.errors import Fault, GeoError, InputError

SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
LEEWAY_S, FLOW_S, ASK_S = 30, 600, 10
MAX_FLOWS = 1000
UNSURE = (AuthlibBaseError, JoseError, httpx.HTTPError, RuntimeError, ValueError, KeyError, TypeError)
"""What may come of an answer that is not what it should be: whoever brings it is not let in."""


@dataclass
class Flow:
    """A sign-in under way: what must come back, and where the person goes then."""

    onward: str
    language: str
    began: float
    kept: dict[str, object] = field(default_factory=dict)


class Visit:
    """The two routes of a sign-in by a provider.

    Parameters
    ----------
    door : who may come in.
    provider : who is believed.
    """

    def __init__(self, door: Door, provider: Provider) -> None:
        self.door, self.provider = door, provider
        self.flows: OrderedDict[str, Flow] = OrderedDict()
        self.cookie = f"{door.setup.cookie}-flow"
        self.client: StarletteOAuth2App = OAuth().register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret or None,
            server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={
                "scope": provider.scope,
                "code_challenge_method": "S256",
                "timeout": ASK_S,
                "token_endpoint_auth_method": "client_secret_basic" if provider.client_secret else "none",
            },
        )

    def routes(self) -> list[Route]:
        """Return the routes: the way to the provider, and the way back."""
        return [Route(pages.PROVIDER, self.go), Route(pages.BACK, self.back)]

    async def _known(self) -> None:
        """Ask the provider once where it is asked and with what it signs; raises for a doubtful answer."""
        told = await self.client.load_server_metadata()
        good = {it for it in told.get("id_token_signing_alg_values_supported", ["RS256"]) if it in SIGNATURES}
        addresses = [told.get(it) for it in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        is_its = told.get("issuer") == self.provider.issuer
        if not is_its or not good or not all(map(identity.is_safe, addresses)):
            self.client.server_metadata.clear()
            raise ValueError("the provider describes itself as another one, or without signatures or TLS")
        told["id_token_signing_alg_values_supported"] = sorted(good)

    async def go(self, request: Request) -> Response:
        """Send somebody to the provider."""
        asked = request.query_params
        flow = Flow(
            onward.safe(asked.get("next", ""), language=text.language()), text.language(), time.monotonic()
        )
        request.scope["session"] = flow.kept
        back = self.provider.redirect or self.door.setup.url + pages.BACK
        try:
            await self._known()
            answer: RedirectResponse = await self.client.authorize_redirect(request, back)
        except UNSURE as error:
            return self._refused(self._unsure(error), HTTPStatus.BAD_GATEWAY)
        key = new_key()
        self.flows[key] = flow
        while len(self.flows) > MAX_FLOWS:
            self.flows.popitem(last=False)
        tls = self.door.setup.tls
        answer.set_cookie(self.cookie, key, FLOW_S, httponly=True, secure=tls, samesite="lax", path="/")
        answer.headers["cache-control"] = "no-store"
        return answer

    async def back(self, request: Request) -> Response:
        """Let in whoever comes back with the provider's word; every way back is good once."""
        flow = self.flows.pop(asking.cookie(request.scope, self.cookie) or "", None)
        if flow is None or time.monotonic() - flow.began > FLOW_S:
            fault = Fault("This sign-in was not begun here, or long ago", "Begin again")
            return self._refused(fault, HTTPStatus.BAD_REQUEST)
        text.use(flow.language)
        request.scope["session"] = flow.kept
        try:
            claims = await self._claims(request)
            actor = self.provider.actor(claims)
        except GeoError as error:
            return self._refused(error.faults[0], HTTPStatus.FORBIDDEN)
        except UNSURE as error:
            return self._refused(self._unsure(error), HTTPStatus.UNAUTHORIZED)
        before = self.door.session(asking.cookie(request.scope, self.door.setup.cookie))
        if before is not None:
            self.door.sessions.end(before, SIGNED_OUT)
        lasts_s = float(str(claims["exp"])) - time.time()
        turns = await asyncio.to_thread(self.door.turns, actor)
        key = self.door.let_in(actor, epoch=turns, most_s=lasts_s)
        self.door.note(actor, SIGNED_IN, provider=self.provider.key)
        answer = keep(self.door, pages.hop(flow.onward).answer(), key)
        answer.delete_cookie(self.cookie, path="/")
        return answer

    async def _claims(self, request: Request) -> dict[str, object]:
        """Return what the provider says of somebody: signed by it, for us, now, asked for by this browser."""
        options = {
            "iss": {"essential": True, "values": [self.provider.issuer]},
            "aud": {"essential": True, "values": [self.provider.client_id]},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        }
        token = await self.client.authorize_access_token(request, claims_options=options, leeway=LEEWAY_S)
        claims = dict(token["userinfo"])
        if float(str(claims["exp"])) <= time.time():
            raise ValueError("the token is over")
        return claims

    def _unsure(self, error: Exception) -> Fault:
        values = {"name": self.provider.name, "reference": mishap.record(error)}
        return Fault(
            "{name} did not confirm who you are",
            "Try again; the number {reference} stands in the log",
            values,
        )

    def _refused(self, fault: Fault, status: HTTPStatus) -> Response:
        self.door.note(Actor("", ""), REFUSED, provider=self.provider.key, why=fault.problem)
        made = pages.refused(_("Sign in"), text.fault(fault))
        pages.add(made.card, "a", _("Back to the sign-in"), class_="other", href=pages.SIGN_IN)
        return made.answer(status)


def visit(door: Door) -> Visit | None:
    """Return the routes of the provider that the server was told; None without one; raises `InputError`."""
    if door.setup.oidc is None:
        return None
    found = identity.read(door.setup.oidc)
    if not found.redirect and not identity.is_safe(door.setup.url):
        raise InputError(Fault("Sign-in by {name} needs https", "Use --tls and --host", {"name": found.name}))
    return Visit(door, found)
