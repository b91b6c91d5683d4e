"""Lines of text read in the browser and by the server; browser.py measures with it."""

from __future__ import annotations

import base64
import statistics
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from playwright.sync_api import Page

from reading import composed_sheets, gather, written_sheets
from reading_pages import photograph
from vistazo import Reading, Recognizer
from vistazo.types import UInt8Array

SEED = 61
"""Another one than that of the golden pages."""

# One page after the other, as the page itself asks.
READ = """async ([model, pictures]) => {
    const at = path => new URL(`v1/models/${model}/${path}`, location.href).href;
    const source = {model, address: at("file")};
    const reader = {model, address: at("reader")};
    const found = [];
    for (const {width, height, content} of pictures) {
        const pixels = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
        const picture = {kind: "grey", width, height, pixels};
        const started = performance.now();
        const outcome = await perform({kind: "read", source, reader, picture, top: 5});
        const took = performance.now() - started;
        if (outcome.kind !== "read") throw new Error(JSON.stringify(outcome));
        const {verdict, lines} = outcome.reading;
        const text = lines
            .map(line => line.characters.map(one => one.character).join("")).join("\\n");
        const characters = lines.flatMap(line => line.characters);
        const confidence = characters.map(one => one.confidence);
        const boxes = characters.map(({box}) => [box.x, box.y, box.width, box.height]);
        found.push({text, verdict, confidence, boxes, lines: lines.length, took});
    }
    return found;
}"""


@dataclass(frozen=True)
class ReadingParity:
    """How what the browser reads compares with what the server reads.

    Attributes:
        pages: How many pages were shown to both.
        lines: How many lines the server found on them.
        other_texts: Pages on which another text was read.
        other_verdicts: Pages with the same text and another verdict.
        worst: The largest difference of a character's confidence where the text is the same.
        worst_box: The same of a side of its box, pixels.
        line_ms: Median time for a line in the browser, from asking the worker to its answer, of
            pages with one line.
        page_ms: The same for a whole page of those with several.
        server_line_ms: Median time for a line in Python on this machine, of the same pages.
    """

    pages: int
    lines: int
    other_texts: int
    other_verdicts: int
    worst: float
    worst_box: float
    line_ms: float
    page_ms: float
    server_line_ms: float


def pages_to_read(lines: int) -> list[UInt8Array]:
    """Pages with at least so many lines: of composed lines, as written, and photographed."""
    generator = np.random.default_rng(SEED)
    composer, texts = gather("test")
    single = composed_sheets(composer, lines // 2, (1, 1), generator)
    several = composed_sheets(composer, -(-lines // 20), (3, 7), generator)
    chosen = np.sort(generator.choice(texts.samples, -(-lines // 4), replace=False))
    written = written_sheets(texts.subset(chosen), generator)
    plain = [each.picture for each in (*single, *several, *written)]
    photos = [photograph(picture, generator) for picture in plain[::10]]
    return [*plain, *photos]


def compare_reading(
    page: Page, recognizer: Recognizer, pictures: list[UInt8Array]
) -> ReadingParity:
    """Have both sides read.

    Args:
        page: With a worker.
        recognizer: Whose files the server gives to the page.
        pictures: Grey pages, uint8 (height, width).
    """
    # The first page waits for the files.
    page.evaluate(READ, [recognizer.id, [_told(pictures[0])]])
    here, there, spent = [], [], []
    for picture in pictures:
        here += page.evaluate(READ, [recognizer.id, [_told(picture)]])
        began = time.perf_counter()
        there.append(recognizer.read(picture))
        spent.append(time.perf_counter() - began)
    same = [
        (one, other) for one, other in zip(here, there, strict=True) if one["text"] == other.text
    ]
    single = [place for place, one in enumerate(here) if one["lines"] == 1]
    return ReadingParity(
        pages=len(pictures),
        lines=sum(len(reading.lines) for reading in there),
        other_texts=len(pictures) - len(same),
        other_verdicts=sum(one["verdict"] != other.verdict for one, other in same),
        worst=max(_farthest(one["confidence"], _confidences(other)) for one, other in same),
        worst_box=max(_farthest(one["boxes"], _boxes(other)) for one, other in same),
        line_ms=statistics.median(here[place]["took"] for place in single),
        page_ms=statistics.median(one["took"] for one in here if one["lines"] > 1),
        server_line_ms=statistics.median(1e3 * spent[place] for place in single),
    )


def _confidences(reading: Reading) -> list[float]:
    return [one.confidence for line in reading.lines for one in line.characters]


def _boxes(reading: Reading) -> list[list[float]]:
    characters = [one for line in reading.lines for one in line.characters]
    return [[one.box.x, one.box.y, one.box.width, one.box.height] for one in characters]


def _farthest(one: Any, other: Any) -> float:
    return float(np.abs(np.array(one) - np.array(other)).max(initial=0.0))


def _told(picture: UInt8Array) -> dict[str, Any]:
    height, width = picture.shape
    content = base64.b64encode(np.ascontiguousarray(picture).tobytes()).decode()
    return {"width": width, "height": height, "content": content}
