"""The page in Firefox and WebKit, where they are installed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from .other_browsers import OtherBrowser, firefox, firefox_file, until, webkit, webkit_file
from .worker_talk import ASK_WORKER, arguments, assert_same, file_of, strokes

pytestmark = pytest.mark.browser

CLEAR = "document.querySelector('button[aria-label=Clear]')"
BOARD = "document.querySelector('canvas.board-canvas')"
ANSWER = "document.querySelector('#draw-answer')"
LABEL = "document.querySelector('[data-testid=label]')?.textContent"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def other(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, require: Any
) -> Iterator[OtherBrowser]:
    if request.param == "firefox":
        require(firefox_file(), "Firefox is missing")
        with firefox(tmp_path_factory.mktemp("firefox")) as running:
            yield running
    else:
        require(webkit_file(), "WebKitWebDriver, MiniBrowser or Xvfb is missing")
        with webkit(free_port()) as running:
            yield running


def test_digits_are_drawn_and_recognised_on_this_device(
    other: OtherBrowser, service: Any, digits: Any
) -> None:
    other.open(f"{service.url}/?place=device&lang=en")
    until(other, "document.querySelectorAll('.bar').length === 10")
    for digit in ("7", "0"):
        box = other.evaluate(f"{BOARD}.getBoundingClientRect()")
        for stroke in digits[digit]:
            places = [
                (box["x"] + x * box["height"], box["y"] + y * box["height"]) for x, y in stroke
            ]
            other.drag(places)
        until(other, f"{LABEL} === '{digit}'")
        assert "on this device" in other.evaluate(f"{ANSWER}.innerText")
        other.evaluate(f"{CLEAR}.click()")
        until(other, f"!({LABEL})")
    origins = "performance.getEntriesByType('resource').map(({name}) => new URL(name).origin)"
    assert set(other.evaluate(origins)) == {service.url}


def test_the_worker_answers_as_the_server_does(
    other: OtherBrowser, service: Any, shipped: Any
) -> None:
    other.open(f"{service.url}/?lang=en")
    pictures: list[Any] = strokes(12, np.random.default_rng(3))
    pictures += [file_of(pictures[2]), file_of(pictures[0], "WEBP", lossless=True)]
    for content, recognizer in shipped.values():
        given = json.dumps(arguments(content, pictures))
        answers = other.evaluate(f"({ASK_WORKER})({given})")
        for picture, answer in zip(pictures, answers, strict=True):
            assert_same(answer, recognizer.predict(picture))
