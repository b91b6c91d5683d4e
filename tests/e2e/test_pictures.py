"""Pictures instead of a drawing: uploaded, dropped, pasted, and ones that cannot be read."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

GIVE = """([kind, files]) => {
    const transfer = new DataTransfer();
    for (const {name, type, content} of files) {
        const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, {type}));
    }
    const target = document.querySelector("canvas.board-canvas");
    const options = {bubbles: true, cancelable: true};
    if (kind === "paste") {
        target.dispatchEvent(new ClipboardEvent("paste", {...options, clipboardData: transfer}));
    } else {
        for (const step of kind === "drop" ? ["dragover", "drop"] : ["dragover"]) {
            target.dispatchEvent(new DragEvent(step, {...options, dataTransfer: transfer}));
        }
    }
}"""


def give(drawing: Any, how: str, *files: tuple[str, bytes]) -> None:
    listed = [
        {"name": name, "type": "image/png", "content": base64.b64encode(content).decode()}
        for name, content in files
    ]
    drawing.page.evaluate(GIVE, [how, listed])


def preview(drawing: Any, name: str) -> Any:
    return drawing.page.get_by_role("img", name=f"Your picture, {name}")


def test_an_uploaded_picture_is_recognised(drawing: Any, seven: bytes) -> None:
    drawing.upload("seven.png", seven)
    expect(drawing.label).to_have_text("7")
    expect(preview(drawing, "seven.png")).to_be_visible()


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_other_formats_are_sent_as_they_are(drawing: Any, seven: bytes, kind: str) -> None:
    content = io.BytesIO()
    Image.open(io.BytesIO(seven)).convert("RGB").save(content, kind)
    with drawing.page.expect_request("**/predict?*") as asked:
        drawing.upload("seven", content.getvalue(), f"image/{kind.lower()}")
    expect(drawing.label).to_have_text("7")
    assert asked.value.headers["content-type"] == f"image/{kind.lower()}"


def test_a_dropped_picture_is_recognised(drawing: Any, seven: bytes) -> None:
    give(drawing, "hover", ("seven.png", seven))
    expect(drawing.page.get_by_text("Drop the picture here")).to_be_visible()
    give(drawing, "drop", ("seven.png", seven))
    expect(drawing.label).to_have_text("7")
    expect(drawing.page.get_by_text("Drop the picture here")).to_be_hidden()


def test_a_pasted_picture_is_recognised(drawing: Any, seven: bytes) -> None:
    give(drawing, "paste", ("image.png", seven))
    expect(drawing.label).to_have_text("7")
    expect(preview(drawing, "pasted picture")).to_be_visible()


def test_ctrl_v_pastes_from_the_clipboard(open_page: Any, seven: bytes) -> None:
    drawing = open_page(permissions=["clipboard-read", "clipboard-write"])
    drawing.page.evaluate(
        """async content => {
            const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
            const blob = new Blob([bytes], {type: "image/png"});
            await navigator.clipboard.write([new ClipboardItem({"image/png": blob})]);
        }""",
        base64.b64encode(seven).decode(),
    )
    drawing.page.keyboard.press("Control+v")
    expect(drawing.label).to_have_text("7")


def test_the_drawing_waits_behind_the_picture(drawing: Any, seven: bytes, digits: Any) -> None:
    drawing.draw(digits["1"])
    expect(drawing.label).to_have_text("1")
    ink = drawing.ink()
    drawing.upload("seven.png", seven)
    expect(drawing.label).to_have_text("7")
    drawing.page.keyboard.press("Control+z")
    drawing.button("Back to the drawing").click()
    expect(drawing.label).to_have_text("1")
    assert drawing.ink() == ink
    drawing.upload("seven.png", seven)
    expect(drawing.label).to_have_text("7")
    drawing.page.keyboard.press("Escape")
    expect(drawing.label).to_have_text("1")
    assert drawing.ink() == ink


def test_the_same_file_can_be_chosen_twice(drawing: Any, seven: bytes) -> None:
    for _ in range(2):
        drawing.upload("seven.png", seven)
        expect(drawing.label).to_have_text("7")
        drawing.button("Back to the drawing").click()
        expect(drawing.label).to_have_count(0)


BROKEN = {
    "text named .png": (b"this is no picture", "is not a picture", "no es una imagen"),
    "nothing at all": (b"", "is empty", "está vacío"),
    "a PNG that breaks off": (None, "is damaged", "está dañada"),
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_explained_and_the_drawing_survives(
    open_page: Any, seven: bytes, digits: Any, kind: str, language: str
) -> None:
    drawing = open_page(f"?lang={language}")
    drawing.expected.append("Failed to load resource: the server responded with a status of 4")
    drawing.draw(digits["1"])
    expect(drawing.label).to_have_text("1")
    ink = drawing.ink()
    content, english, spanish = BROKEN[kind]
    drawing.upload("broken.png", seven[: len(seven) // 2] if content is None else content)
    title, words = {"en": ("No answer", english), "es": ("Sin respuesta", spanish)}[language]
    expect(drawing.answer).to_contain_text(title)
    expect(drawing.answer).to_contain_text(words)
    expect(drawing.answer.locator(".headline-detail")).to_have_count(0)
    back = {"en": "Back to the drawing", "es": "Volver al dibujo"}[language]
    drawing.button(back).click()
    expect(drawing.label).to_have_text("1")
    assert drawing.ink() == ink


def test_a_file_that_the_browser_cannot_show_is_named(drawing: Any) -> None:
    drawing.expected.append("Failed to load resource")
    drawing.upload("letter.txt", b"Dear reader", "text/plain")
    expect(drawing.page.get_by_text("letter.txt")).to_be_visible()
    expect(drawing.page.get_by_text("This browser cannot show this file.")).to_be_visible()
    expect(drawing.answer).to_contain_text("This is not a picture that can be read.")


def test_a_file_above_16_megabytes_is_not_even_sent(drawing: Any) -> None:
    asked: list[str] = []
    drawing.page.on("request", lambda request: asked.append(request.url))
    drawing.upload("large.png", bytes(17 * 2**20))
    expect(drawing.answer).to_contain_text("This file is too large: 17")
    expect(drawing.answer).to_contain_text("The limit is 16")
    assert [url for url in asked if "/predict" in url] == []


def test_one_of_several_files_is_taken_and_named(drawing: Any, seven: bytes) -> None:
    give(drawing, "drop", ("first.png", seven), ("second.png", seven))
    expect(drawing.page.get_by_text("One picture at a time: this is first.png.")).to_be_visible()
    expect(drawing.label).to_have_text("7")


@pytest.mark.parametrize(
    ("how", "words"),
    [("paste", "There is no picture on the clipboard."), ("drop", "That was not a file.")],
)
def test_nothing_to_take_is_said(drawing: Any, digits: Any, how: str, words: str) -> None:
    drawing.draw(digits["7"])
    give(drawing, how)
    expect(drawing.page.get_by_text(words)).to_be_visible()
    expect(drawing.label).to_have_text("7")


def test_a_new_picture_never_stands_beside_an_old_answer(drawing: Any, seven: bytes) -> None:
    drawing.upload("seven.png", seven)
    expect(drawing.label).to_have_text("7")
    drawing.page.route("**/predict?*", lambda route: None)
    drawing.upload("other.png", seven)
    expect(drawing.label).to_have_count(0)
    expect(drawing.answer).to_contain_text("Looking")
    drawing.page.unroute_all(behavior="ignoreErrors")
