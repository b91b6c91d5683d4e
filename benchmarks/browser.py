"""The very same model files in the browser: same answers, how fast, and how much has to travel.

    python benchmarks/browser.py [--count 2000] [--photos MODEL] [--opens 7] [--strokes 100]
                                 [--lines 320] [--corrections 20] [--json]

Starts `vistazo serve` on the loopback and Chromium, with the page as it is built. Digits are drawn
anew as redraw.py does, in all its cells; characters are those of UNIPEN's held-out writers; photos
are the files of the test photos, decoded by either side. A label may differ on a tie alone: where
the server's best two are as near to each other as the two sides may be. Lines of text are composed
of the characters of UNIPEN's held-out writers, or as they wrote them, some on photographed paper.
Corrections are of pictures that are read wrong, one after the other, each learned with all before.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, Request, sync_playwright

from browser_reading import compare_reading, pages_to_read
from page_learning import learn_in, read_wrong
from redraw import CELLS, render
from reporting import machine, markdown_table, print_header
from serving import running_server
from vistazo import Recognizer
from vistazo.service.page import STATIC
from vistazo.workshop.data.frames import PLAIN, draw_frames
from vistazo.workshop.data.load_photos import load_public_photos
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.training.characters import load_writers

OFF = 1e-4
"""What the two sides' probabilities may differ by."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
AT_ONCE = 50
STROKE = ((0.32, 0.25), (0.68, 0.25), (0.58, 0.5), (0.47, 0.8))

