"""Sign-in by a real provider of identities on this machine, the whole way, and everything it may do wrong."""

from __future__ import annotations

import time

import httpx
import pytest
from joserfc.jwk import RSAKey

from dashboard.door import identity
from dashboard.door.provider import visit
from dashboard.door.setup import Setup
from geo.errors import InputError
from tests.dashboard.door.house import House, awaited
from tests.dashboard.door.provider import CLIENT, SECRET, served

FILE = """
key = "polda"
name = "Polda SSO"
issuer = "{issuer}"
client_id = "{client}"
client_secret = "{secret}"
role_claim = "realm_access.roles"
[roles]
"petapam planner" = "planner"
"petapam staff" = "staff"
"""


@pytest.fixture(scope="module")
def provider():
    with served() as running:
        yield running


@pytest.fixture
def house(provider, tmp_path):
    file = tmp_path / "oidc.toml"
    file.write_text(FILE.format(issuer=provider.issuer, client=CLIENT, secret=SECRET))
    provider.sits(
        preferred_username="budi", realm_access={"roles": ["x", "petapam staff", "petapam planner"]}
    )
    return House(Setup(shared=True, oidc=file), more=visit)


async def come_back(house, browser) -> httpx.Response:
    """Go the way to the provider and back, as a browser does."""
    away = await browser.get("/sign-in/provider?next=/gaps&lang=en")
    assert away.status_code == 302, away.text
    async with httpx.AsyncClient() as outside:
        back = await outside.get(away.headers["location"])
    return await browser.get(back.headers["location"], headers={"sec-fetch-site": "cross-site"})


@awaited
async def test_whoever_the_provider_knows_comes_in_with_his_role(house):
    browser = house.visitor(accept="text/html")
    assert "Polda SSO" in (await browser.get("/sign-in")).text
    answer = await come_back(house, browser)
    assert answer.status_code == 200
    assert 'content="0; url=/gaps?lang=en"' in answer.text
    (session,) = house.door.sessions.all()
    assert (session.actor.name, session.actor.role, session.local) == ("polda:budi", "planner", False)
    assert (await browser.get("/gaps")).text.startswith("inside")
    assert ("polda:budi", "session.begin") in house.book.noted


@awaited
async def test_the_session_ends_with_the_token_at_the_latest(house):
    browser = house.visitor()
    await come_back(house, browser)
    house.clock.pass_s(601)
    assert (await browser.get("/gaps")).status_code == 401


@awaited
async def test_an_administrator_can_sign_somebody_of_the_provider_out_everywhere(house):
    browser = house.visitor()
    await come_back(house, browser)
    house.door.look()
    assert (await browser.get("/gaps")).status_code == 200
    house.book.away["polda:budi"] = 1
    house.door.look()
    assert (await browser.get("/gaps")).status_code == 401
    await come_back(house, browser)
    house.door.look()
    assert (await browser.get("/gaps")).status_code == 200


FAULTS = {
    "expired": {"exp": int(time.time()) - 1},
    "for another client": {"aud": "somebody else"},
    "of another issuer": {"iss": "https://evil.example"},
    "asked for by another browser": {"nonce": "planted"},
    "without an end": {"exp": None},
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
@awaited
async def test_a_token_that_is_not_for_this_sign_in_opens_nothing(house, provider, faults):
    provider.faults = faults
    answer = await come_back(house, house.visitor())
    assert answer.status_code == 401
    assert "did not confirm who you are" in answer.text
    assert house.door.sessions.all() == []


@awaited
async def test_a_token_that_somebody_else_signed_opens_nothing(house, provider):
    provider.signer = RSAKey.generate_key(2048, {"kid": "one"})
    assert (await come_back(house, house.visitor())).status_code == 401
    assert house.door.sessions.all() == []


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (
            {"preferred_username": "ani", "realm_access": {"roles": ["guests"]}},
            "gives you no role in PetaPAM",
        ),
        ({"preferred_username": "ani"}, "gives you no role in PetaPAM"),
        ({"realm_access": {"roles": ["petapam staff"]}}, "does not say who you are"),
    ],
)
@awaited
async def test_whoever_has_no_role_here_is_told_so_in_a_sentence(house, provider, person, sentence):
    provider.sits(**person)
    answer = await come_back(house, house.visitor())
    assert answer.status_code == 403
    assert sentence in answer.text
    assert house.door.sessions.all() == []


@awaited
async def test_a_way_back_that_was_not_begun_in_this_browser_or_is_used_twice_opens_nothing(house):
    browser, thief = house.visitor(), house.visitor()
    away = await browser.get("/sign-in/provider")
    async with httpx.AsyncClient() as outside:
        back = (await outside.get(away.headers["location"])).headers["location"]
    assert (await thief.get(back)).status_code == 400
    planted = back.replace("state=", "state=x")
    assert (await browser.get(planted)).status_code == 401
    assert (await browser.get(back)).status_code == 400
    assert house.door.sessions.all() == []


@awaited
async def test_a_provider_that_describes_itself_as_another_is_not_asked(house, provider, monkeypatch):
    monkeypatch.setattr(provider, "issuer", "http://127.0.0.1:1")
    answer = await house.visitor().get("/sign-in/provider?lang=en")
    assert answer.status_code == 502
    assert "did not confirm" in answer.text


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("planner", "emperor"), "roles that there are not: emperor"),
        (('"{issuer}"', '"http://sso.example"'), "without https"),
        (('name = "Polda SSO"', ""), "name: Field required"),
        (("[roles]", "[roles"), "cannot be read"),
    ],
)
def test_a_file_of_a_provider_that_cannot_be_is_refused_at_the_start(tmp_path, change, problem):
    file = tmp_path / "oidc.toml"
    words = FILE.replace('"petapam planner" = "planner"', 'x = "planner"').replace(*change)
    file.write_text(words.format(issuer="http://127.0.0.1:1", client="c", secret=SECRET))
    with pytest.raises(InputError, match=problem):
        identity.read(file)


def test_the_secret_may_stand_outside_the_file(tmp_path, monkeypatch):
    file = tmp_path / "oidc.toml"
    file.write_text(FILE.format(issuer="https://sso.example", client="c", secret=""))
    monkeypatch.setenv("PETAPAM_OIDC_SECRET", SECRET)
    assert identity.read(file).client_secret == SECRET
    assert SECRET not in repr(identity.read(file))
