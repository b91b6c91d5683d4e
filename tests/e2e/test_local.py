"""The very same model files, run by the browser."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from vistazo import Recognizer
from vistazo.errors import ImageError
from vistazo.service.problems import problem_of

from ..photo_model import build_photo_model, photo_file
from .worker_talk import PROBABILITY_OFF, ask_worker, assert_same, file_of, strokes

pytestmark = pytest.mark.browser


class TestSameAnswers:
    @pytest.mark.parametrize("name", ["digits", "characters"])
    def test_to_pixels(self, drawing: Any, shipped: Any, name: str) -> None:
        content, recognizer = shipped[name]
        pictures = strokes(36, np.random.default_rng(3))
        answers = ask_worker(drawing.page, content, pictures)
        for picture, answer in zip(pictures, answers, strict=True):
            there = recognizer.predict(picture, outputs=["seen"])
            assert_same(answer, there)
            assert there.seen is not None
            seen = np.rint(there.seen.clip(0, 1) * 255).ravel()
            assert np.abs(np.array(answer["seen"]) - seen).max() <= 1

    def test_to_files(self, drawing: Any, shipped: Any) -> None:
        content, recognizer = shipped["digits"]
        (grey,) = strokes(1, np.random.default_rng(4))
        colour = np.stack([grey, grey // 2 + 127, grey], axis=2)
        clear = np.dstack([np.zeros((*grey.shape, 3), np.uint8), 255 - grey])
        exif = Image.Exif()
        exif[0x0112] = 6
        exact = [
            file_of(grey),
            file_of(colour),
            file_of(clear),
            file_of(255 - clear),
            file_of(grey, "JPEG", quality=95, exif=exif),
            file_of(grey, "WEBP", lossless=True),
            file_of(np.kron(grey, np.ones((7, 7), np.uint8))),
        ]
        # Where the server takes the luma out of a file, or part of its cosines, levels differ.
        lossy = [
            file_of(colour, "JPEG", quality=60, subsampling=2),
            file_of(np.kron(grey, np.ones((9, 12), np.uint8)), "JPEG", quality=90),
        ]
        answers = ask_worker(drawing.page, content, exact + lossy)
        for file, answer in zip(exact + lossy, answers, strict=True):
            off = 2e-2 if file in lossy else PROBABILITY_OFF
            assert_same(answer, recognizer.predict(file), off)

    def test_to_photos(self, drawing: Any) -> None:
        model = build_photo_model()
        recognizer = Recognizer(model)
        files = [
            photo_file(*colours, **size)
            for colours in ((0.9, 0.1, 0.1), (0.8, 0.8, 0.2), (0.0, 0.0, 0.0), (0.5, 0.6, 1.0))
            for size in ({}, {"width": 300, "height": 211, "noise": 30}, {"kind": "JPEG"})
        ]
        answers = ask_worker(drawing.page, model, files)
        for file, answer in zip(files, answers, strict=True):
            assert_same(answer, recognizer.predict(file))

    def test_to_what_is_no_picture(self, drawing: Any, shipped: Any) -> None:
        content, recognizer = shipped["digits"]
        whole = file_of(strokes(1, np.random.default_rng(5))[0])
        header = b"IHDR" + (20_000).to_bytes(4, "big") * 2 + whole[24:29]
        bomb = whole[:12] + header + zlib.crc32(header).to_bytes(4, "big") + whole[33:]
        files = [b"", b"not a picture", b"GIF89a" + whole, whole[:60], bomb]
        for file, answer in zip(files, ask_worker(drawing.page, content, files), strict=True):
            with pytest.raises(ImageError) as there:
                recognizer.predict(file)
            assert answer["failure"]["type"] == problem_of(there.value, "").kind.type

    def test_a_model_that_is_not_ours(self, drawing: Any) -> None:
        (answer,) = ask_worker(drawing.page, b"\x08\x0a not a model", [b"picture"])
        assert answer["failure"]["type"] == "urn:vistazo:problem:invalid-model"


ASSETS = re.compile(r"/assets/(worker|trimmed|ort)-[^/]*$")


def _asked(drawing: Any) -> list[str]:
    """Addresses that the page asks for from now on."""
    addresses: list[str] = []
    drawing.page.context.on("request", lambda request: addresses.append(request.url))
    return addresses


def _kinds(addresses: Sequence[str]) -> set[str]:
    return {found[1] for address in addresses if (found := ASSETS.search(address))}


class TestInThePage:
    def test_a_drawing_does_not_leave_this_device(self, open_page: Any, digits: Any) -> None:
        drawing = open_page("?place=device")
        addresses = _asked(drawing)
        for digit, drawn in digits.items():
            drawing.draw(drawn)
            expect(drawing.label).to_have_text(digit)
            drawing.button("Clear").click()
        drawing.draw(digits["7"])
        expect(drawing.answer).to_contain_text("ms on this device")
        expect(drawing.answer).to_contain_text("Your pictures stay on this device")
        # Longer than the page waits before it keeps a drawing in the history.
        drawing.page.wait_for_timeout(1500)
        assert [address for address in addresses if "/predict" in address] == []

    def test_nothing_is_loaded_for_it_where_the_server_answers(
        self, open_page: Any, digits: Any
    ) -> None:
        drawing = open_page()
        addresses = _asked(drawing)
        drawing.draw(digits["7"])
        expect(drawing.label).to_have_text("7")
        expect(drawing.answer).to_contain_text("ms on the server")
        assert _kinds(addresses) == set()
        drawing.page.get_by_role("radio", name="On this device").check(force=True)
        expect(drawing.answer).to_contain_text("ms on this device")
        expect(drawing.label).to_have_text("7")
        assert _kinds(addresses) == {"worker", "trimmed"}
        assert "place=device" in drawing.page.url

    def test_a_person_reads_both_times(self, open_page: Any, digits: Any) -> None:
        drawing = open_page("?place=device&lang=es")
        drawing.draw(digits["1"])
        expect(drawing.answer).to_contain_text("ms en este dispositivo")
        drawing.page.get_by_role("radio", name="En el servidor").check(force=True)
        choice = drawing.answer.locator(".place")
        time = r"\s*·\s*[\d,]+\sms"
        expect(choice).to_contain_text(re.compile(f"En el servidor{time}"))
        expect(choice).to_contain_text(re.compile(f"En este dispositivo{time}"))

    def test_this_device_stands_in_for_the_server(self, open_page: Any, digits: Any) -> None:
        drawing = open_page()
        drawing.expected.append("Failed to load resource: net::ERR_")
        drawing.page.route("**/predict?*", lambda route: route.abort())
        drawing.draw(digits["4"])
        expect(drawing.label).to_have_text("4")
        expect(drawing.answer).to_contain_text("this was recognised on your device")
        drawing.page.unroute_all()
        drawing.button("Clear").click()
        drawing.draw(digits["7"])
        expect(drawing.answer).to_contain_text("ms on the server")
        expect(drawing.answer).not_to_contain_text("this was recognised")

    def test_the_server_stands_in_for_this_device(self, open_page: Any, digits: Any) -> None:
        drawing = open_page()
        drawing.expected += [
            "Failed to load resource: net::ERR_",
            "wasm",
            "falling back to ArrayBuffer",
        ]
        drawing.page.context.route("**/*.wasm", lambda route: route.abort())
        drawing.page.get_by_role("radio", name="On this device").check(force=True)
        drawing.draw(digits["4"])
        expect(drawing.label).to_have_text("4")
        expect(drawing.answer).to_contain_text("this was recognised on the server")

    def test_what_the_small_runtime_lacks_the_whole_one_has(
        self, open_page: Any, digits: Any, unusual: bytes
    ) -> None:
        drawing = open_page()
        addresses = _asked(drawing)

        def serve(route: Route) -> None:
            route.fulfill(body=unusual, content_type="application/octet-stream")

        drawing.page.context.route("**/v1/models/*/file*", serve)
        drawing.page.get_by_role("radio", name="On this device").check(force=True)
        drawing.draw(digits["4"])
        expect(drawing.label).to_have_text("4")
        expect(drawing.answer).to_contain_text("ms on this device")
        assert _kinds(addresses) == {"worker", "trimmed", "ort"}


@pytest.fixture(scope="module")
def unusual(shipped: Any) -> bytes:
    """The digits, with an operator that no model of ours has, and that changes nothing."""
    import onnx
    from onnx import helper

    model = onnx.load_from_string(shipped["digits"][0])
    for node in model.graph.node:
        node.output[:] = [f"{name}_plain" if name == "novelty" else name for name in node.output]
    model.graph.node.append(helper.make_node("Mish", ["novelty_plain"], ["mish"]))
    model.graph.node.append(helper.make_node("Sub", ["mish", "mish"], ["nothing"]))
    model.graph.node.append(helper.make_node("Add", ["novelty_plain", "nothing"], ["novelty"]))
    content: bytes = model.SerializeToString()
    return content
