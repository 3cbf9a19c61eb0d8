"""Nothing answers before somebody is in, and nothing that another site or host asks for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.door import asking, onward
from dashboard.door.setup import Setup
from tests.dashboard.door.house import BASE, LEFT, House, awaited, opened

HTML = {"accept": "text/html"}
PATHS = st.lists(
    st.sampled_from(["sign-in", "SIGN-IN", "open", "..", "_stcore", "health", "media", "%2e", "", "x"]),
    max_size=4,
)


@given(parts=PATHS, shared=st.booleans())
@example(parts=["sign-in", ""], shared=True)
@example(parts=["", "sign-in"], shared=True)
@example(parts=["open", "x"], shared=True)
@example(parts=["sign-in"], shared=False)
@awaited
async def test_no_address_but_the_way_in_answers_a_stranger(parts, shared):
    house, path = House(Setup(shared=shared)), "/" + "/".join(parts)
    async with house.visitor() as stranger:
        answer = await stranger.get(BASE + path)
    known = {"/_stcore/health"} | ({"/sign-in"} if shared else set())
    if answer.request.url.path in known:
        assert answer.status_code == 200
    else:
        assert answer.status_code in {401, 403}
        assert "inside" not in answer.text


@awaited
async def test_a_person_is_shown_the_sign_in_and_comes_back_to_where_he_wanted(shared):
    async with shared.visitor(**HTML) as person:
        answer = await person.get("/gaps?lang=en")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fgaps%3Flang%3Den&lang=en"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/x",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/sign-out",
        "/" + "a" * 500,
    ],
)
def test_nobody_is_led_to_another_site(wanted):
    assert onward.safe(wanted, language="en") == "/?lang=en"
    assert onward.safe("/risk?operation=demo") == "/risk?operation=demo"
    assert onward.safe("/a\r\nset-cookie:b?c=\n") == "/"


@awaited
async def test_the_key_lets_in_and_leaves_the_address(single):
    async with single.visitor() as browser:
        assert (await browser.get("/")).status_code == 401
        answer = await browser.get(f"/open/{single.door.setup.key}/risk?lang=en")
        assert (answer.status_code, answer.headers["location"]) == (303, "/risk?lang=en")
        kept = answer.headers["set-cookie"]
        assert "HttpOnly" in kept
        assert "SameSite=strict" in kept
        assert single.door.setup.key not in kept
        assert (await browser.get("/risk")).text.startswith("inside")


@awaited
async def test_a_wrong_key_and_the_key_of_another_start_open_nothing(single):
    async with single.visitor(**HTML) as browser:
        answer = await browser.get(f"/open/{Setup().key}/")
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert (await browser.get("/")).status_code == 401


@awaited
async def test_whoever_comes_from_another_site_takes_a_step_within_this_one(single):
    async with single.visitor(**HTML, **{"sec-fetch-site": "cross-site"}) as browser:
        answer = await browser.get(f"/open/{single.door.setup.key}/risk")
    assert answer.status_code == 200
    assert 'content="0; url=/risk"' in answer.text


@awaited
async def test_an_open_page_without_a_session_reads_in_both_languages_what_to_do(shared, single):
    for house, english in ((shared, "Reload this page"), (single, "started again")):
        answer = await house.visitor().get("/_stcore/host-config")
        assert answer.status_code == 401
        indonesian, told = answer.json().splitlines()
        assert english in told
        assert "ulang" in indonesian


@awaited
async def test_the_whole_day_of_one_person_has_no_time_out(single):
    browser = await single.owners()
    single.clock.pass_s(72 * 3600)
    assert (await browser.get("/")).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8501", "127.0.0.1.evil.example", "", "a@127.0.0.1", "127.0.0.1:x"]
)
@awaited
async def test_another_host_is_refused_even_with_a_session(single, host):
    browser = await single.owners()
    assert (await browser.get("/", headers={"host": host})).status_code == 403
    async with single.tab(browser, host=host, origin=f"http://{host}") as tab:
        assert (await tab.next())["type"] == LEFT


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "https://127.0.0.1:8501", "http://127.0.0.1:9999"]
)
@awaited
async def test_a_socket_needs_the_origin_of_this_server(single, origin):
    browser = await single.owners()
    async with single.tab(browser, origin=origin) as tab:
        assert (await tab.next())["type"] == LEFT
    sent = await browser.post("/x", headers={"origin": origin} if origin else {})
    assert sent.status_code == 403


@awaited
async def test_a_socket_opens_for_whoever_is_in_and_for_nobody_else(single):
    async with single.tab(single.visitor()) as tab:
        assert await tab.next() == {"type": LEFT, "code": 4401}
    async with single.tab(await single.owners()) as tab:
        assert await opened(tab) == ""


@awaited
async def test_headers_that_claim_who_is_asking_are_dropped(shared):
    browser = await shared.signed_in("screen")
    claims = {
        "x-petapam-role": "admin",
        "x-forwarded-user": "admin",
        "x_remote_user": "admin",
        "remote-user": "a",
    }
    heard = (await browser.get("/", headers=claims)).text
    assert heard.startswith("inside")
    assert not any(claim in heard for claim in claims)


def test_a_cookie_that_is_there_twice_counts_as_none():
    scope = {"type": "http", "headers": [(b"cookie", b"a=1; petapam-8501=x; petapam-8501=y")]}
    assert asking.cookie(scope, "petapam-8501") is None
    assert asking.cookie(scope, "a") == "1"


@awaited
async def test_no_more_is_taken_than_an_address_needs(shared):
    browser = await shared.signed_in()
    assert (await browser.post("/x", content=b"x" * 1_000_000)).status_code == 200
    assert (await browser.post("/x", content=b"x" * 1_100_000)).status_code == 413
    assert (await browser.post("/sign-in", content=b"x" * 20_000)).status_code == 413
    assert (await browser.put("/_stcore/upload_file/a/b", content=b"x" * 1_100_000)).status_code == 200

    async def bits():
        for _turn in range(12):
            yield b"x" * 100_000

    assert (await browser.post("/x", content=bits())).status_code == 413


@awaited
async def test_every_answer_has_its_headers(shared):
    async with shared.visitor(**HTML) as stranger:
        refused = await stranger.get("/")
        page = await stranger.get("/sign-in")
    inside = await (await shared.signed_in()).get("/media/x")
    foreign = await stranger_at(shared, "evil.example")
    for answer in (refused, page, inside, foreign):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers
    assert "connect-src 'self' ws://127.0.0.1:8501;" in inside.headers["content-security-policy"]
    assert "evil" not in foreign.headers["content-security-policy"]
    assert "script" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == inside.headers["cache-control"] == "no-store"


async def stranger_at(house, host):
    async with house.visitor(host=host) as stranger:
        return await stranger.get("/")


@awaited
async def test_behind_tls_cookies_are_secure_and_the_address_is_https(shared):
    house = House(Setup(shared=True, tls=True, names=("petapam.polres.example",)))
    browser = await house.signed_in()
    (kept,) = browser.cookies.jar
    assert (kept.name, kept.secure, kept.path) == ("__Host-petapam", True, "/")
    answer = await browser.get("/")
    assert "strict-transport-security" in answer.headers
    assert "wss://petapam.polres.example" in answer.headers["content-security-policy"]
    plain = {"origin": "http://petapam.polres.example"}
    assert (await browser.post("/x", headers=plain)).status_code == 403
