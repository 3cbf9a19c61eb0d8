from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.browser.serving import LANGUAGES, VIEWS, open_view

LOCAL = ("127.0.0.1", None)
"""Hosts of requests that stay: this machine, and none at all for data: and blob: addresses."""


@pytest.fixture
def requests(page):
    """Record the address of every request of the page."""
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("websocket", lambda socket: seen.append(socket.url))
    return seen


def strangers(requests):
    return [url for url in requests if urlsplit(url).hostname not in LOCAL]


@pytest.mark.parametrize(
    ("view", "language"), [(view, LANGUAGES[i % len(LANGUAGES)]) for i, view in enumerate(VIEWS)]
)
def test_no_request_of_any_view_leaves_this_machine(page, served, requests, view, language):
    open_view(page, served, view, language=language)
    assert len(requests) > 10
    assert strangers(requests) == []


def test_a_request_that_leaves_this_machine_would_be_seen(page, requests):
    page.goto("about:blank")
    page.evaluate("void fetch('http://petapam.invalid/x').catch(() => 0)")
    page.wait_for_timeout(200)
    assert strangers(requests) == ["http://petapam.invalid/x"]


def test_the_page_may_not_load_anything_from_another_host(page, served):
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    open_view(page, served, "method")
    page.evaluate("void fetch('http://petapam.invalid/x').catch(() => 0)")
    page.wait_for_timeout(200)
    assert any("Content Security Policy" in text for text in refused)


def test_a_browser_without_any_network_but_the_server_shows_the_briefing(page, served):
    page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
    open_view(page, served)
    assert "152" in page.inner_text(".pp-sentence")
