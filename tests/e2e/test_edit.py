"""Undo, redo, clear, the eraser, the width; with buttons and with keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LEFT = [(0.2, 0.2), (0.2, 0.8)]
RIGHT = [(0.8, 0.2), (0.8, 0.8)]


def strokes(drawing: Any, count: int) -> None:
    name = f"Drawing board, strokes: {count}" if count else "Drawing board, empty"
    expect(drawing.page.get_by_role("img", name=name, exact=True)).to_be_visible()


def test_undo_redo_and_clear_by_buttons(drawing: Any) -> None:
    drawing.draw([LEFT, RIGHT])
    strokes(drawing, 2)
    drawing.button("Undo").click()
    strokes(drawing, 1)
    drawing.button("Redo").click()
    strokes(drawing, 2)
    drawing.button("Clear").click()
    strokes(drawing, 0)
    assert drawing.ink() == 0
    expect(drawing.answer).to_contain_text("the answer appears here")
    drawing.button("Undo").click()
    strokes(drawing, 2)
    assert drawing.ink() > 0


@pytest.mark.parametrize("redo", ["Control+y", "Control+Shift+Z"])
@pytest.mark.parametrize("clear", ["Delete", "Escape"])
def test_undo_redo_and_clear_by_keys(drawing: Any, redo: str, clear: str) -> None:
    drawing.draw([LEFT, RIGHT])
    keys = drawing.page.keyboard
    keys.press("Control+z")
    strokes(drawing, 1)
    keys.press(redo)
    strokes(drawing, 2)
    keys.press(clear)
    strokes(drawing, 0)
    keys.press("Control+z")
    strokes(drawing, 2)


def test_the_answer_follows_undo_and_redo(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["1"])
    expect(drawing.label).to_have_text("1")
    drawing.button("Clear").click()
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    for _ in range(2):
        drawing.button("Undo").click()
    expect(drawing.label).to_have_text("1")
    for _ in range(2):
        drawing.button("Redo").click()
    expect(drawing.label).to_have_text("7")


def test_buttons_with_nothing_to_do_say_so_and_do_nothing(drawing: Any) -> None:
    for name in ("Undo", "Redo", "Clear"):
        expect(drawing.button(name)).to_have_attribute("aria-disabled", "true")
        drawing.button(name).click(force=True)
    strokes(drawing, 0)
    drawing.draw([LEFT])
    expect(drawing.button("Undo")).to_have_attribute("aria-disabled", "false")


def test_the_eraser_takes_ink_away(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["1"])
    expect(drawing.label).to_have_text("1")
    before = drawing.ink()
    drawing.button("Eraser").click()
    expect(drawing.button("Eraser")).to_have_attribute("aria-pressed", "true")
    expect(drawing.button("Pen")).to_have_attribute("aria-pressed", "false")
    drawing.draw([[(0.3, 0.5), (0.7, 0.5)]])
    assert 0 < drawing.ink() < before
    drawing.button("Undo").click()
    assert drawing.ink() == before


def test_a_board_that_is_erased_is_empty(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["1"])
    expect(drawing.label).to_have_text("1")
    drawing.button("Eraser").click()
    drawing.page.get_by_role("slider", name="Brush width").fill("16")
    drawing.draw([[(0.5, 0.1), (0.5, 0.9)]])
    assert drawing.ink() == 0
    expect(drawing.answer).to_contain_text("the answer appears here")


def test_width_by_slider_and_by_keys(drawing: Any) -> None:
    slider = drawing.page.get_by_role("slider", name="Brush width")
    drawing.draw([LEFT])
    usual = drawing.ink()
    drawing.button("Clear").click()
    slider.fill("14")
    drawing.draw([LEFT])
    assert drawing.ink() > 1.6 * usual
    drawing.page.keyboard.press("[")
    expect(slider).to_have_value("13")
    for _ in range(9):
        drawing.page.keyboard.press("]")
    expect(slider).to_have_value("16")
    for _ in range(30):
        drawing.page.keyboard.press("[")
    expect(slider).to_have_value("2")


def test_letters_choose_the_tool(drawing: Any) -> None:
    drawing.page.keyboard.press("e")
    expect(drawing.button("Eraser")).to_have_attribute("aria-pressed", "true")
    drawing.page.keyboard.press("b")
    expect(drawing.button("Pen")).to_have_attribute("aria-pressed", "true")
    drawing.choose_file("u")


def test_single_letters_can_be_switched_off(drawing: Any) -> None:
    drawing.page.keyboard.press("?")
    expect(drawing.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    drawing.page.get_by_role("checkbox").uncheck()
    drawing.page.keyboard.press("Escape")
    expect(drawing.page.get_by_role("dialog")).to_be_hidden()
    drawing.page.keyboard.press("e")
    expect(drawing.button("Eraser")).to_have_attribute("aria-pressed", "false")
    drawing.page.reload()
    drawing.page.keyboard.press("e")
    expect(drawing.button("Eraser")).to_have_attribute("aria-pressed", "false")


def test_escape_in_the_list_of_shortcuts_leaves_the_drawing_alone(drawing: Any) -> None:
    drawing.draw([LEFT])
    drawing.page.keyboard.press("?")
    drawing.page.keyboard.press("Escape")
    expect(drawing.page.get_by_role("dialog")).to_be_hidden()
    strokes(drawing, 1)
