"""Firefox by WebDriver BiDi and WebKit by WebDriver, as far as a test of the page needs them."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from websockets.sync.client import ClientConnection, connect

FIREFOX_NAMES = ("firefox-esr", "firefox")
WEBKIT_DRIVER = "WebKitWebDriver"
DISPLAY = "Xvfb"
WEBKIT_FOLDERS = ("/usr/lib/*/webkit2gtk-4.1", "/usr/libexec/webkit2gtk-4.1")
SECONDS = 60.0
STEP_MILLISECONDS = 40

Point = tuple[float, float]


class OtherBrowser(Protocol):
    """What both can do."""

    def open(self, url: str) -> None:
        """Load a page."""

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise; plain JSON."""

    def drag(self, points: Sequence[Point]) -> None:
        """Press the mouse at the first place on the screen, move it, let go at the last."""


def until(browser: OtherBrowser, expression: str, seconds: float = SECONDS) -> Any:
    """The first value of an expression that is true or not empty."""
    end = time.monotonic() + seconds
    while not (found := browser.evaluate(expression)):
        assert time.monotonic() < end, f"still {found!r}: {expression}"
        time.sleep(0.1)
    return found


class Firefox:
    """A session of https://www.w3.org/TR/webdriver-bidi/ with one tab."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._send("session.new", capabilities={})
        self._tab = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        answer = self._send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def drag(self, points: Sequence[Point]) -> None:
        self._send("input.performActions", context=self._tab, actions=[_mouse(points)])

    def _send(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(timeout=SECONDS))
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]


class WebKit:
    """A session of https://www.w3.org/TR/webdriver2/ with one window."""

    def __init__(self, address: str, browser: str) -> None:
        self._session = address + "/session"
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        found = self._send("", {"capabilities": wanted})
        self._session += "/" + found["sessionId"]

    def open(self, url: str) -> None:
        self._send("/url", {"url": url})

    def evaluate(self, expression: str) -> Any:
        script = (
            "const done = arguments[0];"
            f"(async () => JSON.stringify(await ({expression})))().then(done, e => done(`!${{e}}`))"
        )
        answer = self._send("/execute/async", {"script": script, "args": []})
        assert answer is None or not answer.startswith("!"), answer
        return json.loads(answer or "null")

    def drag(self, points: Sequence[Point]) -> None:
        self._send("/actions", {"actions": [_mouse(points)]})

    def close(self) -> None:
        """End the session, and the browser with it."""
        self._request("DELETE", "", None)

    def _send(self, path: str, body: dict[str, Any]) -> Any:
        return self._request("POST", path, json.dumps(body).encode())

    def _request(self, method: str, path: str, body: bytes | None) -> Any:
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._session + path, body, head, method=method)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)["value"]


def _mouse(points: Sequence[Point]) -> dict[str, Any]:
    moves = [
        {"type": "pointerMove", "x": round(x), "y": round(y), "duration": STEP_MILLISECONDS}
        for x, y in points
    ]
    down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
    return {
        "type": "pointer",
        "id": "mouse",
        "parameters": {"pointerType": "mouse"},
        "actions": [moves[0], down, *moves[1:], up],
    }


def firefox_file() -> str | None:
    """Where Firefox lies."""
    return next((path for path in map(shutil.which, FIREFOX_NAMES) if path), None)


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """Firefox without a window, with a profile of its own."""
    binary = firefox_file()
    assert binary is not None
    command = [binary, "--headless", "--no-remote", "--profile", str(folder)]
    command += ["--remote-debugging-port", "0"]
    with _running(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        found = _first(process.stderr, r"WebDriver BiDi listening on (ws://\S+)")
        with connect(found + "/session", max_size=None) as socket:
            yield Firefox(socket)


def webkit_file() -> str | None:
    """Where WebKit's own small browser lies, if what drives and shows it is there too."""
    there = shutil.which(WEBKIT_DRIVER) and shutil.which(DISPLAY)
    found = (
        path
        for folder in WEBKIT_FOLDERS
        for path in Path("/").glob(folder.lstrip("/") + "/MiniBrowser")
    )
    path = next(found, None)
    return str(path) if there and path else None


@contextmanager
def webkit(port: int) -> Iterator[WebKit]:
    """WebKit on a screen that nobody sees; `port` is a free one."""
    binary, driver, display = webkit_file(), shutil.which(WEBKIT_DRIVER), shutil.which(DISPLAY)
    assert binary is not None
    assert driver is not None
    assert display is not None
    screen = [display, "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with _running(screen, stdout=subprocess.PIPE) as shown:
        assert shown.stdout is not None
        number = _first(shown.stdout, r"(\d+)")
        around = {**os.environ, "DISPLAY": f":{number}"}
        with _running([driver, f"--port={port}"], env=around):
            address = f"http://127.0.0.1:{port}"
            _wait_for(address + "/status")
            session = WebKit(address, binary)
            try:
                yield session
            finally:
                session.close()


@contextmanager
def _running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    # In a group of its own, so that what it starts ends with it.
    process = subprocess.Popen(command, text=True, start_new_session=True, **pipes)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _first(lines: Any, pattern: str) -> str:
    for line in lines:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"ended before it said {pattern}")


def _wait_for(address: str) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < end, f"{address} does not answer"
            time.sleep(0.1)
