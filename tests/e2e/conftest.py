"""The real server, the built page and Chromium; a test that lacks one of them says which."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, FileChooser, Page, expect, sync_playwright
from typer.testing import CliRunner

import vistazo
from vistazo import Recognizer
from vistazo.cli import app
from vistazo.service.page import STATIC

WEB = Path(__file__).parents[2] / "web"
SHIPPED = Path(vistazo.__file__).parent / "models" / "digits.onnx"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

NO_WORKER = "Service Worker registration blocked"

Stroke = Sequence[tuple[float, float]]

# Strokes of digits on a board one unit wide and high.
DIGITS: dict[str, list[Stroke]] = {
    "0": [[(0.5, 0.2), (0.36, 0.3), (0.32, 0.5), (0.37, 0.7), (0.5, 0.8), (0.63, 0.7), (0.68, 0.5),
           (0.63, 0.3), (0.5, 0.2)]],
    "1": [[(0.5, 0.2), (0.5, 0.8)]],
    "3": [[(0.34, 0.26), (0.47, 0.18), (0.62, 0.24), (0.63, 0.38), (0.48, 0.47), (0.63, 0.55),
           (0.66, 0.7), (0.5, 0.82), (0.34, 0.75)]],
    "4": [[(0.38, 0.2), (0.32, 0.55), (0.7, 0.55)], [(0.6, 0.34), (0.58, 0.85)]],
    "7": [[(0.32, 0.25), (0.68, 0.25), (0.58, 0.5), (0.47, 0.8)]],
}  # fmt: skip


# Strokes of printed characters, each in a square of its own.
LETTERS: dict[str, list[Stroke]] = {
    "E": [[(0.1, 0), (0.1, 1), (0.9, 1)], [(0.1, 0), (0.9, 0)], [(0.1, 0.5), (0.75, 0.5)]],
    "H": [[(0.1, 0), (0.1, 1)], [(0.9, 0), (0.9, 1)], [(0.1, 0.5), (0.9, 0.5)]],
    "I": [[(0.5, 0), (0.5, 1)]],
    "L": [[(0.1, 0), (0.1, 1), (0.85, 1)]],
    "N": [[(0.1, 1), (0.1, 0), (0.9, 1), (0.9, 0)]],
    "T": [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]],
    "2": [[(0.1, 0.25), (0.25, 0.05), (0.6, 0), (0.85, 0.2), (0.75, 0.5), (0.1, 1), (0.9, 1)]],
    "7": [[(0.1, 0), (0.9, 0), (0.55, 0.45), (0.4, 1)]],
}  # fmt: skip


def need(found: object, what: str) -> None:
    """Go on only if a part is there; without it skip by name, or fail where all must be tested."""
    if found:
        return
    if os.environ.get("VISTAZO_TEST_ALL") == "1":
        pytest.fail(f"VISTAZO_TEST_ALL is set, but {what}")
    pytest.skip(what)


@pytest.fixture(scope="session")
def require() -> Callable[[object, str], None]:
    return need


class Service:
    """A `vistazo serve` that can be stopped and started again at the same address."""

    def __init__(self, log: Path, data: Path, models: str = "") -> None:
        self._log = log
        self._data = data
        self._models = models
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        assert self._process is None
        command = [sys.executable, "-m", "vistazo.cli", "serve", "--port", str(self._port)]
        with self._log.open("a") as errors:
            self._process = subprocess.Popen(
                command,
                env={
                    **os.environ,
                    "VISTAZO_LOG_LEVEL": "warning",
                    "VISTAZO_DATA_FOLDER": str(self._data),
                    "VISTAZO_DATABASE_URL": "",
                    "VISTAZO_MODELS": self._models,
                },
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._process.stdout is not None
        found = re.search(r"http://[^/\s]+:(\d+)", self._process.stdout.readline())
        assert found, self._log.read_text()
        self.url, self._port = found[0], int(found[1])

    def ask(self, path: str, body: bytes | None = None, kind: str = "image/png") -> Any:
        """The JSON that it answers to a GET, or to a POST where there is a body."""
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def settle(self) -> None:
        """Wait until nothing is being learned any more; where it is stopped, nothing is."""
        if self._process is None:
            return
        for state in ("queued", "running"):
            while self.ask(f"/v1/jobs?state={state}")["jobs"]:
                time.sleep(0.2)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=20)
        self._process = None


@dataclass
class Drawing:
    """The page as a person uses it, by what is seen and read out."""

    page: Page
    service: Service | Host
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def choose_file(self, key: str) -> FileChooser:
        """Press a key that opens the file chooser.

        The browser hands choosers over only once it has been told to, and a first one that it
        shows by itself blocks all others: tell it, and give it the time to take that in.
        """
        self.page.on("filechooser", lambda _chooser: None)
        self.page.wait_for_timeout(500)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press(key)
        return chooser.value

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.service.url}/{query}")
        if re.search("tab=(photo|batch|corrections)", query):
            expect(self.panel).to_be_visible()
            return
        expect(self.board).to_be_visible()
        if "tab=" not in query and "model=" not in query:
            expect(self.panel.locator(".bar")).to_have_count(10)

    @property
    def panel(self) -> Any:
        """The tab that is shown; the other one keeps its state out of sight."""
        return self.page.locator("[role=tabpanel]:visible")

    @property
    def board(self) -> Any:
        return self.panel.locator("canvas.board-canvas")

    @property
    def answer(self) -> Any:
        return self.page.locator("#draw-answer")

    @property
    def label(self) -> Any:
        return self.page.get_by_test_id("label")

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def places(self, stroke: Stroke) -> list[tuple[float, float]]:
        """On the screen; strokes are in heights of the board."""
        box = self.board.bounding_box()
        return [(box["x"] + x * box["height"], box["y"] + y * box["height"]) for x, y in stroke]

    def press(self, stroke: Stroke, steps: int = 6) -> None:
        """Draw a stroke and keep the button down."""
        first, *others = self.places(stroke)
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for place in others:
            self.page.mouse.move(*place, steps=steps)

    def draw(self, strokes: Sequence[Stroke]) -> None:
        for stroke in strokes:
            self.press(stroke)
            self.page.mouse.up()

    def ink(self) -> int:
        """How many pixels of the board are inked on the screen."""
        return int(
            self.board.evaluate(
                """canvas => {
                  const {width, height} = canvas;
                  const copy = new OffscreenCanvas(width, height);
                  const layer = copy.getContext("2d", {willReadFrequently: true});
                  layer.drawImage(canvas, 0, 0);
                  const {data} = layer.getImageData(0, 0, width, height);
                  return data.filter((value, index) => index % 4 === 3 && value > 127).length;
                }"""
            )
        )

    def upload(self, name: str, content: bytes, kind: str = "image/png") -> None:
        chosen = {"name": name, "mimeType": kind, "buffer": content}
        self.panel.locator("input[type=file]").set_input_files([chosen])

    def write(self, text: str, left: float, top: float, height: float) -> None:
        """Print capitals and digits on the board; measures are in heights of the board."""
        for number, character in enumerate(text):
            for stroke in LETTERS.get(character, []):
                self.press(
                    [
                        (left + (number + x * 0.6) * height * 0.9, top + y * height)
                        for x, y in stroke
                    ],
                    steps=2,
                )
                self.page.mouse.up()

    def text(self) -> str:
        """What is read, line by line; a space is shown by its sign."""
        lines = self.panel.locator(".text-line").all()
        return "\n".join("".join(line.locator("button").all_inner_texts()) for line in lines)


OpenDrawing = Callable[..., Drawing]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    need((STATIC / "index.html").is_file(), "the page is not built (cd web && npm run build)")
    need(SHIPPED.is_file(), "the shipped digits.onnx is missing")
    folder = tmp_path_factory.mktemp("service")
    running = Service(folder / "service.log", folder / "data")
    running.start()
    yield running
    running.stop()


def own(folder: Path, models: str = "") -> Iterator[Service]:
    need((STATIC / "index.html").is_file(), "the page is not built (cd web && npm run build)")
    running = Service(folder / "service.log", folder / "data", models)
    running.start()
    yield running
    running.settle()
    running.stop()


@pytest.fixture(scope="module")
def own_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server for one module, with a history and versions of its own."""
    yield from own(tmp_path_factory.mktemp("own"))


