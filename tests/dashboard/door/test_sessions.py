"""Sessions begin with a new id, end in time, and take their open tabs with them."""

from __future__ import annotations

import asyncio

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.access import ROLES, Actor
from dashboard.door.door import NOBODY
from dashboard.door.setup import Limits
from tests.dashboard.door.house import LEFT, PASSWORD, awaited, click, opened


async def parted(tab) -> str:
    """Return where a tab is sent when its session has ended."""
    message = ForwardMsg()
    message.ParseFromString((await tab.next())["bytes"])
    assert await tab.next() == {"type": LEFT, "code": 4401}
    return message.auth_redirect.url


async def status(browser) -> int:
    return (await browser.get("/")).status_code


@awaited
async def test_an_id_that_somebody_planted_opens_nothing_after_the_sign_in(shared):
    browser, name = shared.visitor(origin=shared.door.setup.url), shared.door.setup.cookie
    browser.cookies.set(name, "planted")
    await browser.post("/sign-in", data={"name": "planner", "password": PASSWORD})
    assert browser.cookies.get(name, domain="127.0.0.1") != "planted"
    thief = shared.visitor()
    thief.cookies.set(name, "planted")
    assert await status(thief) == 401


@awaited
async def test_a_second_sign_in_ends_the_session_before(shared):
    browser = await shared.signed_in("planner")
    before = dict(browser.cookies)
    await browser.post("/sign-in", data={"name": "staff", "password": PASSWORD})
    assert dict(browser.cookies) != before
    thief = shared.visitor(cookie="; ".join(f"{key}={value}" for key, value in before.items()))
    assert await status(thief) == 401
    assert [it.actor.name for it in shared.door.sessions.all()] == ["staff"]


@awaited
async def test_a_wrong_password_opens_nothing_and_is_said(shared):
    browser = shared.visitor(origin=shared.door.setup.url)
    answer = await browser.post("/sign-in", data={"name": "<b>planner", "password": "wrong", "lang": "en"})
    assert answer.status_code == 401
    assert "Name or password is wrong" in answer.text
    assert "<b>planner" not in answer.text
    assert not browser.cookies
    assert await status(browser) == 401


@awaited
async def test_one_address_cannot_try_password_after_password(shared):
    browser = shared.visitor(origin=shared.door.setup.url)
    tried = [await browser.post("/sign-in", data={"name": f"n{n}", "password": "x"}) for n in range(22)]
    assert [it.status_code for it in tried] == [401] * 20 + [429] * 2
    shared.clock.pass_s(15)
    assert (await browser.post("/sign-in", data={"name": "planner", "password": PASSWORD})).status_code == 303


@awaited
async def test_signing_out_closes_the_open_tabs_and_leads_them_to_the_sign_in(shared):
    browser = await shared.signed_in()
    async with shared.tab(browser) as first, shared.tab(browser) as second:
        await opened(first)
        await opened(second)
        answer = await browser.post("/sign-out", data={"lang": "en"})
        assert answer.headers["location"] == "/sign-in?why=out&lang=en"
        assert [await parted(tab) for tab in (first, second)] == ["/sign-in?why=out&lang=id"] * 2
    assert await status(browser) == 401
    assert ("planner", "session.end") in shared.book.noted


@awaited
async def test_nobody_is_signed_out_by_a_page_of_another_site(shared):
    browser = await shared.signed_in()
    assert (await browser.post("/sign-out", headers={"origin": "http://evil.example"})).status_code == 403
    assert (await browser.get("/sign-out")).text.startswith("inside")
    assert await status(browser) == 200


@awaited
async def test_whoever_does_nothing_for_half_an_hour_is_out(shared):
    browser = await shared.signed_in()
    async with shared.tab(browser) as tab:
        await opened(tab)
        shared.clock.pass_s(29 * 60)
        await tab.say(click())
        assert (await tab.next())["bytes"] == click()
        shared.clock.pass_s(29 * 60)
        await tab.say(click(by_itself=True))
        await tab.next()
        shared.clock.pass_s(61)
        shared.door.look()
        assert await parted(tab) == "/sign-in?why=idle&lang=id"
    assert await status(browser) == 401


