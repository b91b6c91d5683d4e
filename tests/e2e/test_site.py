"""A site behind a plain server of files: the tests of the page, run again, and what is new."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from vistazo import Recognizer

from .test_access import violations
from .test_characters import (  # noqa: F401 - what is drawn elsewhere is drawn here as well
    characters,
    test_a_letter_is_recognised_and_named,
    test_the_same_drawing_is_asked_of_another_model,
)
from .test_draw import (  # noqa: F401
    test_a_finger_draws,
    test_a_scribble_is_not_a_digit,
    test_it_shows_what_it_saw_and_where_it_looked,
    test_the_answer_comes_while_the_pen_is_down,
    test_the_drawing_survives_a_smaller_window,
)
from .test_preferences import test_switching_changes_every_text  # noqa: F401
from .test_taught import DOUBTFUL

pytestmark = pytest.mark.browser

Require = Any


@pytest.fixture
def service(site: Any) -> Any:
    return site


def test_only_what_needs_no_server_is_there(drawing: Any) -> None:
    tabs = drawing.page.get_by_role("tab")
    expect(tabs).to_have_text(["Draw", "Read", "Photo", "Batch", "Models"])
    expect(drawing.page.get_by_role("group", name="Where it is recognised")).to_have_count(0)
    expect(drawing.page.get_by_role("link", name="API documentation")).to_have_count(0)


def test_what_a_server_would_keep_leads_to_the_board(open_page: Any) -> None:
    drawing = open_page("?tab=history")
    expect(drawing.board).to_be_visible()


def test_every_file_comes_from_the_folder(open_page: Any, digits: Any, site: Any) -> None:
    """That nothing comes from elsewhere is watched in every test; here, what does come."""
    asked: set[str] = set()
    drawing = open_page()
    drawing.page.context.on("request", lambda request: asked.add(request.url))
    drawing.page.reload()
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    paths = {url.removeprefix(site.url + "/") for url in asked if not url.startswith("blob:")}
    assert any(re.fullmatch(r"models/digits-[0-9a-f]{12}\.onnx", path) for path in paths)
    assert all((site.folder / (path or "index.html")).is_file() for path in paths), paths


class Example:
    """The example for other people's pages."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def board(self, name: str) -> Any:
        return self.page.locator(f"vistazo-canvas[name={name}]")

    def draw(self, name: str, strokes: Any) -> None:
        canvas = self.board(name).get_by_role("img")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        for stroke in strokes:
            first, *others = [
                (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke
            ]
            self.page.mouse.move(*first)
            self.page.mouse.down()
            for place in others:
                self.page.mouse.move(*place, steps=6)
            self.page.mouse.up()

    def label(self, name: str) -> Any:
        return self.board(name).locator("[part=label]")


@pytest.fixture
def example(open_page: Any, site: Any) -> Example:
    drawing = open_page()
    drawing.page.goto(f"{site.url}/example.html")
    expect(drawing.page.locator("vistazo-canvas").first).to_be_visible()
    return Example(drawing.page)


def test_two_boards_answer_in_somebody_s_page(example: Example, digits: Any) -> None:
    workers: list[str] = []
    example.page.on("worker", lambda worker: workers.append(worker.url))
    example.page.reload()
    example.draw("digits", digits["7"])
    expect(example.label("digits")).to_have_text("7")
    example.draw("characters", digits["3"])
    expect(example.label("characters")).to_have_text("3")
    told = [re.compile(r"^digits: 7 \(sure, "), re.compile(r"^characters: 3 \(")]
    expect(example.page.locator("#answers li")).to_have_text(told)
    assert len(workers) == 1
    values = "[...document.querySelectorAll('vistazo-canvas')].map(board => board.value)"
    assert example.page.evaluate(values) == ["7", "3"]
    answer = example.page.evaluate("document.querySelector('vistazo-canvas').answer")
    assert re.fullmatch(r"digits@[0-9a-f]{12}", answer["model"])
    # Moved into a form, it keeps its drawing and is sent along.
    example.page.evaluate(
        """() => {
            const form = document.createElement("form");
            document.querySelector("main").append(form);
            form.append(document.querySelector("vistazo-canvas"));
        }"""
    )
    example.page.wait_for_function(
        "() => new FormData(document.querySelector('form')).get('digits') === '7'"
    )
    assert answer["scores"][0]["label"] == "7"


def test_a_board_is_named_and_worked_by_keys(example: Example, digits: Any, axe: str) -> None:
    board = example.board("digits")
    expect(board.get_by_role("img", name="Drawing board, empty")).to_be_visible()
    example.draw("digits", digits["4"])
    expect(example.label("digits")).to_have_text("4")
    expect(board.get_by_role("img", name="Drawing board, strokes: 2")).to_be_visible()
    expect(board.locator("[part=unseen]")).to_contain_text("4. Sure. Confidence")
    example.page.evaluate(axe)
    found = example.page.evaluate("axe.run().then(({violations}) => violations.map(one => one.id))")
    assert found == []
    board.get_by_role("button", name="Undo").focus()
    example.page.keyboard.press("Control+z")
    expect(board.get_by_role("img", name="Drawing board, strokes: 1")).to_be_visible()
    example.page.keyboard.press("Control+y")
    expect(board.get_by_role("img", name="Drawing board, strokes: 2")).to_be_visible()
    board.get_by_role("button", name="Clear").press("Enter")
    expect(example.label("digits")).to_be_empty()
    assert board.evaluate("board => [board.value, board.answer]") == ["", None]
    board.evaluate("board => { board.lang = 'es'; }")
    expect(board.get_by_role("img", name="Pizarra vacía")).to_be_visible()
    expect(board.get_by_role("button", name="Borrar")).to_be_visible()


def test_a_board_says_what_is_wrong_with_its_model(open_page: Any, site: Any) -> None:
    drawing = open_page()
    drawing.expected.append("Failed to load resource")
    page = drawing.page
    page.goto(f"{site.url}/example.html")
    board = page.locator("vistazo-canvas").first
    (photos,) = site.folder.glob("models/photos-*.onnx")
    page.evaluate(
        "window.heard = []; addEventListener('failure', ({detail}) => heard.push(detail.reason))"
    )
    for model, said in (
        ("", "No model is named."),
        ("nowhere.onnx", "No model could be fetched from nowhere.onnx."),
        ("favicon.svg", "favicon.svg is not a model that Vistazo made"),
        (f"models/{photos.name}", "takes photos, not drawings."),
    ):
        board.evaluate("(board, model) => board.setAttribute('model', model)", model)
        expect(board.locator("[part=message]")).to_contain_text(said)
    assert page.evaluate("heard") == ["model-not-found", "invalid-model", "invalid-model"]


def test_the_module_recognises_whatever_a_page_has(open_page: Any, site: Any, seven: bytes) -> None:
    drawing = open_page()
    drawing.page.goto(f"{site.url}/example.html")
    (model,) = site.folder.glob("models/digits-*.onnx")
    found = drawing.page.evaluate(
        """async ([model, bytes]) => {
            const {Recogniser} = await import(new URL("module/vistazo.js", document.baseURI));
            const recogniser = await Recogniser.open(model);
            const file = new Blob([Uint8Array.from(bytes)]);
            const bitmap = await createImageBitmap(file);
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
            const layer = canvas.getContext("2d");
            layer.drawImage(bitmap, 0, 0);
            const image = layer.getImageData(0, 0, canvas.width, canvas.height);
            const pixels = Uint8Array.from(
                {length: canvas.width * canvas.height}, (_, place) => image.data[place * 4]);
            const grey = {width: canvas.width, height: canvas.height, pixels};
            const found = [];
            const away = new OffscreenCanvas(canvas.width, canvas.height);
            away.getContext("2d").drawImage(bitmap, 0, 0);
            for (const picture of [file, image, canvas, away, grey]) {
                const {label, confidence} = await recogniser.recognise(picture);
                found.push([label, confidence]);
            }
            const broken = [];
            for (const picture of [new Blob(["no picture"]), new OffscreenCanvas(1, 1)]) {
                await recogniser.recognise(picture).catch(
                    ({name, reason}) => broken.push(`${name}: ${reason}`));
            }
            return {found, broken, labels: recogniser.labels, model: recogniser.model};
        }""",
        [f"models/{model.name}", list(seven)],
    )
    first, *others = found["found"]
    assert first[0] == "7"
    assert others == [["7", pytest.approx(first[1], abs=1e-4)]] * 4
    assert found["broken"] == ["VistazoError: unusable-picture"] * 2
    assert found["labels"] == list("0123456789")
    assert found["model"] == model.stem.replace("-", "@")


def test_the_folder_is_a_package_that_also_recognises_without_a_page(
    site: Any, seven: bytes, require: Require
) -> None:
    told = json.loads((site.folder / "package.json").read_text(encoding="utf-8"))
    entry = told["exports"]["."]
    assert all((site.folder / path).is_file() for path in entry.values())
    node = shutil.which("node")
    require(node, "Node.js is missing")
    picture = Image.open(io.BytesIO(seven))
    code = """
        const {readFileSync} = require("node:fs");
        import("./module/vistazo.js").then(async ({Recogniser, defineCanvas}) => {
            const [model, width, height] = process.argv.slice(1);
            const recogniser = await Recogniser.open(readFileSync(model));
            const pixels = readFileSync(0);
            const size = {width: Number(width), height: Number(height)};
            console.log(JSON.stringify(await recogniser.recognise({...size, pixels})));
        });
    """
    (model,) = site.folder.glob("models/digits-*.onnx")
    done = subprocess.run(
        [str(node), "-e", code, model, *map(str, picture.size)],
        cwd=site.folder,
        input=picture.tobytes(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    answer, expected = json.loads(done.stdout), Recognizer.load(model).predict(seven)
    assert (answer["label"], answer["verdict"]) == (expected.label, expected.verdict)
    for score in answer["scores"]:
        assert score["probability"] == pytest.approx(
            expected.probabilities[score["label"]], abs=1e-4
        )


def test_the_worker_and_the_runtimes_lie_there_once(site: Any) -> None:
    for kind in ("worker-*.js", "trimmed-*.wasm", "ort-*.wasm"):
        assert len(list((site.folder / "assets").glob(kind))) == 1
    assert list((site.folder / "module").glob("*.wasm")) == []


def test_axe_finds_nothing(drawing: Any, digits: Any, axe: str) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    assert violations(drawing, axe) == []


def test_after_one_visit_it_opens_without_a_network(open_page: Any, digits: Any) -> None:
    drawing = open_page(service_workers="allow")
    ready = drawing.page.get_by_text("This page also works offline now.")
    expect(ready).to_be_visible(timeout=60_000)
    drawing.expected.append("net::ERR_")
    drawing.page.context.set_offline(True)
    drawing.page.reload()
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")


def test_what_is_corrected_is_learned_here_and_forgotten_on_request(drawing: Any) -> None:
    drawing.draw(DOUBTFUL)
    expect(drawing.label).to_have_text("1")
    drawing.button("No, correct it").click()
    expect(drawing.page.get_by_role("combobox", name="Find a label")).to_be_focused()
    drawing.page.keyboard.type("7")
    drawing.page.keyboard.press("Enter")
    expect(drawing.label).to_have_text("7", timeout=60_000)
    model = drawing.answer.locator(".facts-model")
    expect(model).to_have_text(re.compile(r"^digits@[0-9a-f]{12}\+1$"))
    drawing.page.get_by_role("tab", name="Models").click()
    card = drawing.page.get_by_role("region", name="On this device")
    expect(card).to_contain_text("Corrections learned: 1")
    expect(drawing.panel).to_contain_text("What this device has learned for each recogniser.")
    drawing.button("Forget…").click()
    drawing.button("Forget").click()
    expect(card).to_contain_text("Nothing has been learned here yet. Correct an answer:")
    drawing.open()
    drawing.draw(DOUBTFUL)
    expect(drawing.label).to_have_text("1")
