"""From saving a correction to an answer of the version that learned it."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np

from backends import running
from vistazo import Recognizer
from vistazo.image import encode_png
from vistazo.types import UInt8Array

_OCTETS = {"content-type": "application/octet-stream"}
_POLL_S = 0.005
_PATIENCE_S = 60.0
_TRIES = 4


def measure(name: str, corrections: int, *, own: bool) -> dict[str, Any]:
    """Correct one wrong answer after the other; seconds until a new version answers.

    What the gate does not let through is taken back.

    Args:
        name: The recogniser.
        corrections: How many are to go live; at most `_TRIES` times as many are refused.
        own: Whether each is made for a profile of its own, else for everybody.
    """
    live, refused, right = [], 0, 0
    parts: dict[str, list[float]] = {}
    with (
        running(history="off") as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        for number, (picture, label) in enumerate(_wrong(name)):
            profile = f"person {number}" if own else ""
            if _answer(client, name, profile, picture)["label"] == label:
                continue
            took, job, correction = _correct(client, name, profile, picture, label)
            if job["result"] is None or not job["result"]["promoted"]:
                # Else every later one would be asked to teach this one, too.
                client.delete(f"/v1/corrections/{correction}").raise_for_status()
                _over(client, job)
                refused += 1
                if refused == _TRIES * corrections:
                    break
                continue
            live.append(took)
            right += _answer(client, name, profile, picture)["label"] == label
            for part, value in job["result"]["seconds"].items():
                parts.setdefault(part, []).append(value)
            if len(live) == corrections:
                break
    return {
        "recogniser": name,
        "for": "a profile each" if own else "everybody",
        "went live": len(live),
        "not let through by the gate": refused,
        "right afterwards": right,
        "seconds until it answers": live,
        **{f"  of it {part}": values for part, values in sorted(parts.items())},
    }


def _correct(
    client: httpx.Client, name: str, profile: str, picture: UInt8Array, label: str
) -> tuple[float, dict[str, Any], str]:
    """Seconds until another version answers, the job, which is over, and the correction's id."""
    before = _answer(client, name, profile, picture)["model"]
    image = base64.b64encode(encode_png(picture)).decode()
    told = {"recognizer": name, "labels": [label], "image": image, "profile": profile}
    began = time.perf_counter()
    said = client.post("/v1/corrections", json=told).raise_for_status().json()
    job, correction = said["job"], said["correction"]["id"]
    while time.perf_counter() - began < _PATIENCE_S:
        if _answer(client, name, profile, picture)["model"] != before:
            took = time.perf_counter() - began
            return took, _over(client, job), correction
        job = client.get(f"/v1/jobs/{job['id']}").json()
        if job["state"] in ("failed", "cancelled"):
            raise SystemExit(f"the job failed: {job['error']}")
        if job["state"] == "done" and not job["result"]["promoted"]:
            return 0.0, job, correction
        time.sleep(_POLL_S)
    raise SystemExit(f"nothing was learned in {_PATIENCE_S} s")


def _over(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """The job once it and every other is over, so that the next one waits for none."""
    while True:
        jobs = client.get("/v1/jobs").json()["jobs"]
        if not any(item["state"] in ("queued", "running") for item in jobs):
            found: dict[str, Any] = client.get(f"/v1/jobs/{job['id']}").json()
            return found
        time.sleep(_POLL_S)


def _answer(client: httpx.Client, name: str, profile: str, picture: UInt8Array) -> dict[str, Any]:
    height, width = picture.shape
    size = {"width": str(width), "height": str(height), "profile": profile}
    answer = client.post(
        f"/v1/models/{name}/predict", params=size, content=picture.tobytes(), headers=_OCTETS
    )
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def _wrong(name: str) -> Iterator[tuple[UInt8Array, str]]:
    """Test pictures that the shipped version reads wrong, with their labels."""
    recognizer = Recognizer.load(name)
    for images, labels in _material(name):
        found = recognizer.run(images, outputs=("probability",))["probability"]
        answered = [recognizer.labels[index] for index in found.argmax(axis=1)]
        for image, label, answer in zip(images, labels, answered, strict=True):
            if label != answer:
                yield image, label


def _material(name: str) -> Iterator[tuple[np.ndarray, list[str]]]:
    # Here, since only this part needs the workshop.
    from vistazo.workshop.data.load import load_public

    dataset = load_public("mnist" if name == "digits" else "unipen")
    order = np.random.default_rng(0).permutation(len(dataset.images))
    for start in range(0, len(order), 500):
        rows = order[start : start + 500]
        yield (
            np.stack([dataset.images[row] for row in rows]),
            [dataset.labels[row] for row in rows],
        )