@pytest.fixture
def fresh_service(tmp_path: Path) -> Iterator[Service]:
    """A server for one test: what is learned in one would change the next."""
    yield from own(tmp_path)


@pytest.fixture(scope="module")
def photo_service(tmp_path_factory: pytest.TempPathFactory, photo_model: Path) -> Iterator[Service]:
    """A server for one module, with digits and a recogniser that names the colours of a photo."""
    yield from own(tmp_path_factory.mktemp("photos"), f"digits,{photo_model}")


@pytest.fixture
def fresh_photo_service(tmp_path: Path, photo_model: Path) -> Iterator[Service]:
    """The same for one test, which teaches it something."""
    yield from own(tmp_path, f"digits,{photo_model}")


@dataclass
class Host:
    """A plain server of files, in whose folders a site lies; for a page it is what a service is.

    Attributes:
        url: Where the site lies, without a slash at the end.
        folder: The site.
    """

    url: str
    folder: Path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, photo_model: Path) -> Iterator[Host]:
    """What `vistazo site` writes, below a path, with digits, characters and colours of photos."""
    need((STATIC / "index.html").is_file(), "the page is not built (cd web && npm run build)")
    need(SHIPPED.is_file(), "the shipped digits.onnx is missing")
    root = tmp_path_factory.mktemp("host")
    path = "some/sub/path"
    models = [part for name in ("digits", "characters", photo_model) for part in ("--model", name)]
    done = CliRunner().invoke(app, ["site", str(root / path), *map(str, models)])
    assert done.exit_code == 0, done.output
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", root]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        found = re.search(r"port (\d+)", running.stdout.readline())
        assert found
        yield Host(f"http://127.0.0.1:{found[1]}/{path}", root / path)
        running.terminate()


