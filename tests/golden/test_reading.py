"""What is read on given pages: `reading/answers.json.gz`, which also the page is held to.

    python tests/golden/test_reading.py

writes it anew, as a new reader needs; benchmarks/reading_pages.py draws the pages themselves, and
web/tests/local/reading/golden.test.ts reads both.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vistazo import Reading, Recognizer
from vistazo.types import Character, UInt8Array

FOLDER = Path(__file__).with_name("reading")
ANSWERS = FOLDER / "answers.json.gz"
TOP = 3
LEAST_LINES = 200


def pages() -> Iterator[tuple[str, UInt8Array]]:
    """What each page is, and its grey pixels, uint8 (height, width)."""
    head, _, pixels = gzip.decompress((FOLDER / "pages.gz").read_bytes()).partition(b"\n")
    start = 0
    for entry in json.loads(head):
        height, width = entry["shape"]
        part = np.frombuffer(pixels, np.uint8, height * width, start)
        start += part.size
        yield entry["name"], part.reshape(height, width)


def answers() -> dict[str, Any]:
    """By whom it was read, and what."""
    recognizer = Recognizer.load("characters")
    read = [_told(recognizer.read(picture, top=TOP)) for _, picture in pages()]
    return {"model": recognizer.id, "reader": recognizer.require_reader().id, "pages": read}


def _told(reading: Reading) -> dict[str, Any]:
    return {
        "verdict": reading.verdict,
        "confidence": round(reading.confidence, 5),
        "partial": reading.partial,
        "lines": [
            {"text": line.text, "characters": [_character(one) for one in line.characters]}
            for line in reading.lines
        ],
    }


def _character(one: Character) -> list[Any]:
    """Confidence, box, and the most probable ones."""
    box = [one.box.x, one.box.y, one.box.width, one.box.height]
    top = [[score.label, round(score.probability, 5)] for score in one.top]
    return [round(one.confidence, 5), [round(side, 2) for side in box], top]


def committed() -> dict[str, Any]:
    """What is in the repository."""
    found: dict[str, Any] = json.loads(gzip.decompress(ANSWERS.read_bytes()))
    return found


def test_the_page_is_held_to_what_is_read_here() -> None:
    """If not, although the new answers are right: write the file anew."""
    found, told = answers(), committed()
    assert (found["model"], found["reader"]) == (told["model"], told["reader"])
    for one, other in zip(found["pages"], told["pages"], strict=True):
        assert one["confidence"] == pytest.approx(other["confidence"], abs=1e-3)
        assert _text(one) == _text(other)
        assert (one["verdict"], one["partial"]) == (other["verdict"], other["partial"])
        for line, wanted in zip(one["lines"], other["lines"], strict=True):
            boxes = [box for _, box, _ in line["characters"]]
            assert np.array(boxes) == pytest.approx(
                np.array([box for _, box, _ in wanted["characters"]]), abs=0.5
            )


def test_there_are_lines_enough_of_every_kind() -> None:
    told = committed()["pages"]
    assert sum(len(page["lines"]) for page in told) >= LEAST_LINES
    assert {page["verdict"] for page in told} == {"sure", "unsure", "unknown"}
    assert any(page["partial"] for page in told)
    assert {len(page["lines"]) for page in told} >= {0, 1, 3, 4, 5}


def _text(page: dict[str, Any]) -> list[str]:
    return [line["text"] for line in page["lines"]]


if __name__ == "__main__":
    content = json.dumps(answers(), ensure_ascii=False, separators=(",", ":"))
    ANSWERS.write_bytes(gzip.compress(content.encode(), 9, mtime=0))
