"""The server goes away and comes back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

AWAY = "The server does not answer."


def test_the_answer_comes_back_with_the_server(drawing: Any, digits: Any) -> None:
    drawing.expected.append("Failed to load resource: net::ERR_")
    drawing.draw(digits["1"])
    expect(drawing.label).to_have_text("1")
    drawing.service.stop()
    try:
        drawing.button("Clear").click()
        drawing.draw(digits["7"])
        expect(drawing.answer).to_contain_text(AWAY)
        expect(drawing.page.get_by_role("status").filter(has_text=AWAY)).to_have_count(1)
        assert drawing.ink() > 0
    finally:
        drawing.service.start()
    expect(drawing.label).to_have_text("7", timeout=20_000)


def keep_from_standing_in(drawing: Any) -> None:
    """Without a model's file this device cannot recognise in place of the server."""
    drawing.expected.append("Failed to load resource: net::ERR_")
    drawing.page.context.route("**/v1/models/*/file*", lambda route: route.abort())


def test_a_message_about_the_server_ends_with_the_drawing(drawing: Any, digits: Any) -> None:
    keep_from_standing_in(drawing)
    drawing.page.route("**/predict?*", lambda route: route.abort())
    drawing.draw(digits["7"])
    expect(drawing.answer).to_contain_text(AWAY)
    drawing.button("Clear").click()
    expect(drawing.answer).to_contain_text("the answer appears here")
    drawing.page.unroute_all()
    drawing.button("Undo").click()
    expect(drawing.label).to_have_text("7")


def test_a_busy_server_is_asked_again(drawing: Any, digits: Any) -> None:
    keep_from_standing_in(drawing)
    drawing.expected.append("Failed to load resource: the server responded with a status of 503")
    drawing.page.route("**/predict?*", lambda route: route.fulfill(status=503))
    drawing.draw(digits["7"])
    expect(drawing.answer).to_contain_text("The server is busy.")
    drawing.page.unroute_all()
    expect(drawing.label).to_have_text("7")


def test_words_of_the_server_stand_in_for_ours(open_page: Any, digits: Any) -> None:
    drawing = open_page("?lang=es")
    drawing.expected.append("Failed to load resource: the server responded with a status of 418")
    problem = '{"type": "urn:vistazo:problem:teapot", "title": "Tea", "detail": "Short and stout."}'
    drawing.page.route(
        "**/predict?*",
        lambda route: route.fulfill(
            status=418, body=problem, content_type="application/problem+json"
        ),
    )
    drawing.draw(digits["7"])
    expect(drawing.answer).to_contain_text("El servidor no ha podido responder.")
    detail = drawing.answer.get_by_text("Short and stout.")
    expect(detail).to_have_attribute("lang", "en")
