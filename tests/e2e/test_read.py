"""Reading lines: live text, boxes, corrections that last, pictures, the clipboard."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Request, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reads_lines")]


@pytest.fixture
def service(own_service: Any) -> Any:
    """What is taught here is nobody else's."""
    return own_service


@pytest.fixture
def reading(open_page: Any) -> Any:
    return open_page("?tab=read")


def glyph(drawing: Any, index: int, line: int = 0) -> Any:
    return drawing.panel.locator(".text-line").nth(line).locator("button").nth(index)


def has_text(drawing: Any, text: str) -> None:
    """The text, spaces shown by their sign, once it stands."""
    drawing.page.wait_for_function(
        """wanted => [...document.querySelectorAll(".text-line")]
            .map(line => line.textContent).join("\\n") === wanted""",
        arg=text,
    )


def settled(drawing: Any) -> str:
    """The text once a reading of all that is written has come."""
    drawing.page.wait_for_load_state("networkidle")
    drawing.page.wait_for_timeout(400)
    return str(drawing.text())


def action(drawing: Any, name: str) -> None:
    drawing.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def read_as(drawing: Any, character: str) -> None:
    """Correct the chosen character by typing."""
    drawing.page.get_by_role("textbox", name="Another character").fill(character)
    drawing.page.keyboard.press("Enter")
    expect(drawing.page.get_by_role("dialog")).to_have_count(0)


def test_the_text_appears_while_writing(reading: Any) -> None:
    expect(reading.panel.get_by_text("Write a line, and its text appears here.")).to_be_visible()
    reading.write("TE", 0.2, 0.3, 0.35)
    has_text(reading, "TE")
    reading.press([(0.83, 0.3), (0.83, 0.65), (1.0, 0.65)])
    expect(reading.panel.locator(".text-line button")).to_have_count(3)
    reading.page.mouse.up()
    has_text(reading, "TEL")
    expect(reading.panel.locator(".facts")).to_contain_text("@")


def test_several_lines_stay_lines(reading: Any) -> None:
    reading.write("HE", 0.2, 0.1, 0.27)
    reading.write("TEN", 0.2, 0.6, 0.27)
    has_text(reading, "HE\nTEN")


def test_every_character_has_its_box_over_its_ink(reading: Any) -> None:
    reading.write("TEN", 0.2, 0.3, 0.4)
    has_text(reading, "TEN")
    paper = reading.board.bounding_box()
    boxes = [box.bounding_box() for box in reading.panel.locator(".box").all()]
    assert len(boxes) == 3
    for number, box in enumerate(boxes):
        middle = (box["x"] + box["width"] / 2 - paper["x"]) / paper["height"]
        assert abs(middle - (0.2 + (0.9 * number + 0.275) * 0.4)) < 0.1
        assert box["y"] >= paper["y"] + 0.2 * paper["height"]
        assert box["y"] + box["height"] <= paper["y"] + 0.8 * paper["height"]


def test_nothing_moves_while_the_text_grows(open_page: Any) -> None:
    for viewport in ({"width": 1280, "height": 800}, {"width": 320, "height": 640}):
        reading = open_page("?tab=read", viewport=viewport)
        before = reading.board.bounding_box()
        reading.write("HE", 0.1, 0.1, 0.25)
        reading.write("TEN", 0.1, 0.6, 0.25)
        settled(reading)
        assert reading.board.bounding_box() == before


def test_a_chosen_alternative_stands_and_stays_while_writing_goes_on(reading: Any) -> None:
    reading.write("NET", 0.2, 0.3, 0.35)
    has_text(reading, "NET")
    glyph(reading, 1).click()
    dialog = reading.page.get_by_role("dialog")
    alternatives = dialog.locator(".alternative")
    assert 2 <= alternatives.count() <= 5
    other = alternatives.nth(1).locator(".alternative-label").inner_text()
    alternatives.nth(1).click()
    has_text(reading, f"N{other}T")
    expect(glyph(reading, 1)).to_be_focused()
    expect(glyph(reading, 1)).to_have_accessible_name(re.compile("corrected$"))
    reading.write("2", 1.145, 0.3, 0.35)
    has_text(reading, f"N{other}T2")


def test_a_correction_ends_with_its_ink_and_comes_back_with_it(reading: Any) -> None:
    reading.write("NET", 0.2, 0.3, 0.35)
    has_text(reading, "NET")
    glyph(reading, 0).click()
    read_as(reading, "#")
    has_text(reading, "#ET")
    # One more stroke through the corrected character.
    reading.draw([[(0.2, 0.4), (0.4, 0.6)]])
    expect(reading.page.locator(".text-line").first).not_to_contain_text("#")
    reading.button("Undo").click()
    has_text(reading, "#ET")
    glyph(reading, 0).click()
    action(reading, "As it was read")
    has_text(reading, "NET")


