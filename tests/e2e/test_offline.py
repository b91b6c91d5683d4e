"""The page without its server: it opens, recognises, and keeps what is said until the end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser

LABELS = "31415926535897932384"


@pytest.fixture
def service(fresh_service: Any) -> Any:
    return fresh_service


def keep(drawing: Any) -> None:
    """Wait until everything lies on this device."""
    ready = drawing.page.get_by_text("This page also works offline now.")
    expect(ready).to_be_visible(timeout=30_000)


def leave(drawing: Any) -> None:
    drawing.expected += ["Failed to load resource", "net::ERR_"]
    drawing.service.stop()


def outcome(drawing: Any) -> Any:
    return drawing.panel.get_by_test_id("outcome")


def state(drawing: Any) -> Any:
    return drawing.page.get_by_role("region", name="State of this page")


def test_after_one_visit_everything_answers_without_a_network(
    open_page: Any, digits: Any, seven: bytes, written: Any
) -> None:
    drawing = open_page(service_workers="allow")
    keep(drawing)
    leave(drawing)
    drawing.page.reload()
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    expect(drawing.answer).to_contain_text("this was recognised on your device")
    expect(state(drawing)).to_contain_text("Offline")
    drawing.open("?model=characters&place=device")
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.open("?tab=read")
    drawing.upload("line.png", written("HELEN"))
    expect(drawing.panel.locator(".text-line button").first).to_have_text("H", timeout=15_000)
    drawing.open("?tab=photo&lang=es")
    drawing.upload("seven.png", seven)
    expect(drawing.panel).to_contain_text("esto se ha reconocido en tu dispositivo")


def correct(drawing: Any, digits: Any, number: int, label: str) -> None:
    """Say of a drawing of its own what it is, by keys alone."""
    if number:
        drawing.page.keyboard.press("Delete")
    (stroke,) = digits["7"]
    drawing.press([(x, y + number / 500) for x, y in stroke], steps=2)
    drawing.page.mouse.up()
    drawing.button("No, correct it").click()
    expect(drawing.page.get_by_role("combobox", name="Find a label")).to_be_focused()
    drawing.page.keyboard.type(label)
    drawing.page.keyboard.press("Enter")
    expect(outcome(drawing)).to_contain_text("Kept on this device")


def test_what_is_said_offline_arrives_once_and_in_order(
    open_page: Any, digits: Any, axe: str
) -> None:
    drawing = open_page(service_workers="allow")
    keep(drawing)
    leave(drawing)
    for number, label in enumerate(LABELS):
        correct(drawing, digits, number, label)
    context = drawing.page.context
    drawing.page.close()
    drawing.page = context.new_page()
    drawing.open()
    expect(state(drawing)).to_contain_text(f"{len(LABELS)} to be sent")
    state(drawing).get_by_role("button", name="Details").click()
    details = drawing.page.get_by_role("dialog", name="State of this page")
    expect(details.get_by_role("listitem")).to_have_count(len(LABELS))
    drawing.page.evaluate(axe)
    found = drawing.page.evaluate("async () => (await axe.run()).violations.map(({id}) => id)")
    assert found == []
    details.get_by_role("button", name="Close").click()

    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "")["id"])
        if len(sent) == 2:
            route.abort()
        elif len(sent) in (5, 6):
            # It arrives, and the answer is lost on its way back.
            route.fetch()
            route.abort()
        else:
            route.continue_()

    context.route("**/v1/corrections", lose)
    drawing.service.start()
    # As a browser says it, so that the page need not wait until it asks by itself.
    drawing.page.evaluate("dispatchEvent(new Event('online'))")
    expect(state(drawing)).not_to_contain_text("to be sent", timeout=30_000)
    said = drawing.service.ask("/v1/corrections?limit=100")
    assert said["total"] == len(LABELS)
    assert "".join(one["labels"][0] for one in reversed(said["corrections"])) == LABELS
    assert len(sent) > len(LABELS)
    assert len(set(sent)) == len(LABELS)


def test_where_storage_is_refused_the_page_works_and_says_so(open_page: Any, digits: Any) -> None:
    drawing = open_page()
    drawing.page.add_init_script(
        """Object.defineProperty(window, "indexedDB", {
            get() { throw new DOMException("refused", "SecurityError"); }
        })"""
    )
    drawing.page.reload()
    expect(state(drawing)).to_contain_text("This browser stores nothing here")
    state(drawing).get_by_role("button", name="Close this message").click()
    expect(state(drawing)).to_be_hidden()
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.button("Yes, this is right").click()
    expect(outcome(drawing)).to_have_text("Saved: this was right.")
    assert drawing.service.ask("/v1/corrections")["total"] == 1


def test_a_site_opens_without_its_host(browser: Any, site: Any, digits: Any) -> None:
    context = browser.new_context(locale="es")
    context.new_page().goto(f"{site.url}/")
    (page,) = context.pages
    expect(page.get_by_text("funciona también sin conexión")).to_be_visible(timeout=30_000)
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("region", name="Estado de esta página")).to_contain_text("Sin conexión")
    board = page.locator("canvas.board-canvas").bounding_box()
    (stroke,) = digits["7"]
    side = board["height"]
    places = [(board["x"] + x * side, board["y"] + y * side) for x, y in stroke]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
    expect(page.get_by_test_id("label")).to_have_text("7")
    context.close()
