"""The page's worker, spoken to as the page does, and held to what Python answers."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from vistazo import Prediction
from vistazo.service.page import STATIC

PROBABILITY_OFF = 1e-4

# What the worker of the page says to given pictures: it is spoken to as the page does.
ASK_WORKER = """async ([script, model, pictures]) => {
    const bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const worker = new Worker(script, {type: "module"});
    const file = new Blob([bytesOf(model.file)]);
    const source = {model: model.id, address: URL.createObjectURL(file)};
    const ask = (id, picture) => new Promise(resolve => {
        const hear = ({data}) => {
            if (data.id !== id) return;
            worker.removeEventListener("message", hear);
            resolve(data.outcome);
        };
        worker.addEventListener("message", hear);
        const task = {kind: "recognise", source, picture, wishes: {prior: null, threshold: null}};
        worker.postMessage({id, runtime: "small", task});
    });
    const found = [];
    for (const [index, {width, height, content}] of pictures.entries()) {
        const bytes = bytesOf(content);
        const picture = width
            ? {kind: "grey", width, height, pixels: bytes}
            : {kind: "file", file: new Blob([bytes])};
        const {answer, failure, ...outcome} = await ask(index, picture);
        const {label, labels, verdict, novelty, confidence, scores, seen} = answer ?? {};
        found.push(answer
            ? {label, labels, verdict, novelty, confidence, seen: [...seen.pixels],
               probabilities: scores.map(({probability}) => probability)}
            : {...outcome, failure});
    }
    worker.terminate();
    return found;
}"""


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _told(picture: bytes | np.ndarray[Any, Any]) -> dict[str, Any]:
    if isinstance(picture, bytes):
        return {"width": 0, "height": 0, "content": _text(picture)}
    height, width = picture.shape
    return {"width": width, "height": height, "content": _text(picture.tobytes())}


def arguments(model: bytes, pictures: Sequence[Any]) -> list[Any]:
    """What ASK_WORKER takes: the worker's address, a model file, and pictures."""
    (script,) = STATIC.glob("assets/worker-*.js")
    identifier = "any@" + hashlib.sha256(model).hexdigest()[:12]
    given = {"id": identifier, "file": _text(model)}
    return [f"assets/{script.name}", given, [_told(picture) for picture in pictures]]


def ask_worker(page: Page, model: bytes, pictures: Sequence[Any]) -> list[dict[str, Any]]:
    """What the page's worker says to files as bytes, and to grey pixels as uint8 (H, W)."""
    answers: list[dict[str, Any]] = page.evaluate(ASK_WORKER, arguments(model, pictures))
    return answers


def assert_same(here: dict[str, Any], there: Prediction, off: float = PROBABILITY_OFF) -> None:
    """That the browser says what the server does, numbers up to `off`."""
    assert "failure" not in here, here
    probabilities = list(there.probabilities.values())
    assert here["probabilities"] == pytest.approx(probabilities, abs=off)
    assert here["novelty"] == pytest.approx(there.novelty, abs=off)
    assert (here["label"], here["labels"]) == (there.label, list(there.labels))
    assert here["verdict"] == there.verdict


def strokes(count: int, generator: np.random.Generator) -> list[np.ndarray[Any, Any]]:
    """Scrawls of several sizes and both polarities, uint8 (height, width)."""
    pictures = []
    for number in range(count):
        height, width = [(280, 280), (28, 28), (61, 97), (1, 1), (1, 400), (700, 300)][number % 6]
        rows, columns = np.mgrid[:height, :width] / max(height, width)
        ink = np.zeros((height, width))
        for _ in range(3):
            x, y, radius = generator.uniform(0.2, 0.8, 3) * (columns.max(), rows.max(), 0.5)
            away = np.abs(np.hypot(rows - y, columns - x) - radius)
            ink = np.maximum(ink, ((0.06 - away) / 0.03).clip(0, 1))
        pictures.append((ink * 255 if number % 2 else 255 - ink * 200).astype(np.uint8))
    return pictures


def file_of(pixels: Any, kind: str = "PNG", mode: str | None = None, **options: Any) -> bytes:
    """A picture's file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels, mode).save(buffer, kind, **options)
    return buffer.getvalue()
