"""The database goes away and comes back, and the disk is full: answers go on, nothing is lost."""

from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psycopg
import pytest

from vistazo.image import encode_png

OCTETS = {"content-type": "application/octet-stream"}
UNAVAILABLE = "urn:vistazo:problem:storage-unavailable"


def predict(client: httpx.Client, pixels: np.ndarray, **query: Any) -> httpx.Response:
    return client.post(
        "/v1/models/digits/predict",
        content=pixels.tobytes(),
        params={"width": 28, "height": 28, **query},
        headers=OCTETS,
    )


def correction(png: bytes, **more: Any) -> dict[str, Any]:
    image = base64.b64encode(png).decode()
    return {"recognizer": "digits", "labels": ["1"], "image": image, **more}


def in_time(done: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


class TestDatabase:
    @pytest.fixture
    def client(self, start_server: Any, postgres_server: Any) -> Iterator[httpx.Client]:
        """Speaks to a server whose database can be stopped and started."""
        name = f"vistazo_{time.monotonic_ns()}"
        with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        with (
            start_server(database_url=postgres_server.url(name)) as running,
            httpx.Client(base_url=running.url, timeout=30) as speaking,
        ):
            yield speaking

    def test_away_and_back(
        self, client: httpx.Client, postgres_server: Any, seven: np.ndarray, png: bytes
    ) -> None:
        before = predict(client, seven, source="before").json()
        assert client.get(f"/v1/predictions/{before['id']}").status_code == 200
        kept = client.post("/v1/corrections", json=correction(png, author="Ana"))
        assert kept.status_code == 201, kept.text
        postgres_server.stop()
        try:
            self.answers_go_on(client, seven, png)
        finally:
            postgres_server.start()
        in_time(lambda: client.get("/v1/predictions").status_code == 200)
        # What was answered meanwhile is in the history by now.
        query = {"source": "meanwhile"}
        in_time(lambda: client.get("/v1/predictions", params=query).json()["total"] == 5)
        assert client.get("/v1/corrections", params={"author": "Ana"}).json()["total"] == 1
        assert client.post("/v1/corrections", json=correction(png)).status_code == 201

    def answers_go_on(self, client: httpx.Client, seven: np.ndarray, png: bytes) -> None:
        for _ in range(5):
            started = time.perf_counter()
            answer = predict(client, seven, source="meanwhile")
            assert answer.status_code == 200
            assert answer.json()["id"] is not None
            assert time.perf_counter() - started < 2.0
        assert client.get("/health").status_code == 200
        assert client.get("/v1/models/digits").status_code == 200
        for method, path, body in (
            ("GET", "/v1/predictions", None),
            ("GET", "/v1/corrections", None),
            ("GET", "/v1/jobs", None),
            ("GET", "/v1/profiles", None),
            ("GET", "/v1/models/digits/versions", None),
            ("POST", "/v1/corrections", correction(png)),
            ("POST", "/v1/predictions/delete", {"filter": {}}),
            ("POST", "/v1/models/digits/promote", {"version": "v1"}),
            ("POST", "/retrain", {}),
        ):
            answer = client.request(method, path, json=body)
            assert answer.status_code == 503, (path, answer.text)
            assert answer.headers["retry-after"] == "1"
            assert answer.json()["type"] == UNAVAILABLE
            assert "Traceback" not in answer.text

    def test_a_server_does_not_start_without_it(self, start_server: Any, tmp_path: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "vistazo.cli", "serve", "--port", "0"],
            env={
                **os.environ,
                "VISTAZO_DATA_FOLDER": str(tmp_path),
                "VISTAZO_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/none",
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 2
        assert "127.0.0.1" in done.stderr
        assert "secret" not in done.stderr
        assert "Traceback" not in done.stderr


class TestFullDisk:
    @pytest.fixture
    def disk(self, tmp_path: Path) -> Iterator[Path]:
        """A small disk for the data folder."""
        folder = tmp_path / "disk"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=24M", "vistazo-test", str(folder)]
        if os.getuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
            pytest.skip("needs the right to mount a small disk")
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)

    def test_full_and_free_again(
        self, start_server: Any, disk: Path, seven: np.ndarray, png: bytes
    ) -> None:
        with (
            start_server(data_folder=disk / "data") as running,
            httpx.Client(base_url=running.url, timeout=60) as client,
        ):
            first = client.post("/v1/corrections", json=correction(png, author="Ana"))
            assert first.status_code == 201
            ballast = self.fill(disk)
            rng = np.random.default_rng(0)
            pixels = rng.integers(0, 256, (28, 28), dtype=np.uint8)
            answer = predict(client, pixels, source="full")
            assert answer.status_code == 200
            large = encode_png(rng.integers(0, 256, (300, 300), dtype=np.uint8))
            refused = client.post("/v1/corrections", json=correction(large, author="Ana"))
            assert refused.status_code == 507, refused.text
            assert refused.json()["type"] == "urn:vistazo:problem:storage-full"
            ballast.unlink()
            again = client.post("/v1/corrections", json=correction(large, author="Ana"))
            assert again.status_code == 201, again.text
            assert client.get("/v1/corrections", params={"author": "Ana"}).json()["total"] == 2
            in_time(
                lambda: (
                    client.get("/v1/predictions", params={"source": "full"}).json()["total"] == 1
                )
            )
            assert not list(disk.rglob("*.part"))
            log = running.log.read_text()
            assert "request failed" not in log

    def fill(self, disk: Path) -> Path:
        path = disk / "ballast"
        with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        return path
