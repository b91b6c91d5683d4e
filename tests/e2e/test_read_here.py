"""Reading lines on this device: the same text, without a word to the server."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import expect

from vistazo import Recognizer
from vistazo.service.page import STATIC

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reads_lines")]

SENTENCES = ("Read 27 lines", "on this device,", "not far away.")
PIXELS = 2.0
"""A pixel of what is read is two of the larger file."""
CONFIDENCE = 2e-2
"""Where the server takes the luma out of a JPEG, grey levels differ by a hair."""

# What the worker of the page reads in given files: it is spoken to as the page does.
ASK_WORKER = """async ([script, files]) => {
    const worker = new Worker(script, {type: "module"});
    const at = path => new URL(`v1/models/characters/${path}`, location.href).href;
    const {id} = await (await fetch("v1/models/characters")).json();
    const source = {model: id, address: at("file")};
    const reader = {model: id, address: at("reader")};
    const read = (id, text) => new Promise(resolve => {
        const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
        const picture = {kind: "file", file: new Blob([bytes])};
        worker.addEventListener("message", ({data}) => data.id === id && resolve(data.outcome));
        const task = {kind: "read", source, reader, picture, top: 3};
        worker.postMessage({id, runtime: "small", task});
    });
    const found = await Promise.all(files.map((file, index) => read(index, file)));
    worker.terminate();
    return found;
}"""


def has_text(reading: Any, text: str) -> None:
    """The text, spaces shown by their sign, once it stands."""
    reading.page.wait_for_function(
        """wanted => [...document.querySelectorAll(".text-line")]
            .map(line => line.textContent).join("\\n") === wanted""",
        arg=text,
    )


def told(reading: Any) -> list[str]:
    """Addresses of pictures that leave the page from now on."""
    addresses: list[str] = []
    reading.page.context.on(
        "request",
        lambda request: request.method == "POST" and addresses.append(request.url),
    )
    return addresses


def page_file(size: int) -> bytes:
    """A printed page with letters of that many pixels."""
    image = Image.new("L", (14 * size, 9 * size), 235)
    font = ImageFont.load_default(1.4 * size)
    for number, text in enumerate(SENTENCES):
        ImageDraw.Draw(image).text((1.2 * size, (1 + 2.3 * number) * size), text, 30, font)
    return file_of(image, format="PNG")


def file_of(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def test_what_is_written_does_not_leave_this_device(open_page: Any) -> None:
    reading = open_page("?tab=read&place=device")
    addresses = told(reading)
    reading.write("TEN", 0.2, 0.3, 0.4)
    has_text(reading, "TEN")
    expect(reading.panel.locator(".facts")).to_contain_text("ms on this device")
    reading.panel.locator(".text-line button").first.click()
    dialog = reading.page.get_by_role("dialog")
    expect(dialog.locator(".alternative")).not_to_have_count(0)
    # The upright and the bar of a T are asked about by themselves.
    dialog.get_by_role("button", name="Split in two", exact=True).click()
    expect(reading.panel.locator(".text-line button")).to_have_count(4)
    assert addresses == []


def test_files_are_read_as_the_server_reads_them(open_page: Any) -> None:
    reading = open_page("?place=device")
    exif = Image.Exif()
    exif[0x0112] = 3
    upside_down = Image.open(io.BytesIO(page_file(40))).rotate(180)
    # The larger one is reduced before it is read, as a photo of a page would be.
    files = [page_file(230), file_of(upside_down, format="JPEG", quality=95, exif=exif)]
    (script,) = STATIC.glob("assets/worker-*.js")
    given = [base64.b64encode(content).decode() for content in files]
    recognizer = Recognizer.load("characters")
    answers = reading.page.evaluate(ASK_WORKER, [f"assets/{script.name}", given])
    for content, answer in zip(files, answers, strict=True):
        there = recognizer.read(content)
        assert answer["kind"] == "read", answer
        here = answer["reading"]
        assert (here["verdict"], here["model"]) == (there.verdict, there.model)
        characters = [one for line in here["lines"] for one in line["characters"]]
        wanted = [one for line in there.lines for one in line.characters]
        assert "".join(one["character"] for one in characters) == there.text.replace("\n", "")
        for one, other in zip(characters, wanted, strict=True):
            assert one["confidence"] == pytest.approx(other.confidence, abs=CONFIDENCE)
            assert one["box"] == pytest.approx(vars(other.box), abs=PIXELS)


def test_each_place_stands_in_for_the_other(open_page: Any) -> None:
    reading = open_page("?tab=read")
    reading.expected.append("Failed to load resource: net::ERR_")
    reading.page.route("**/read?*", lambda route: route.abort())
    reading.page.route("**/read", lambda route: route.abort())
    reading.write("TEN", 0.2, 0.3, 0.4)
    has_text(reading, "TEN")
    place = reading.panel.locator(".place")
    expect(place).to_contain_text("this was recognised on your device")
    reading.page.unroute_all()
    reading.page.context.route("**/reader*", lambda route: route.abort())
    reading.button("Clear").click()
    reading.page.reload()
    reading.page.get_by_role("radio", name="On this device").check(force=True)
    reading.write("NET", 0.2, 0.3, 0.4)
    has_text(reading, "NET")
    expect(place).to_contain_text("this was recognised on the server")