# One worker for all; the page itself speaks to it in the same way.
START = """script => {
    const worker = new Worker(script, {type: "module"});
    const waiting = new Map();
    worker.onmessage = ({data}) => {
        waiting.get(data.id)(data.outcome);
        waiting.delete(data.id);
    };
    let asked = 0;
    window.perform = task => new Promise(resolve => {
        waiting.set(++asked, resolve);
        worker.postMessage({id: asked, runtime: "small", task});
    });
    window.recognise = (source, picture) =>
        perform({kind: "recognise", source, picture, wishes: {prior: null, threshold: null}});
}"""
ASK = """async ([source, pictures]) => {
    const answers = [];
    for (const {width, height, content} of pictures) {
        const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
        const picture = width
            ? {kind: "grey", width, height, pixels: bytes}
            : {kind: "file", file: new Blob([bytes])};
        const started = performance.now();
        const outcome = await recognise(source, picture);
        const took = performance.now() - started;
        if (!outcome.answer) throw new Error(JSON.stringify(outcome));
        const {labels, label, scores} = outcome.answer;
        const probabilities = scores.map(({probability}) => probability);
        answers.push({label, labels, probabilities, took});
    }
    return answers;
}"""
# Draws as soon as there is a board, and notes when the first answer is shown.
OPEN = """() => {
    const draw = board => {
        const {left, top, height} = board.getBoundingClientRect();
        const send = (kind, x, y) => board.dispatchEvent(new PointerEvent(kind, {
            bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, pointerType: "mouse",
            button: 0, buttons: 1, clientX: left + x * height, clientY: top + y * height,
        }));
        board.setPointerCapture = board.releasePointerCapture = () => {};
        board.hasPointerCapture = () => true;
        send("pointerdown", 0.5, 0.2);
        for (let y = 0.2; y < 0.8; y += 0.05) send("pointermove", 0.5, y);
        send("pointerup", 0.5, 0.8);
    };
    const look = () => {
        const board = document.querySelector("canvas.board-canvas");
        if (board && !window.drawnAt && document.querySelectorAll(".bar").length === 10) {
            window.drawnAt = performance.now();
            draw(board);
        }
        const facts = document.querySelector("#draw-answer .facts-model");
        if (facts) window.answeredAt = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""
# Milliseconds from the end of each stroke to its answer being shown.
LISTEN = """() => {
    window.delays = [];
    let ended = null;
    addEventListener("pointerup", () => { ended = performance.now(); }, true);
    new MutationObserver(() => {
        if (ended !== null) delays.push(performance.now() - ended);
        ended = null;
    }).observe(document.querySelector("#draw-answer .facts"), {
        childList: true, characterData: true, subtree: true,
    });
}"""


@dataclass(frozen=True)
class Parity:
    """How the browser's answers compare with the server's.

    Attributes:
        pictures: What was shown to both.
        count: How many.
        other_labels: Answers with other labels, ties left out.
        ties: Answers with another label where the server's best two are `OFF` apart or less.
        farther: Pictures on which a probability differs by more than `OFF`.
        worst: The largest difference of a probability.
        median: The middle one of the pictures' largest differences.
        recognised_ms: Median from asking the worker to its answer.
    """

    pictures: str
    count: int
    other_labels: int
    ties: int
    farther: int
    worst: float
    median: float
    recognised_ms: float


def compare(page: Page, recognizer: Recognizer, name: str, pictures: Sequence[Any]) -> Parity:
    """Ask both sides.

    Args:
        page: With a worker.
        recognizer: Whose file the server gives to the page.
        name: What the pictures are.
        pictures: Grey pixels uint8 (height, width), or bytes of files.
    """
    source = {"model": recognizer.id, "address": _address(page, recognizer)}
    differences, times, other, ties = [], [], 0, 0
    for start in range(0, len(pictures), AT_ONCE):
        part = pictures[start : start + AT_ONCE]
        answers = page.evaluate(ASK, [source, list(map(_told, part))])
        for picture, answer in zip(part, answers, strict=True):
            there = recognizer.predict(picture)
            row = np.array(list(there.probabilities.values()))
            differences.append(float(np.abs(row - answer["probabilities"]).max()))
            times.append(answer["took"])
            if (answer["label"], set(answer["labels"])) != (there.label, set(there.labels)):
                tie = _is_tie(recognizer, row)
                ties, other = ties + tie, other + (not tie)
    return Parity(
        name,
        len(pictures),
        other,
        ties,
        sum(value > OFF for value in differences),
        max(differences),
        statistics.median(differences),
        statistics.median(times),
    )


def _is_tie(recognizer: Recognizer, row: np.ndarray) -> bool:
    if recognizer.card.task == "one":
        best = np.sort(row)[-2:]
        return bool(best[1] - best[0] <= OFF)
    limits = np.array([recognizer.card.thresholds[label] for label in recognizer.labels])
    return bool(np.abs(row - limits).min() <= OFF)


def _told(picture: Any) -> dict[str, Any]:
    if isinstance(picture, bytes):
        return {"width": 0, "height": 0, "content": base64.b64encode(picture).decode()}
    height, width = picture.shape
    content = base64.b64encode(np.ascontiguousarray(picture).tobytes()).decode()
    return {"width": width, "height": height, "content": content}


def _address(page: Page, recognizer: Recognizer) -> str:
    found: str = page.evaluate(
        "path => new URL(path, location.href).href", f"v1/models/{recognizer.id}/file"
    )
    return found


def redrawn(count: int) -> list[np.ndarray]:
    """MNIST's test digits, each in one of all cells."""
    images = load_mnist("test").images
    generator = np.random.default_rng(0)
    cells = list(CELLS.values())
    per_cell = -(-count // len(cells))
    pictures = [
        picture
        for place, cell in enumerate(cells)
        for picture in render(images[place * per_cell : (place + 1) * per_cell], cell, generator)
    ]
    return pictures[:count]


def characters(count: int) -> list[np.ndarray]:
    """UNIPEN's test characters, drawn in their writers' frames."""
    writers = load_writers("test")
    chosen = np.random.default_rng(0).choice(len(writers.strokes.labels), count, replace=False)
    some = writers.subset(np.sort(chosen))
    return list(draw_frames(some.strokes, some.place, PLAIN, np.random.default_rng(0)))


def labelled(name: str, count: int) -> list[str]:
    """The right labels of `redrawn` or `characters`."""
    if name == "digits":
        return [str(label) for label in load_mnist("test").labels[:count]]
    writers = load_writers("test")
    chosen = np.random.default_rng(0).choice(len(writers.strokes.labels), count, replace=False)
    return [writers.strokes.labels[place] for place in np.sort(chosen)]


def milliseconds(values: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {
        "median": round(statistics.median(values), 2),
        "p95": round(float(np.percentile(values, 95)), 2),
    }


def open_times(browser: Browser, url: str, times: int) -> list[float]:
    """Milliseconds from asking for the page to the first local answer, nothing being cached."""
    found = []
    for _ in range(times):
        context = browser.new_context(service_workers="block")
        page = context.new_page()
        page.add_init_script(f"({OPEN})()")
        page.goto(f"{url}/?place=device")
        page.wait_for_function("() => window.answeredAt", timeout=60_000)
        found.append(float(page.evaluate("window.answeredAt")))
        context.close()
    return found


def stroke_times(browser: Browser, url: str, strokes: int) -> list[float]:
    """Milliseconds from the end of a stroke to its answer being shown, by a real mouse."""
    page = browser.new_page(service_workers="block")
    page.goto(f"{url}/?place=device")
    board = page.locator("canvas.board-canvas:visible")
    for number in range(strokes + 5):
        box = board.bounding_box()
        assert box is not None
        places = [(box["x"] + x * box["height"], box["y"] + y * box["height"]) for x, y in STROKE]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=5)
        page.mouse.up()
        page.wait_for_timeout(60)
        if number == 4:
            page.evaluate(LISTEN)
        page.get_by_role("button", name="Clear", exact=True).click()
        page.wait_for_timeout(20)
    delays: list[float] = page.evaluate("delays")
    page.close()
    return delays


def carried(browser: Browser, url: str) -> dict[str, int]:
    """Bytes that travel from opening the page to the first local answer, as this browser asks."""
    context = browser.new_context(service_workers="block")
    asked: list[Request] = []
    context.on("requestfinished", lambda request: asked.append(request))
    page = context.new_page()
    page.add_init_script(f"({OPEN})()")
    page.goto(f"{url}/?place=device")
    page.wait_for_function("() => window.answeredAt", timeout=60_000)
    found = {"page and worker": 0, "runtime": 0, "digits": 0}
    for request in asked:
        address = request.url.split("?")[0]
        kind = "runtime" if address.endswith(".wasm") else "page and worker"
        found["digits" if address.endswith("/file") else kind] += request.sizes()[
            "responseBodySize"
        ]
    context.close()
    return {**found, "all to the first local answer": sum(found.values())}


def sizes() -> dict[str, int]:
    """Bytes of what is only fetched when it is needed, by Brotli, and of models by gzip."""

    def of(pattern: str) -> int:
        return sum(path.stat().st_size for path in STATIC.glob(f"assets/{pattern}.br"))

    models = {
        name: len(gzip.compress(files("vistazo").joinpath("models", name).read_bytes(), 6))
        for name in ("characters.onnx", "characters.reader.onnx")
    }
    return {
        "whole runtime instead": of("ort-*.wasm"),
        "what reads lines": of("pages-*.js"),
        "what learns": of("learn-*.js"),
        **models,
    }


def chromium_file() -> str:
    """Where Chromium lies."""
    names = (os.environ.get("VISTAZO_CHROMIUM", ""), *NAMES)
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        raise SystemExit("Chromium is missing (or name it in VISTAZO_CHROMIUM)")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_file(), args=list(FLAGS))
        yield browser
        browser.close()


