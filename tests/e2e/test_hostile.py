"""What nobody should do to a page, and somebody will: the drawing is never lost."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

POINTS = 50_000

# The mouse's own events, as many as nobody can make by moving it.
SCRAWL = """([count]) => {
    const canvas = document.querySelector("[role=tabpanel]:not([hidden]) canvas.board-canvas");
    const {left, top, width, height} = canvas.getBoundingClientRect();
    for (let number = 0; number < count; number += 1) {
        const turn = number * 0.9;
        const reach = 0.05 + 0.35 * (number / count);
        canvas.dispatchEvent(new PointerEvent("pointermove", {
            pointerId: 1,
            pointerType: "mouse",
            buttons: 1,
            bubbles: true,
            clientX: left + width * (0.5 + reach * Math.cos(turn)),
            clientY: top + height * (0.5 + reach * Math.sin(turn)),
        }));
    }
}"""

REFUSED = """() => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
        Object.defineProperty(window, name, {
            get() { throw new DOMException("refused", "SecurityError"); },
        });
    }
}"""


def png(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.new("1", (width, height), 1).save(content, "PNG")
    return content.getvalue()


def broken_files(whole: bytes) -> dict[str, tuple[bytes, str]]:
    """Files by name, and a part of what the page says of each."""
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + whole[24:29]
    claimed = whole[:12] + header + zlib.crc32(header).to_bytes(4, "big") + whole[33:]
    jpeg = io.BytesIO()
    Image.open(io.BytesIO(whole)).save(jpeg, "JPEG")
    return {
        "nothing.png": (b"", "empty"),
        "text.png": (b"Dear page,\n", "not a picture"),
        "torn.png": (whole[: len(whole) // 2], "damaged"),
        "torn.jpg": (jpeg.getvalue()[:300], "damaged"),
        "huge.png": (png(10_000, 10_000), "too many pixels"),
        "claimed.png": (claimed, "too many pixels"),
    }


def test_a_broken_picture_is_explained_and_the_drawing_stays(
    open_page: Any, digits: Any, seven: bytes
) -> None:
    drawing = open_page("?place=device")
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    for name, (content, words) in broken_files(seven).items():
        drawing.upload(name, content)
        expect(drawing.answer, name).to_contain_text(words)
        if words == "too many pixels":
            # Showing it would take the memory that answering is refused.
            expect(drawing.panel.locator(".preview-unshown")).to_contain_text(name)
        drawing.button("Back to the drawing").click()
        expect(drawing.label, name).to_have_text("7")


@pytest.mark.parametrize("place", ["device", "server"])
def test_a_stroke_of_very_many_points_is_drawn_and_answered(open_page: Any, place: str) -> None:
    drawing = open_page(f"?place={place}")
    drawing.press([(0.5, 0.5)])
    drawing.page.evaluate(SCRAWL, [POINTS])
    drawing.page.mouse.up()
    expect(drawing.page.get_by_role("img", name="Drawing board, strokes: 1")).to_be_visible()
    expect(drawing.label).not_to_be_empty()
    assert drawing.ink() > 1000
    drawing.button("Undo").click()
    expect(drawing.page.get_by_role("img", name="Drawing board, empty")).to_be_visible()
    expect(drawing.answer).to_contain_text("Draw a digit")


def test_a_window_that_turns_while_one_draws_loses_no_ink(drawing: Any, digits: Any) -> None:
    (seven,) = digits["7"]
    drawing.press(seven[:3])
    for width, height in [(800, 1280), (400, 700), (1280, 800)]:
        drawing.page.set_viewport_size({"width": width, "height": height})
        expect(drawing.board).to_be_visible()
    for place in drawing.places(seven[3:]):
        drawing.page.mouse.move(*place, steps=6)
    drawing.page.mouse.up()
    expect(drawing.page.get_by_role("img", name="Drawing board, strokes: 1")).to_be_visible()
    expect(drawing.label).to_have_text("7")
    ink = drawing.ink()
    drawing.page.set_viewport_size({"width": 700, "height": 1000})
    expect(drawing.label).to_have_text("7")
    assert drawing.ink() > ink // 8


def test_a_browser_that_keeps_nothing_answers_all_the_same(open_page: Any, digits: Any) -> None:
    drawing = open_page()
    drawing.page.context.add_init_script(f"({REFUSED})()")
    drawing.open("?place=device")
    drawing.draw(digits["4"])
    expect(drawing.label).to_have_text("4")
