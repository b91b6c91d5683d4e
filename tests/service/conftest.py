"""A real server in a process of its own, on a free port of the loopback."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

import vistazo
from vistazo.runtime import bank_path

SHIPPED = Path(vistazo.__file__).parent / "models" / "digits.onnx"


@dataclass
class RunningServer:
    """A `vistazo serve` that was started by a test."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


StartServer = Callable[..., contextlib.AbstractContextManager[RunningServer]]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of whatever this test opens without naming one; never the user's own."""
    folder = tmp_path / "data"
    monkeypatch.setenv("VISTAZO_DATA_FOLDER", str(folder))
    monkeypatch.delenv("VISTAZO_DATABASE_URL", raising=False)
    return folder


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory, model_path: Path) -> StartServer:
    """A function that starts `vistazo serve`.

    Its positional arguments are those of the command, its named ones settings; a server gets a
    data folder of its own unless it is told one, and does not learn unless it is told to.
    """
    logs = tmp_path_factory.mktemp("logs")

    @contextlib.contextmanager
    def start(*arguments: str, **settings: object) -> Iterator[RunningServer]:
        chosen = {
            "port": 0,
            "models": model_path,
            "log_level": "info",
            "data_folder": tmp_path_factory.mktemp("data"),
            "database_url": "",
            # What one test teaches would change what another is answered.
            "learning": False,
            **settings,
        }
        variables = {f"VISTAZO_{name.upper()}": str(value) for name, value in chosen.items()}
        log = logs / f"{len(list(logs.iterdir()))}.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "vistazo.cli", "serve", *arguments],
                env={**os.environ, **variables},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert process.stdout is not None
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found, log.read_text()
            yield RunningServer(process, found[0], log)
        finally:
            process.terminate()
            process.wait(timeout=20)
            process.stdout.close()

    return start


@pytest.fixture(scope="session")
def server(start_server: StartServer) -> Iterator[RunningServer]:
    """The server that most tests share."""
    with start_server() as running:
        yield running


@pytest.fixture(scope="session")
def client(server: RunningServer) -> Iterator[httpx.Client]:
    """Speaks to the shared server."""
    with httpx.Client(base_url=server.url, timeout=20) as speaking:
        yield speaking


@pytest.fixture(scope="session")
def reading_client(
    start_server: StartServer, reading_path: Path, model_path: Path
) -> Iterator[httpx.Client]:
    """Speaks to a server with digits, and with a model named characters that reads bars."""
    with (
        start_server(models=f"{model_path},{reading_path}") as running,
        httpx.Client(base_url=running.url, timeout=20) as speaking,
    ):
        yield speaking


@pytest.fixture(scope="session")
def seven() -> np.ndarray:
    """A drawn seven, white on black, uint8 (28, 28)."""
    canvas = Image.new("L", (280, 280), 0)
    ImageDraw.Draw(canvas).line([(80, 70), (200, 70), (130, 220)], 255, 24, joint="curve")
    return np.asarray(canvas.resize((28, 28), Image.Resampling.BOX))


def encode(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def png(seven: np.ndarray) -> bytes:
    """The seven as a PNG."""
    return encode(seven)


@pytest.fixture(scope="session")
def jpeg(seven: np.ndarray) -> bytes:
    """The seven as a JPEG, ten times as large."""
    return encode(np.kron(seven, np.ones((10, 10), np.uint8)), "JPEG")


@pytest.fixture(scope="session")
def learning_path() -> Path:
    """The shipped digits, beside which their bank lies."""
    if not bank_path(SHIPPED).is_file():
        reason = "the shipped digits.onnx or its bank is missing"
        (pytest.fail if os.environ.get("VISTAZO_TEST_ALL") == "1" else pytest.skip)(reason)
    return SHIPPED


@pytest.fixture(scope="session")
def learner(start_server: StartServer, learning_path: Path) -> Iterator[httpx.Client]:
    """Speaks to a server whose digits learn."""
    with (
        start_server(models=learning_path, learning=True) as running,
        httpx.Client(base_url=running.url, timeout=60) as speaking,
    ):
        yield speaking


@pytest.fixture
def teach(learner: httpx.Client) -> Callable[..., dict[str, Any]]:
    """A function that corrects a picture and waits until it was learned; gives the ended job."""

    def correct(pixels: np.ndarray, label: str, **more: Any) -> dict[str, Any]:
        image = base64.b64encode(encode(pixels)).decode()
        told = {"recognizer": "digits", "labels": [label], "image": image, **more}
        answer = learner.post("/v1/corrections", json=told)
        assert answer.status_code == 201, answer.text
        return ended(learner, answer.json()["job"])

    return correct


def ended(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """The job once it is over."""
    deadline = time.monotonic() + 60
    while job["state"] in ("queued", "running"):
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
        job = client.get(f"/v1/jobs/{job['id']}").json()
    return job