@awaited
async def test_after_eight_hours_everybody_signs_in_again(shared):
    browser = await shared.signed_in()
    for _quarter in range(32):
        shared.door.sessions.touch(shared.door.sessions.all()[0])
        shared.clock.pass_s(15 * 60)
    async with shared.tab(browser) as tab:
        assert await tab.next() == {"type": LEFT, "code": 4401}


@awaited
async def test_a_message_after_the_end_is_not_heard(shared):
    browser = await shared.signed_in()
    async with shared.tab(browser) as tab:
        await opened(tab)
        shared.clock.pass_s(8 * 3600)
        await tab.say(click())
        assert await parted(tab) == "/sign-in?why=expired&lang=id"


@awaited
async def test_a_screen_on_the_wall_stays_on_untouched_for_its_sixteen_hours(shared):
    browser = await shared.signed_in("screen")
    shared.clock.pass_s(Limits().screen_s - 1)
    assert await status(browser) == 200
    shared.clock.pass_s(1)
    assert await status(browser) == 401


@pytest.mark.parametrize(
    "change", [{"disabled": True}, {"role": "staff"}, {}], ids=["disabled", "role", "revoked"]
)
@awaited
async def test_a_changed_account_loses_its_sessions_and_no_other_does(shared, change):
    browser, other = await shared.signed_in("planner"), await shared.signed_in("staff")
    async with shared.tab(browser) as tab:
        await opened(tab)
        shared.book.change("planner", **change)
        shared.door.look()
        assert await parted(tab) == "/sign-in?why=changed&lang=id"
    assert (await status(browser), await status(other)) == (401, 200)


@awaited
async def test_a_tab_goes_on_only_with_a_session_of_streamlit_that_was_his(shared):
    browser, other = await shared.signed_in("planner"), await shared.signed_in("staff")
    shared.door.actor(dict(browser.cookies), seat="seat-1")
    wanted = {"sec-websocket-protocol": "streamlit, token, seat-1"}
    async with shared.tab(browser, **wanted) as his, shared.tab(other, **wanted) as stolen:
        assert await opened(his) == "streamlit, token, seat-1"
        assert "seat-1" not in await opened(stolen)


@pytest.mark.parametrize("role", ROLES)
@awaited
async def test_the_page_knows_who_asks_by_his_session_and_by_nothing_else(shared, role):
    browser = await shared.signed_in(role)
    cookies = dict(browser.cookies)
    assert shared.door.actor(cookies, seat="1") == Actor(role, role)
    await browser.post("/sign-out")
    assert shared.door.actor(cookies, seat="1") == NOBODY
    assert shared.door.actor({}, seat="1") == NOBODY


@awaited
async def test_one_person_can_open_so_many_tabs_and_no_more(shared):
    browser = await shared.signed_in()
    tabs = [shared.tab(browser) for _turn in range(25)]
    for tab in tabs:
        await tab.__aenter__()
    assert [(await tab.next())["type"] for tab in tabs] == ["websocket.accept"] * 24 + [LEFT]
    for tab in tabs:
        await tab.__aexit__()


@awaited
async def test_who_talks_too_fast_waits_and_others_do_not(shared):
    browser, other = await shared.signed_in("planner"), await shared.signed_in("staff")
    session = next(it for it in shared.door.sessions.all() if it.actor.name == "planner")
    async with shared.tab(browser) as tab, shared.tab(other) as calm:
        await opened(tab)
        await opened(calm)
        for _turn in range(500):
            await tab.say(click())
        await calm.say(click())
        assert (await calm.next())["bytes"] == click()
        await asyncio.sleep(0.3)
        said = tab.heard.qsize()
        shared.door.sessions.end(session, "out")
    assert 20 <= said <= 40
