"""Several processes behind one address: they share what was learned, recorded and taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import pytest

OCTETS = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def running(start_server: Any, learning_path: Path) -> Iterator[Any]:
    """A server of two processes that both are ready."""
    with start_server("--workers", "2", models=learning_path, learning=True) as server:
        deadline = time.monotonic() + 60
        while server.log.read_text().count("startup complete") < 2:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield server


def predict(url: str, pixels: np.ndarray) -> dict[str, Any]:
    """An answer over a connection of its own, so that either process may give it."""
    answer = httpx.post(
        f"{url}/v1/models/digits/predict",
        params={"width": 28, "height": 28},
        content=pixels.tobytes(),
        headers=OCTETS,
        timeout=20,
    )
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_each_answers_with_the_new_version_within_a_second(running: Any, seven: np.ndarray) -> None:
    url = running.url
    httpx.put(f"{url}/v1/models/digits/mode", json={"mode": "manual"})
    made = predict(url, seven)
    told = {"recognizer": "digits", "labels": ["1"], "prediction": made["id"]}
    answer = httpx.post(f"{url}/v1/corrections", json=told, timeout=20)
    assert answer.status_code == 201, answer.text
    job = answer.json()["job"]
    deadline = time.monotonic() + 60
    while job["state"] in ("queued", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        job = httpx.get(f"{url}/v1/jobs/{job['id']}").json()
    version = job["result"]["model"]
    promoted = httpx.post(
        f"{url}/v1/models/digits/promote",
        json={"version": version, "override": True, "reason": "to see both answer"},
        timeout=20,
    )
    assert promoted.status_code == 200, promoted.text
    time.sleep(1.0)
    assert {predict(url, seven)["model"] for _ in range(30)} == {version}
    back = httpx.post(f"{url}/v1/models/digits/rollback", json={}, timeout=20)
    assert back.json()["model"] == made["model"]
    time.sleep(1.0)
    assert {predict(url, seven)["model"] for _ in range(30)} == {made["model"]}


def test_one_finds_what_the_other_has_just_answered(running: Any, seven: np.ndarray) -> None:
    for number in range(20):
        made = predict(running.url, np.roll(seven, number, axis=1))
        found = httpx.get(f"{running.url}/v1/predictions/{made['id']}", timeout=20)
        assert found.status_code == 200
        assert found.json()["confidence"] == made["confidence"]


def test_the_first_process_keeps_nothing_open(running: Any) -> None:
    """It only watches the others: no threads that learn, no database."""
    parent = psutil.Process(running.process.pid)
    assert not [file.path for file in parent.open_files() if "vistazo.db" in file.path]
    assert len(parent.children()) >= 2
