"""What the page learns by itself, and how quickly: a part of browser.py."""

from __future__ import annotations

import base64
import hashlib
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from vistazo import Recognizer
from vistazo.learning.base import Base
from vistazo.learning.candidate import make_candidate
from vistazo.learning.gate import Policy
from vistazo.learning.head import Head, read_head
from vistazo.learning.refit import Examples
from vistazo.runtime import Bank

# A worker of its own, asked as the page asks; it keeps what was said and what it learned.
START = """([script, id, name]) => {
    const worker = new Worker(script, {type: "module"});
    const waiting = new Map();
    worker.onmessage = ({data}) => {
        waiting.get(data.id)(data.outcome);
        waiting.delete(data.id);
    };
    const perform = task => new Promise(resolve => {
        const id = performance.now();
        waiting.set(id, resolve);
        worker.postMessage({id, runtime: "small", task});
    });
    const at = path => new URL(path, location.href).href;
    const plain = {model: id, address: at(`v1/models/${id}/file`)};
    const bank = at(`v1/models/${name}/bank`);
    const wishes = {prior: null, threshold: null};
    const remarks = [];
    let source = plain;
    window.ready = () => perform({kind: "prepare", source: plain});
    window.correct = async ({width, height, content}, labels) => {
        const pixels = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
        const picture = {kind: "grey", width, height, pixels};
        const started = performance.now();
        remarks.push({id: `${remarks.length}`, labels, picture});
        const lesson = {bank, remarks, profile: "bench", isUnlearning: false};
        const {learned, ...lost} = await perform({kind: "learn", source, lesson});
        if (!learned) throw new Error(JSON.stringify(lost));
        if (learned.head) source = {...plain, head: learned.head};
        const {answer} = await perform({kind: "recognise", source, picture, wishes});
        const took = performance.now() - started;
        return {took, approved: learned.decision?.approved ?? null, label: answer.label};
    };
    window.written = async () => {
        const {file} = await perform({kind: "write", source});
        let text = "";
        for (let at = 0; at < file.length; at += 32768)
            text += String.fromCharCode(...file.subarray(at, at + 32768));
        return btoa(text);
    };
}"""


@dataclass(frozen=True)
class Learning:
    """What came of corrections, one after the other.

    Attributes:
        model: Its name.
        corrections: How many.
        first_ms: From the first one to the new answer, the bank having to come and to be read.
        median_ms: Of all others; each is learned with all before it.
        slowest_ms: Of the same.
        learned: How many the gate let through.
        right: How many were answered right then.
        other_decisions: How often the server's gate would have decided otherwise.
        worst: Of the last head, the largest difference of a probability to what the server learns
            from the same corrections, on the golden pictures.
    """

    model: str
    corrections: int
    first_ms: float
    median_ms: float
    slowest_ms: float
    learned: int
    right: int
    other_decisions: int
    worst: float


def learn_in(
    page: Page, script: str, name: str, pictures: Sequence[np.ndarray], truth: Sequence[str]
) -> Learning:
    """Correct pictures that are read wrong, in a page of the server.

    Args:
        page: Open.
        script: Address of the worker.
        name: A shipped model.
        pictures: Grey pixels uint8 (height, width).
        truth: The right label of each.
    """
    base, recognizer = _base(name), Recognizer.load(name)
    page.evaluate(START, [script, recognizer.id, name])
    page.evaluate("ready()")
    said = [
        page.evaluate("([told, labels]) => correct(told, labels)", [_told(picture), [label]])
        for picture, label in zip(pictures, truth, strict=True)
    ]
    last = read_head(base64.b64decode(page.evaluate("written()")))
    decided, there = _on_the_server(base, recognizer, pictures, truth)
    golden = base.bank.golden_embeddings.astype(np.float32)
    off = np.abs(last.probabilities(golden) - there.probabilities(golden)).max()
    times = [one["took"] for one in said]
    return Learning(
        name,
        len(said),
        round(times[0], 1),
        round(statistics.median(times[1:]), 1),
        round(max(times[1:]), 1),
        sum(bool(one["approved"]) for one in said),
        sum(one["label"] == label for one, label in zip(said, truth, strict=True)),
        sum(bool(one["approved"]) != here for one, here in zip(said, decided, strict=True)),
        float(off),
    )


def read_wrong(
    recognizer: Recognizer, pictures: Sequence[np.ndarray], truth: Sequence[str], count: int
) -> tuple[list[np.ndarray], list[str]]:
    """The first so many pictures that a model reads otherwise, and their labels."""
    found = [
        (picture, label)
        for picture, label in zip(pictures, truth, strict=True)
        if recognizer.predict(picture).label != label
    ][:count]
    return [picture for picture, _ in found], [label for _, label in found]


def _on_the_server(
    base: Base, recognizer: Recognizer, pictures: Sequence[np.ndarray], truth: Sequence[str]
) -> tuple[list[bool], Head]:
    """Whether each correction is learned there, for a profile; and the last head."""
    rows = [
        recognizer.run(recognizer.decode(picture)[None], outputs=("embedding",))["embedding"][0]
        for picture in pictures
    ]
    champion, decided = base.head, []
    for count in range(1, len(rows) + 1):
        given = Examples(
            np.stack(rows[:count]),
            tuple((label,) for label in truth[:count]),
            tuple(hashlib.sha256(row.tobytes()).hexdigest() for row in rows[:count]),
            ("",) * count,
        )
        policy = Policy.personal(base.head.task)
        made = make_candidate(base, champion, given, policy, parent="0" * 64, profile="bench")
        decided.append(made.decision.approved)
        champion = made.head if made.decision.approved else champion
    return decided, champion


def _base(name: str) -> Base:
    folder = files("vistazo").joinpath("models")
    bank = Bank.load(Path(str(folder.joinpath(f"{name}.bank.npz"))))
    return Base.of(folder.joinpath(f"{name}.onnx").read_bytes(), bank)


def _told(picture: np.ndarray) -> dict[str, Any]:
    height, width = picture.shape
    content = base64.b64encode(np.ascontiguousarray(picture).tobytes()).decode()
    return {"width": width, "height": height, "content": content}
