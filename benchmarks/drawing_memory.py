"""Memory of the page while somebody draws for half an hour.

    python benchmarks/drawing_memory.py [--minutes 30] [--place device|server] [--json]

Starts `vistazo serve` on the loopback and Chromium with the page, and draws digits one after
another as a person would, only without resting: strokes, undo, redo, clear, now and then a picture
from a file, another tab and back. Every ten seconds the resident memory of the process that draws
the page (the recogniser's worker is in it) and the heap of its scripts after a collection are read.
The first fifth of the time is for warming up; the medians of the fifths after it and at the end are
compared.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page

from browser import chromium
from reporting import machine, print_header
from serving import running_server

EVERY_SECONDS = 10.0
PANEL = "[role=tabpanel]:visible"
STROKES = (
    ((0.32, 0.25), (0.68, 0.25), (0.58, 0.5), (0.47, 0.8)),
    ((0.5, 0.2), (0.5, 0.8)),
    ((0.38, 0.2), (0.32, 0.55), (0.7, 0.55)),
    ((0.34, 0.26), (0.62, 0.24), (0.48, 0.47), (0.66, 0.7), (0.34, 0.75)),
)


@dataclass(frozen=True)
class Sample:
    """Memory at one time.

    Attributes:
        seconds: Since the drawing began.
        drawn: Digits so far.
        resident: Bytes of the page's process.
        heap: Bytes of its scripts after a collection.
    """

    seconds: float
    drawn: int
    resident: int
    heap: int


def watch(browser: Browser, url: str, minutes: float) -> list[Sample]:
    """Draw for a time and note the memory."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(url)
    page.locator(".bar").nth(9).wait_for()
    session = page.context.new_cdp_session(page)
    process = _renderer(browser)
    samples: list[Sample] = []
    started = time.monotonic()
    drawn = 0
    while (passed := time.monotonic() - started) < 60 * minutes:
        if passed >= EVERY_SECONDS * len(samples):
            session.send("HeapProfiler.collectGarbage")
            heap = session.send("Runtime.getHeapUsage")["usedSize"]
            samples.append(Sample(round(passed, 1), drawn, _resident(process), int(heap)))
        _draw(page, drawn)
        drawn += 1
    page.close()
    return samples


def _draw(page: Page, turn: int) -> None:
    """One digit, and what people do with it."""
    box = page.locator(f"{PANEL} canvas.board-canvas").bounding_box()
    assert box is not None
    first, *others = STROKES[turn % len(STROKES)]
    page.mouse.move(*_place(box, first))
    page.mouse.down()
    for point in others:
        page.mouse.move(*_place(box, point), steps=5)
    page.mouse.up()
    page.get_by_test_id("label").wait_for()
    if turn % 3 == 0:
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+y")
    if turn % 20 == 19:
        given = FilePayload(name="given.png", mimeType="image/png", buffer=_picture(turn))
        page.locator(f"{PANEL} input[type=file]").first.set_input_files(given)
        page.get_by_role("button", name="Back to the drawing").click()
    if turn % 50 == 49:
        for tab in ("Models", "Draw"):
            page.get_by_role("tab", name=tab, exact=True).click()
    page.get_by_role("button", name="Clear", exact=True).click()


def _place(box: Any, point: tuple[float, float]) -> tuple[float, float]:
    return box["x"] + point[0] * box["height"], box["y"] + point[1] * box["height"]


def _picture(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (400, 600, 3)).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


def _renderer(browser: Browser) -> int:
    """The number of the process that draws the page: of them, the one that has worked most."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [process for process in found if process["type"] == "renderer"]
    return int(max(pages, key=lambda process: process["cpuTime"])["id"])


def _resident(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) * 1024


def growth(samples: list[Sample]) -> dict[str, dict[str, float]]:
    """Median megabytes after warming up and at the end, and the share by which they grew."""
    fifth = max(1, len(samples) // 5)
    early, late = samples[fifth : 2 * fifth] or samples[:1], samples[-fifth:]
    found = {}
    for name in ("resident", "heap"):
        before, after = (
            statistics.median(getattr(sample, name) for sample in part) / 1e6
            for part in (early, late)
        )
        found[name] = {"early": before, "late": after, "growth": after / before - 1}
    return found


def main() -> None:
    """Measure, and print a line for each kind of memory."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--place", choices=("device", "server"), default="device")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with running_server("digits", history="off") as (_, url), chromium() as browser:
        samples = watch(browser, f"{url}/?place={options.place}", options.minutes)
    found = growth(samples)
    if options.json:
        rows = [asdict(sample) for sample in samples]
        json.dump({"machine": machine(), "growth": found, "samples": rows}, sys.stdout)
        return
    print_header("Memory of the page while drawing")
    print(f"{samples[-1].drawn} digits in {samples[-1].seconds / 60:.0f} minutes")
    for name, value in found.items():
        print(f"{name}: {value['early']:.1f} MB, then {value['late']:.1f} MB", end="")
        print(f" ({value['growth']:+.1%})")


if __name__ == "__main__":
    main()
