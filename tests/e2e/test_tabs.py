"""The tabs side by side: tabs, what each keeps, and what the address says."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser


def tab(drawing: Any, name: str) -> Any:
    return drawing.page.get_by_role("tab", name=name, exact=True)


def test_keys_walk_through_the_tabs(drawing: Any) -> None:
    keys = drawing.page.keyboard
    tab(drawing, "Draw").focus()
    keys.press("ArrowRight")
    expect(tab(drawing, "Read")).to_be_focused()
    expect(tab(drawing, "Read")).to_have_attribute("aria-selected", "true")
    expect(drawing.page.get_by_role("tabpanel", name="Read")).to_be_visible()
    expect(drawing.page.get_by_role("tabpanel", name="Draw")).to_be_hidden()
    keys.press("End")
    expect(tab(drawing, "Models")).to_be_focused()
    expect(drawing.page.get_by_role("tabpanel", name="Models")).to_be_visible()
    keys.press("ArrowLeft")
    expect(drawing.page.get_by_role("tabpanel", name="Corrections")).to_be_visible()
    keys.press("End")
    keys.press("ArrowRight")
    expect(tab(drawing, "Draw")).to_be_focused()
    keys.press("End")
    keys.press("Home")
    expect(tab(drawing, "Draw")).to_be_focused()
    keys.press("Tab")
    expect(tab(drawing, "Read")).not_to_be_focused()


@pytest.mark.usefixtures("reads_lines")
def test_each_tab_keeps_its_drawing(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    ink = drawing.ink()
    tab(drawing, "Read").click()
    drawing.draw([[(0.2, 0.2), (0.2, 0.8)], [(0.5, 0.2), (0.5, 0.8)]])
    drawing.page.keyboard.press("Control+z")
    expect(drawing.page.get_by_role("img", name="Drawing board, strokes: 1")).to_be_visible()
    tab(drawing, "Draw").click()
    expect(drawing.label).to_have_text("7")
    assert drawing.ink() == ink
    tab(drawing, "Read").click()
    expect(drawing.page.get_by_role("img", name="Drawing board, strokes: 1")).to_be_visible()


@pytest.mark.usefixtures("reads_lines")
def test_a_picture_goes_to_the_tab_that_is_shown(drawing: Any, seven: bytes) -> None:
    tab(drawing, "Read").click()
    drawing.upload("seven.png", seven)
    expect(drawing.page.get_by_role("img", name="Your picture, seven.png")).to_be_visible()
    tab(drawing, "Draw").click()
    expect(drawing.button("Back to the drawing")).to_be_hidden()
    expect(drawing.label).to_have_count(0)


def test_a_server_that_cannot_read_lines_says_so(open_page: Any) -> None:
    def without_readers(route: Route) -> None:
        answer = route.fetch()
        rows = [{**row, "reader": None} for row in answer.json()["models"]]
        route.fulfill(response=answer, json={"models": rows})

    drawing = open_page()
    drawing.page.route("**/v1/models", without_readers)
    drawing.page.goto(f"{drawing.service.url}/?tab=read")
    expect(drawing.page.get_by_text("No model on this server reads lines.")).to_be_visible()
    expect(drawing.board).to_have_count(0)


@pytest.mark.usefixtures("reads_lines")
def test_the_address_leads_to_a_tab(open_page: Any) -> None:
    drawing = open_page("?tab=read&lang=es")
    expect(drawing.page.get_by_role("tab", name="Leer")).to_have_attribute("aria-selected", "true")
    assert drawing.page.title() == "Vistazo: lee una línea"
    drawing.page.get_by_role("tab", name="Dibujar").click()
    assert "tab=draw" in drawing.page.url
    assert drawing.page.title() == "Vistazo: dibuja un dígito"


def test_a_tab_that_does_not_load_can_be_asked_for_again(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    drawing.expected += ["Failed to load", "Failed to fetch", "error occurred"]
    drawing.page.route("**/ModelsTab-*.js", lambda route: route.abort())
    tab(drawing, "Models").click()
    missing = drawing.panel.get_by_role("alert")
    expect(missing).to_contain_text("could not be loaded")
    drawing.page.unroute("**/ModelsTab-*.js")
    missing.get_by_role("button", name="Try again").click()
    expect(drawing.page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    tab(drawing, "Draw").click()
    expect(drawing.label).to_have_text("7")