def measure(
    count: int, photos: str, opens: int, strokes: int, lines: int, corrections: int
) -> dict[str, Any]:
    """Everything."""
    given = {"digits": redrawn(count), "characters": characters(count)}
    models = {name: Recognizer.load(name) for name in given}
    if photos:
        models["photos"] = Recognizer.load(photos)
        photo_files = load_public_photos("photos_voc20", "test").files
        given["photos"] = [path.read_bytes() for path in photo_files]
    (script,) = STATIC.glob("assets/worker-*.js")
    served = ",".join([*list(models)[:2], *([photos] if photos else [])])
    with running_server(served, history="off") as (_, url), chromium() as browser:
        page = browser.new_page()
        page.goto(url)
        page.evaluate(START, f"assets/{script.name}")
        parity = [compare(page, models[name], name, given[name]) for name in given]
        reading = compare_reading(page, models["characters"], pages_to_read(lines))
        learning = [
            learn_in(page, f"assets/{script.name}", name, *wrong)
            for name in ("digits", "characters")
            for wrong in [read_wrong(models[name], given[name], labelled(name, count), corrections)]
        ]
        page.close()
        result = {
            "parity": [asdict(row) for row in parity],
            "reading": asdict(reading),
            "learning": [asdict(row) for row in learning],
            "opened to first local answer, ms": milliseconds(open_times(browser, url, opens)),
            "stroke's end to answer shown, ms": milliseconds(stroke_times(browser, url, strokes)),
            "bytes to the first local answer": carried(browser, url),
        }
    return {
        **result,
        "bytes of what is fetched when it is needed": sizes(),
        "load": os.getloadavg()[0],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--photos", default="", help="a model of photos: a name or a path")
    parser.add_argument("--opens", type=int, default=7)
    parser.add_argument("--strokes", type=int, default=100)
    parser.add_argument("--lines", type=int, default=320, help="lines of text to read")
    parser.add_argument("--corrections", type=int, default=20, help="to be learned in the page")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    print_header("the models in the browser", count=given.count)
    found = measure(
        given.count, given.photos, given.opens, given.strokes, given.lines, given.corrections
    )
    if given.json:
        json.dump({**found, "machine": machine()}, sys.stdout, indent=2)
        print()
        return
    for part in ("parity", "learning"):
        rows = [[str(value) for value in row.values()] for row in found[part]]
        print(markdown_table(list(found[part][0]), rows), end="\n\n")
    for name, value in found.items():
        if name not in ("parity", "learning"):
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
