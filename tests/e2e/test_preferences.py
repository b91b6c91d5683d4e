"""Language and theme: from the browser, switched, remembered, linked."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Alike in both languages: the name of the product, of languages, of the model, and numbers.
ALIKE = {"Vistazo", "EN", "ES", "English", "Español"}

TEXTS = """() => {
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) found.add(walker.currentNode.data.trim());
    for (const name of ["aria-label", "title", "alt", "aria-valuetext"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            found.add(element.getAttribute(name).trim());
        }
    }
    return [...found, document.title].filter(text => /[a-z]{2}/i.test(text));
}"""


def texts(drawing: Any) -> set[str]:
    return {
        text
        for text in drawing.page.evaluate(TEXTS)
        if text not in ALIKE and "@" not in text and "Ctrl" not in text and text != "Esc"
    }


def choose(drawing: Any, name: str) -> None:
    drawing.page.get_by_role("radio", name=name, exact=True).check(force=True)


def background(drawing: Any) -> str:
    return str(drawing.page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_switching_changes_every_text(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.page.wait_for_timeout(900)
    english = texts(drawing)
    choose(drawing, "Español")
    expect(drawing.page.get_by_role("heading", level=1)).to_have_text("Dibuja un dígito")
    drawing.page.wait_for_timeout(900)
    spanish = texts(drawing)
    assert min(len(english), len(spanish)) > 30
    assert english & spanish == set()
    expect(drawing.page.locator("html")).to_have_attribute("lang", "es")
    assert drawing.page.title() == "Vistazo: dibuja un dígito"
    expect(drawing.label).to_have_text("7")


@pytest.mark.usefixtures("reads_lines")
def test_switching_changes_every_text_while_reading(open_page: Any) -> None:
    reading = open_page("?tab=read")
    reading.write("TEN", 0.2, 0.3, 0.4)
    expect(reading.panel.locator(".glyph-button")).to_have_count(3)
    reading.panel.locator(".glyph-button").nth(1).click()
    reading.page.wait_for_timeout(1800)
    english = texts(reading)
    reading.open("?tab=read&lang=es")
    reading.write("TEN", 0.2, 0.3, 0.4)
    expect(reading.panel.locator(".glyph-button")).to_have_count(3)
    reading.panel.locator(".glyph-button").nth(1).click()
    reading.page.wait_for_timeout(1800)
    spanish = texts(reading)
    assert min(len(english), len(spanish)) > 40
    assert english & spanish == {"TEN"} & english


def test_messages_change_their_language_too(drawing: Any) -> None:
    drawing.upload("large.png", bytes(17 * 2**20))
    expect(drawing.answer).to_contain_text("This file is too large")
    choose(drawing, "Español")
    expect(drawing.answer).to_contain_text("Este archivo es demasiado grande")


@pytest.mark.parametrize(("locale", "heading"), [("es-MX", "Dibuja"), ("de-DE", "Draw")])
def test_the_browser_chooses_the_first_language(open_page: Any, locale: str, heading: str) -> None:
    drawing = open_page(locale=locale)
    expect(drawing.page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_numbers_follow_the_language(open_page: Any, digits: Any) -> None:
    drawing = open_page("?lang=es")
    drawing.draw(digits["7"])
    expect(drawing.panel.locator(".bar-value").first).to_contain_text(",")


def test_choices_are_remembered_and_stand_in_the_address(drawing: Any) -> None:
    choose(drawing, "Español")
    choose(drawing, "Oscuro")
    assert drawing.page.url.endswith("/?lang=es&theme=dark")
    drawing.open()
    expect(drawing.page.get_by_role("radio", name="Oscuro")).to_be_checked()
    drawing.open("?lang=en&theme=light&other=1")
    expect(drawing.page.get_by_role("radio", name="Light")).to_be_checked()
    choose(drawing, "System")
    assert "other=1" in drawing.page.url


def test_the_drawing_survives_a_switch(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    ink = drawing.ink()
    choose(drawing, "Dark")
    choose(drawing, "Español")
    assert drawing.ink() == ink
    expect(drawing.label).to_have_text("7")


def test_the_system_decides_until_a_person_does(drawing: Any) -> None:
    light = background(drawing)
    drawing.page.emulate_media(color_scheme="dark")
    expect(drawing.page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = background(drawing)
    assert dark != light
    choose(drawing, "Light")
    assert background(drawing) == light


def test_ink_takes_the_colour_of_the_theme(drawing: Any) -> None:
    drawing.draw([[(0.2, 0.5), (0.8, 0.5)]])
    middle = """canvas => {
        const layer = new OffscreenCanvas(1, 1).getContext("2d");
        layer.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
        return layer.getImageData(0, 0, 1, 1).data[0];
    }"""
    assert drawing.board.evaluate(middle) < 64
    choose(drawing, "Dark")
    drawing.page.wait_for_timeout(100)
    assert drawing.board.evaluate(middle) > 192


def test_a_browser_that_refuses_storage_still_switches(open_page: Any) -> None:
    drawing = open_page()
    drawing.page.add_init_script(
        """Object.defineProperty(window, "localStorage", {
            get() { throw new DOMException("refused", "SecurityError"); },
        });"""
    )
    drawing.open()
    choose(drawing, "Español")
    expect(drawing.page.get_by_role("heading", level=1)).to_have_text("Dibuja un dígito")