# For one module only: while Playwright runs, no other test may start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = (os.environ.get("VISTAZO_CHROMIUM", ""), *CHROMIUM_NAMES)
    found = next((path for path in map(shutil.which, names) if path), None)
    with sync_playwright() as playwright:
        path = found or playwright.chromium.executable_path
        need(Path(path).is_file(), "Chromium is missing (or name it in VISTAZO_CHROMIUM)")
        running = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, service: Service) -> Iterator[OpenDrawing]:
    """A function that opens the page; a complaint or a request elsewhere fails the test."""
    contexts: list[BrowserContext] = []
    opened: list[Drawing] = []

    def open_(query: str = "", **options: Any) -> Drawing:
        context = browser.new_context(
            **{
                "locale": "en",
                "viewport": {"width": 1280, "height": 800},
                # What a service worker asks for could not be held up by the tests that do so.
                "service_workers": "block",
                **options,
            }
        )
        contexts.append(context)
        drawing = Drawing(context.new_page(), service)
        opened.append(drawing)
        drawing.page.set_default_timeout(15_000)
        context.on("request", lambda request: _watch(drawing, request.url))
        drawing.page.on("pageerror", lambda error: drawing.complaints.append(str(error)))
        drawing.page.on("console", lambda message: _listen(drawing, message))
        drawing.open(query)
        return drawing

    yield open_
    for context in contexts:
        context.close()
    for drawing in opened:
        assert drawing.foreign == []
        unexpected = [
            text
            for text in drawing.complaints
            if not any(part in text for part in drawing.expected)
        ]
        assert unexpected == []


def _watch(drawing: Drawing, url: str) -> None:
    if not url.startswith((drawing.service.url + "/", "blob:", "data:")):
        drawing.foreign.append(url)


def _listen(drawing: Drawing, message: Any) -> None:
    if message.type in ("error", "warning") and NO_WORKER not in message.text:
        drawing.complaints.append(message.text)


@pytest.fixture
def drawing(open_page: OpenDrawing) -> Drawing:
    """The page in English on a desktop."""
    return open_page()


@pytest.fixture(scope="session")
def digits() -> dict[str, list[Stroke]]:
    return DIGITS


@pytest.fixture(scope="session")
def seven() -> bytes:
    """A PNG of a 7, black on white."""
    return picture_of("7")


def picture_of(digit: str, side: int = 200, kind: str = "PNG") -> bytes:
    image = Image.new("L", (side, side), 255)
    for stroke in DIGITS[digit]:
        points = [(x * side, y * side) for x, y in stroke]
        ImageDraw.Draw(image).line(points, fill=0, width=side // 14, joint="curve")
    content = io.BytesIO()
    image.save(content, kind)
    return content.getvalue()


@pytest.fixture(scope="session")
def written() -> Callable[..., bytes]:
    """A function that makes a PNG of printed lines, black on white, 900 pixels wide."""
    return page_of


def page_of(text: str, lines: int = 1) -> bytes:
    image = Image.new("L", (900, 140 * lines + 60), 255)
    pen = ImageDraw.Draw(image)
    for line in range(lines):
        for number, character in enumerate(text):
            for stroke in LETTERS.get(character, []):
                left, top = 60 + 70 * number, 50 + 140 * line
                points = [(left + 45 * x, top + 80 * y) for x, y in stroke]
                pen.line(points, fill=0, width=8, joint="curve")
    return png_of(image)


def png_of(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def served(service: Service) -> dict[str, Any]:
    """The rows of the served models by name."""
    with urllib.request.urlopen(f"{service.url}/v1/models") as answer:
        return {row["name"]: row for row in json.load(answer)["models"]}


@pytest.fixture
def recognises_characters(service: Service) -> None:
    """For a test that needs `characters` among the served models."""
    need("characters" in served(service), "the shipped characters.onnx is missing")


@pytest.fixture
def reads_lines(service: Service) -> None:
    """For a test that needs a model that reads lines."""
    found = any(row["reader"] for row in served(service).values())
    need(found, "the shipped characters.reader.onnx is missing")


@pytest.fixture(scope="session")
def axe() -> str:
    need(AXE.is_file(), "axe-core is missing (cd web && npm ci)")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def shipped() -> dict[str, tuple[bytes, Recognizer]]:
    """Files of drawn things, and what answers with them in Python."""
    files = {
        name: (SHIPPED.parent / f"{name}.onnx").read_bytes() for name in ("digits", "characters")
    }
    return {name: (content, Recognizer(content)) for name, content in files.items()}