def test_the_arrow_chooses_boxes_and_the_pen_does_not(reading: Any) -> None:
    reading.write("NET", 0.2, 0.3, 0.35)
    has_text(reading, "NET")
    box = reading.panel.locator(".box").nth(1).bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reading.page.keyboard.press("v")
    expect(reading.button("Correct")).to_have_attribute("aria-pressed", "true")
    reading.page.mouse.click(*middle)
    expect(reading.page.get_by_role("dialog", name="Correct capital E")).to_be_visible()
    reading.page.keyboard.press("Escape")
    expect(reading.page.get_by_role("dialog")).to_have_count(0)
    expect(glyph(reading, 1)).to_be_focused()
    expect(reading.page.get_by_role("img", name="Drawing board, strokes: 6")).to_be_visible()
    reading.page.keyboard.press("b")
    reading.page.mouse.click(*middle)
    expect(reading.page.get_by_role("dialog")).to_have_count(0)
    expect(reading.page.get_by_role("img", name="Drawing board, strokes: 7")).to_be_visible()


def test_ink_is_split_and_joined_and_asked_about_again(reading: Any) -> None:
    reading.write("NET", 0.2, 0.3, 0.35)
    has_text(reading, "NET")
    asked: list[Request] = []
    reading.page.on("request", lambda request: asked.append(request))
    glyph(reading, 0).click()
    action(reading, "Split in two")
    expect(reading.panel.locator(".text-line button")).to_have_count(4)
    predicted = [request for request in asked if "/characters/predict" in request.url]
    assert len(predicted) == 2
    for request in predicted:
        width, height = re.findall(r"(?:width|height)=(\d+)", request.url)
        assert request.post_data_buffer is not None
        assert len(request.post_data_buffer) == int(width) * int(height)
    # The halves of an N are strokes, and together an N again.
    glyph(reading, 0).click()
    action(reading, "Join with next")
    has_text(reading, "NET")
    glyph(reading, 2).click()
    assert reading.page.get_by_role("button", name="Join with next").count() == 0
    action(reading, "Join with previous")
    expect(reading.panel.locator(".text-line button")).to_have_count(2)


def test_spaces_are_added_and_characters_removed(reading: Any) -> None:
    reading.write("NET", 0.2, 0.3, 0.35)
    has_text(reading, "NET")
    glyph(reading, 1).click()
    action(reading, "Space after")
    has_text(reading, "NE␣T")
    glyph(reading, 3).click()
    action(reading, "Remove")
    has_text(reading, "NE␣")
    glyph(reading, 2).click()
    action(reading, "Remove")
    has_text(reading, "NE")


def test_the_keyboard_alone_corrects(reading: Any) -> None:
    reading.write("NET", 0.2, 0.3, 0.35)
    has_text(reading, "NET")
    keys = reading.page.keyboard
    glyph(reading, 0).focus()
    keys.press("ArrowRight")
    keys.press("End")
    expect(glyph(reading, 2)).to_be_focused()
    keys.press("Enter")
    expect(reading.page.get_by_role("dialog").locator(".alternative").first).to_be_focused()
    keys.press("Tab")
    chosen = reading.page.evaluate(
        "document.activeElement.querySelector('.alternative-label').textContent"
    )
    keys.press("Enter")
    has_text(reading, f"NE{chosen}")
    expect(glyph(reading, 2)).to_be_focused()
    keys.press("Home")
    expect(glyph(reading, 0)).to_be_focused()


