"""Memory of the page while somebody draws for half an hour.

    python benchmarks/drawing_memory.py [--minutes 30] [--place device|server] [--json]

Starts `vistazo serve` on the loopback and Chromium with the page, and draws digits one after
another as a person would, only without resting: strokes, undo, redo, clear, now and then a picture
from a file, another tab and back. Every ten seconds the resident memory of the process that draws
the page (the recogniser's worker is in it) and the heap of its scripts are read, after a
collection. The first fifth of the time is for warming up; the medians of the fifth after it and of
the last one are compared.

Chromium is spoken to by its own protocol (https://chromedevtools.github.io/devtools-protocol/),
without its network domain: that, which Playwright always asks for, keeps every answer of the server
in the page's process.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from websockets.sync.client import ClientConnection, connect

from browser import FLAGS, chromium_file
from reporting import machine, print_header
from serving import running_server

EVERY_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
PANEL = "[...document.querySelectorAll('[role=tabpanel]')].find(one => one.checkVisibility())"
BOARD = f"{PANEL}.querySelector('canvas.board-canvas')"
LABEL = "document.querySelector('[data-testid=label]')?.textContent"
STROKES = (
    ((0.32, 0.25), (0.68, 0.25), (0.58, 0.5), (0.47, 0.8)),
    ((0.5, 0.2), (0.5, 0.8)),
    ((0.38, 0.2), (0.32, 0.55), (0.7, 0.55)),
    ((0.34, 0.26), (0.62, 0.24), (0.48, 0.47), (0.66, 0.7), (0.34, 0.75)),
)
STEPS = 5


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


class Tab:
    """One tab of a Chromium, by the protocol's commands."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    def send(self, method: str, **params: Any) -> Any:
        """The result of a command."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(timeout=PATIENCE_SECONDS))
            if answer.get("id") == number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]

    def value(self, expression: str) -> Any:
        """The value of a JavaScript expression, plain JSON."""
        found = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait for an expression to be true."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.value(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise SystemExit(f"the page does not get there: {expression}")
            time.sleep(0.02)

    def mouse(self, kind: str, x: float, y: float, **params: Any) -> None:
        """A mouse event; `kind` as the protocol has it."""
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", **params)

    def keys(self, letter: str) -> None:
        """Control and a letter."""
        code = {"key": letter, "windowsVirtualKeyCode": ord(letter.upper()), "modifiers": 2}
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, **code)

    def click(self, name: str) -> None:
        """Press the button or tab of this name."""
        named = f"one.ariaLabel === '{name}' || one.innerText.trim() === '{name}'"
        buttons = "[...document.querySelectorAll('button,[role=tab]')]"
        self.value(f"{buttons}.find(one => one.checkVisibility() && ({named})).click()")

    def give(self, file: Path) -> None:
        """Choose a file for the visible tab."""
        found = self.send("Runtime.evaluate", expression=f"{PANEL}.querySelector('[type=file]')")
        self.send("DOM.setFileInputFiles", files=[str(file)], objectId=found["result"]["objectId"])


@contextmanager
def opened(url: str) -> Iterator[tuple[Tab, int]]:
    """A page in a Chromium of its own, and the number of the process that draws it."""
    with tempfile.TemporaryDirectory(prefix="vistazo-", ignore_cleanup_errors=True) as folder:
        given = ["--headless=new", "--remote-debugging-port=0", "--window-size=1280,900"]
        command = [chromium_file(), *FLAGS, *given, f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        try:
            address = next(
                found[1]
                for line in process.stderr
                if (found := re.search(r"DevTools listening on (ws://\S+)", line))
            )
            host = address.split("/")[2]
            with urllib.request.urlopen(f"http://{host}/json/list") as answer:
                (page,) = [one for one in json.load(answer) if one["type"] == "page"]
            with connect(page["webSocketDebuggerUrl"], max_size=None) as socket:
                tab = Tab(socket)
                tab.send("Page.navigate", url=url)
                tab.until("document.querySelectorAll('.bar').length === 10")
                with connect(address, max_size=None) as window:
                    yield tab, _renderer(Tab(window))
        finally:
            process.terminate()
            process.wait(timeout=20)
            process.stderr.close()


def watch(tab: Tab, process: int, minutes: float, picture: Path) -> list[Sample]:
    """Draw for a time and note the memory."""
    samples: list[Sample] = []
    started = time.monotonic()
    drawn = 0
    while (passed := time.monotonic() - started) < 60 * minutes:
        if passed >= EVERY_SECONDS * len(samples):
            tab.send("HeapProfiler.collectGarbage")
            heap = int(tab.send("Runtime.getHeapUsage")["usedSize"])
            samples.append(Sample(round(passed, 1), drawn, _resident(process), heap))
        _draw(tab, drawn, picture)
        drawn += 1
    return samples


def _draw(tab: Tab, turn: int, picture: Path) -> None:
    """One digit, and what people do with it."""
    box = tab.value(f"{BOARD}.getBoundingClientRect().toJSON()")
    places = [
        (box["x"] + x * box["height"], box["y"] + y * box["height"])
        for x, y in STROKES[turn % len(STROKES)]
    ]
    tab.mouse("mouseMoved", *places[0])
    tab.mouse("mousePressed", *places[0], clickCount=1, buttons=1)
    for one, other in itertools.pairwise(places):
        for share in np.linspace(0, 1, STEPS + 1)[1:]:
            x, y = (float(a + share * (b - a)) for a, b in zip(one, other, strict=True))
            tab.mouse("mouseMoved", x, y, buttons=1)
    tab.mouse("mouseReleased", *places[-1], clickCount=1)
    tab.until(LABEL)
    if turn % 3 == 0:
        tab.keys("z")
        tab.keys("y")
    if turn % 20 == 19:
        tab.give(picture)
        tab.until(f"{PANEL}.querySelector('.preview img')")
        tab.click("Back to the drawing")
    if turn % 50 == 49:
        tab.click("Models")
        tab.click("Draw")
    tab.click("Clear")
    tab.until(f"!({LABEL})")


def _picture(folder: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 255, (400, 600, 3)).astype(np.uint8)
    path = folder / "given.png"
    Image.fromarray(pixels).save(path)
    return path


def _renderer(window: Tab) -> int:
    """The number of the page's process: it has worked most, but for those of the window itself."""
    found = window.send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [one for one in found if one["type"] == "renderer" and not _is_windows(one["id"])]
    return int(max(pages, key=lambda process: process["cpuTime"])["id"])


def _is_windows(process: int) -> bool:
    command = Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")
    return "--top-chrome-webui" in command or "--extension-process" in command


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
    with (
        running_server("digits", history="off") as (_, url),
        opened(f"{url}/?place={options.place}&lang=en") as (tab, process),
        tempfile.TemporaryDirectory(prefix="vistazo-") as folder,
    ):
        samples = watch(tab, process, options.minutes, _picture(Path(folder)))
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
