"""Versions that go live under load: no request may fail, no answer may mix two of them."""

from __future__ import annotations

import asyncio
import base64
import time
from collections import Counter
from typing import Any

import httpx
import numpy as np

from backends import running
from feedback_crowd import drawn
from vistazo import Recognizer
from vistazo.image import encode_png
from vistazo.types import UInt8Array

_PICTURES = 24
_VERSIONS = 4
_TOLERANCE = 2e-6
"""Answers are rounded to six digits."""


def measure(clients: int, seconds: float) -> dict[str, Any]:
    """Ask and swap for so long, then compute every answer again."""
    rng = np.random.default_rng(0)
    pictures = [drawn(str(rng.choice(list("147"))), rng) for _ in range(_PICTURES)]
    with (
        running(models="digits", history="off") as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        versions = _make_versions(client, rng)
        answers, failures, swaps = asyncio.run(
            _load(server.url, pictures, versions, clients, seconds)
        )
        models = {model for _, model, _ in answers}
        files = {model: client.get(f"/v1/models/{model}/file").content for model in models}
    return {
        "clients": clients,
        "versions": len(versions),
        "swaps": swaps,
        "answers": len(answers),
        "a second": len(answers) / seconds,
        "failed": failures,
        "mixed": _mixed(answers, pictures, files),
        "answers by version": dict(Counter(model for _, model, _ in answers)),
    }


Answer = tuple[int, str, dict[str, Any]]
"""Number of the picture, the version that answered, label and probabilities."""


async def _load(
    url: str, pictures: list[UInt8Array], versions: list[str], clients: int, seconds: float
) -> tuple[list[Answer], int, int]:
    answers: list[Answer] = []
    failures = 0
    end = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=clients + 1)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits) as client:

        async def ask(number: int) -> None:
            nonlocal failures
            while time.perf_counter() < end:
                number = (number + 1) % len(pictures)
                answer = await client.post(
                    "/v1/models/digits/predict?width=28&height=28",
                    content=pictures[number].tobytes(),
                    headers={"content-type": "application/octet-stream"},
                )
                if answer.status_code != 200:
                    failures += 1
                    continue
                content = answer.json()
                answers.append((number, content["model"], content))

        asking = [asyncio.create_task(ask(number)) for number in range(clients)]
        swaps = await _swap(client, versions, end)
        await asyncio.gather(*asking)
    return answers, failures, swaps


async def _swap(client: httpx.AsyncClient, versions: list[str], end: float) -> int:
    swaps = 0
    while time.perf_counter() < end - 0.5:
        version = versions[swaps % len(versions)]
        answer = await client.post(
            "/v1/models/digits/promote",
            json={"version": version, "override": True, "reason": "to measure swaps"},
        )
        if answer.status_code != 200:
            raise SystemExit(f"not promoted: {answer.text}")
        swaps += 1
        await asyncio.sleep(0.2)
    return swaps


def _make_versions(client: httpx.Client, rng: np.random.Generator) -> list[str]:
    """Ids of several versions: each was taught one more thing that is none of the digits."""
    client.put("/v1/models/digits/mode", json={"mode": "manual"}).raise_for_status()
    for label in range(_VERSIONS - 1):
        shape = np.zeros((28, 28), np.uint8)
        for x, y in rng.integers(3, 20, (3, 2)):
            shape[y : y + 6, x : x + 6] = 255
        picture = base64.b64encode(encode_png(shape)).decode()
        told = {"recognizer": "digits", "labels": [str(label)], "image": picture}
        answer = client.post("/v1/corrections", json=told).raise_for_status()
        _wait(client, answer.json()["job"])
    rows = client.get("/v1/models/digits/versions").json()["versions"]
    return [row["model"] for row in rows]


def _wait(client: httpx.Client, job: dict[str, Any] | None) -> None:
    while job is not None and job["state"] in ("queued", "running"):
        time.sleep(0.05)
        job = client.get(f"/v1/jobs/{job['id']}").json()


def _mixed(answers: list[Answer], pictures: list[UInt8Array], files: dict[str, bytes]) -> int:
    """How many answers are not exactly what the version that they name answers."""
    expected = {}
    for model, data in files.items():
        recognizer = Recognizer(data)
        if recognizer.id != model:
            raise SystemExit(f"the file of {model} is that of {recognizer.id}")
        for number, picture in enumerate(pictures):
            expected[number, model] = recognizer.predict_array(picture[None])[0]
    mixed = 0
    for number, model, content in answers:
        right = expected[number, model]
        off = max(
            abs(content["probabilities"][label] - value)
            for label, value in right.probabilities.items()
        )
        same = (content["label"], content["verdict"]) == (right.label, right.verdict)
        mixed += not same or off > _TOLERANCE
    return mixed
