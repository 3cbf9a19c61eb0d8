from __future__ import annotations

from tests.browser.serving import map_frame, open_view, repainted, stamp

SAID = "document.querySelector('.pp-sentence')?.innerText.startsWith({!r})"
PLANNED = "document.querySelector('.pp-plan').innerText.includes({!r})"
PROPOSED = ".petapam-post:not(.petapam-taken)"


def drag(page, mark, *, by):
    """Take a mark of the map with the mouse and drop it some pixels away; wait until it is painted there."""
    rested(page)
    page.wait_for_timeout(500)
    frame, box = map_frame(page), mark.bounding_box()
    before = stamp(frame)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=8)
    page.mouse.up()
    repainted(page, frame, before)


def rested(page):
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=60_000)


def test_a_post_is_dragged_taken_into_the_plan_and_dragged_on(page, served):
    open_view(page, served, "siting")
    page.wait_for_function(SAID.format("3 more posts reach 20 more TPS (144 of 152)"), timeout=60_000)
    frame = map_frame(page)
    frame.wait_for_selector(PROPOSED)
    assert frame.locator(PROPOSED).all_inner_texts() == ["1", "2", "3"]

    drag(page, frame.locator(PROPOSED).first, by=(-260, 40))
    page.wait_for_selector("text=/As put by hand: 1[0-9]{2} of 152 TPS in time; at the best places 144/")
    assert frame.locator(".petapam-placed").count() == 1
    by_hand = page.inner_text(".pp-notice")

    page.get_by_role("button", name="Take these posts into the plan").click()
    page.wait_for_function(PLANNED.format("added: Post "), timeout=60_000)
    page.wait_for_selector("text=Posts in the plan")
    rested(page)
    covered = by_hand.removeprefix("As put by hand: ").split(" ")[0]
    assert f"bring 124 of 152 TPS in time to {covered};" in page.inner_text("body")

    frame = map_frame(page)
    frame.wait_for_function("document.querySelectorAll('.petapam-taken').length === 3")
    drag(page, frame.locator(".petapam-taken").nth(1), by=(-450, 20))
    page.wait_for_function(
        f"!document.body.innerText.includes('bring 124 of 152 TPS in time to {covered};')", timeout=60_000
    )
    assert "Posts in the plan" in page.inner_text("body")


def test_a_click_on_the_curve_chooses_so_many_posts_and_a_click_on_the_map_draws_a_candidate(page, served):
    open_view(page, served, "siting")
    page.wait_for_function(SAID.format("3 more posts"), timeout=60_000)
    rested(page)
    point = page.locator('[data-testid="stVegaLiteChart"] svg .mark-symbol path').nth(5)
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y, steps=4)
    page.mouse.move(x, y, steps=2)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function(SAID.format("5 more posts"), timeout=60_000)

    page.get_by_text("Add candidate places by clicking on the map").click()
    rested(page)
    page.wait_for_timeout(500)
    frame = map_frame(page)
    area = page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    page.mouse.click(area["x"] + area["width"] * 0.45, area["y"] + area["height"] * 0.75)
    page.wait_for_function(PLANNED.format("1 candidate places drawn"), timeout=60_000)
    frame.wait_for_selector(".petapam-idea")
    assert "1 put by hand" in page.inner_text(".pp-answer")
