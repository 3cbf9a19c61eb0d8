"""Words that are programs stay words: every column of text, every sink of the product, every attack."""

from __future__ import annotations

import pytest

from dashboard.export import webpage
from dashboard.export.options import SheetOptions
from geo import operation as operations
from geo.evaluate import evaluate
from tests.browser import attacks
from tests.browser.serving import PAINT_MS, VIEWS, WITH_MAP, dashboard, map_frame, open_view

OPEN_ALL = """() => {
    const map = Object.values(window).find((value) => value instanceof L.Map);
    map.eachLayer((layer) => {
        if (layer.getTooltip && layer.getTooltip()) layer.openTooltip();
        if (layer.getPopup && layer.getPopup()) layer.openPopup();
    });
    return document.querySelectorAll(".leaflet-tooltip").length;
}"""
WRITTEN = (
    "img[onerror], img[src='x'], img[src*='petapam.invalid'], svg[onload], iframe[srcdoc*='alert'], [onfocus]"
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Write a plan of attacks to a file."""
    file = tmp_path_factory.mktemp("plan") / "attack.toml"
    file.write_text(attacks.scenario().to_toml(), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """Serve an operation in which every word that a user may choose is an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    operations.save(attacks.operation(), folder)
    with dashboard(folder) as url:
        yield url


@pytest.fixture
def alarms(page):
    """Record what must not happen: a dialog, or a request for the attacker's picture."""
    seen = []

    def opened(dialog):
        seen.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    page.on("request", lambda request: "petapam.invalid" in request.url and seen.append(request.url))
    return seen


def turn_to(page, view):
    """Go to another view of the same session."""
    page.locator(f"[data-testid=stSidebarNavLink][href$='/{view}']").first.click()
    page.wait_for_url(f"**/{view}*")
    page.wait_for_selector(".pp-head", timeout=PAINT_MS)


def look_at(page, view):
    """Open whatever opens on a view; return how many labels and tooltips its map shows."""
    tips = map_frame(page).evaluate(OPEN_ALL) if view in WITH_MAP else 0
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=PAINT_MS)
    page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
    for frame in page.frames:
        assert frame.locator(WRITTEN).count() == 0, view
        assert frame.locator("a[href^='javascript:']").count() == 0, view
    return tips


def test_no_word_of_an_operation_or_a_plan_runs_in_any_view(page, attacked, plan, alarms):
    open_view(page, attacked, "risk")
    page.get_by_role("button", name="Plan", exact=True).click()
    page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", plan)
    page.wait_for_function(
        "name => document.querySelector('.pp-plan').innerText.includes(name)", arg="onerror", timeout=PAINT_MS
    )
    page.keyboard.press("Escape")
    tips = {}
    for view in (it for it in VIEWS if it):
        if view != "risk":
            turn_to(page, view)
        tips[view] = look_at(page, view)
        assert attacks.one("meta.name", 0) in page.inner_text(".pp-head")
    page.wait_for_timeout(300)
    assert min(tips["risk"], tips["coverage"]) > len(attacks.ATTACKS)
    assert attacks.told(alarms) == []


def test_the_stand_alone_page_runs_no_word_of_it_either(page, alarms, tmp_path):
    made = evaluate(attacks.operation(), attacks.scenario())
    file = tmp_path / "map.html"
    file.write_bytes(webpage.render(made, SheetOptions(language="en")))
    page.goto(file.as_uri())
    page.wait_for_function("window.petapamPainted === '0'", timeout=PAINT_MS)
    found = 0
    for column in ("villages.name", "units.name"):
        for word in attacks.of(column):
            page.fill("#alone-search", word)
            options = page.locator("#alone-found [role=option]")
            if options.count():
                found += 1
                options.first.click()
    page.wait_for_timeout(300)
    assert found > len(attacks.ATTACKS)
    assert page.locator(WRITTEN).count() == 0
    assert attacks.told(alarms) == []


def test_every_attack_runs_in_some_sink_that_takes_it_raw(page, alarms):
    for number, attack in enumerate(attacks.of("villages.name")):
        for sink in attacks.RAW.values():
            page.set_content(sink.replace("{0}", attack))
            page.wait_for_timeout(60)
            if alarms and int(alarms[-1]) == number:
                break
    assert sorted(set(map(int, alarms))) == list(range(len(attacks.ATTACKS)))