def test_every_control_is_reached_with_the_keyboard(reading: Any) -> None:
    reading.write("NET", 0.2, 0.3, 0.35)
    has_text(reading, "NET")
    reading.page.locator(".skip").focus()
    reached = []
    for _ in range(30):
        reading.page.keyboard.press("Tab")
        name = reading.page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                return element.ariaLabel || element.innerText.trim() || element.type;
            }"""
        )
        if name is None:
            break
        reached.append(name)
    assert len(reached) == len(set(reached)), "focus is caught in a circle"
    # One stop for the tabs, one for the whole text.
    assert "Read" in reached
    assert "Draw" not in reached
    assert len([name for name in reached if name.startswith("capital")]) == 1
    for name in ("Copy the text", "Pen", "Eraser", "Correct", "range", "Undo", "Upload a picture"):
        assert name in reached


def test_the_text_is_copied_with_its_corrections(open_page: Any) -> None:
    reading = open_page("?tab=read", permissions=["clipboard-read", "clipboard-write"])
    expect(reading.button("Copy the text")).to_have_attribute("aria-disabled", "true")
    reading.write("HE", 0.2, 0.1, 0.27)
    reading.write("TEN", 0.2, 0.6, 0.27)
    has_text(reading, "HE\nTEN")
    glyph(reading, 0).click()
    read_as(reading, "W")
    reading.button("Copy the text").click()
    expect(reading.page.get_by_role("status").filter(has_text="Copied.")).to_have_count(1)
    assert reading.page.evaluate("navigator.clipboard.readText()") == "WE\nTEN"


def test_a_picture_is_read_and_its_boxes_can_be_chosen_at_once(reading: Any, written: Any) -> None:
    reading.upload("page.png", written("TEN", lines=2))
    has_text(reading, "TEN\nTEN")
    picture = reading.panel.locator(".preview img").bounding_box()
    boxes = reading.panel.locator(".box")
    expect(boxes).to_have_count(6)
    first = boxes.first.bounding_box()
    scale = min(picture["height"] / 340, picture["width"] / 900)
    shown = picture["x"] + (picture["width"] - 900 * scale) / 2
    assert abs(first["x"] - (shown + 60 * scale)) < 12 * scale
    boxes.nth(4).click()
    action(reading, "Split in two")
    expect(reading.panel.locator(".text-line").nth(1).locator("button")).to_have_count(4)
    reading.button("Back to the drawing").click()
    expect(reading.panel.get_by_text("Write a line, and its text appears here.")).to_be_visible()


def test_a_page_without_ink_says_so(reading: Any) -> None:
    content = io.BytesIO()
    Image.new("L", (300, 200), 255).save(content, "PNG")
    reading.upload("blank.png", content.getvalue())
    expect(reading.panel.get_by_text("There is no writing on this picture.")).to_be_visible()
    expect(reading.button("Copy the text")).to_have_attribute("aria-disabled", "true")


def test_a_page_that_holds_too_much_is_said_to_be_read_in_part(reading: Any) -> None:
    image = Image.new("L", (2400, 2400), 255)
    pen = ImageDraw.Draw(image)
    for row in range(80):
        for column in range(80):
            x, y = 30 * column + 8, 30 * row + 8
            pen.line([(x, y), (x + 10, y + 12)], fill=0, width=3)
    content = io.BytesIO()
    image.save(content, "PNG")
    reading.upload("full.png", content.getvalue())
    expect(reading.panel.get_by_text("Only a part was read")).to_be_visible(timeout=30_000)


def test_a_broken_picture_is_explained(reading: Any) -> None:
    reading.expected.append("Failed to load resource: the server responded with a status of 4")
    reading.upload("broken.png", b"no picture")
    expect(reading.panel.get_by_text("This is not a picture that can be read.")).to_be_visible()


def test_writing_on_keeps_what_a_narrow_window_would_cut_off(reading: Any) -> None:
    reading.write("TEN", 0.2, 0.3, 0.4)
    has_text(reading, "TEN")
    reading.page.set_viewport_size({"width": 400, "height": 800})
    reading.page.wait_for_timeout(300)
    box = reading.board.bounding_box()
    assert abs(box["width"] / box["height"] - 3) < 0.05
    has_text(reading, "TEN")
    reading.button("Clear").click()


def test_the_text_is_read_out_once_writing_pauses(reading: Any) -> None:
    reading.page.evaluate(
        """() => {
            window.said = [];
            const region = document.querySelector("#read-answer > [role=status]");
            new MutationObserver(() => window.said.push(region.textContent))
                .observe(region, {childList: true, characterData: true, subtree: true});
        }"""
    )
    reading.write("TEN", 0.2, 0.3, 0.4)
    has_text(reading, "TEN")
    status = reading.page.get_by_role("status").filter(has_text="It reads: TEN")
    expect(status).to_have_count(1)
    said = reading.page.evaluate("window.said")
    assert len(said) <= 2


def test_the_server_s_return_brings_the_text_back(reading: Any) -> None:
    reading.expected.append("Failed to load resource: net::ERR_")
    # Without a reader's file this device cannot read in place of the server.
    reading.page.context.route("**/v1/models/*/reader*", lambda route: route.abort())
    reading.page.route("**/read?*", lambda route: route.abort())
    reading.write("TEN", 0.2, 0.3, 0.4)
    expect(reading.panel.get_by_text("The server does not answer.").first).to_be_visible()
    reading.page.unroute_all()
    has_text(reading, "TEN")
