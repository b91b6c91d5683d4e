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

_KIND = {"content-type": "image/*"}
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
        for number, (picture, labels) in enumerate(_wrong(name)):
            profile = f"person {number}" if own else ""
            if _labels(_answer(client, name, profile, picture)) == labels:
                continue
            took, job, correction = _correct(client, name, profile, picture, labels)
            if job["result"] is None or not job["result"]["promoted"]:
                # Else every later one would be asked to teach this one, too.
                client.delete(f"/v1/corrections/{correction}").raise_for_status()
                _over(client, job)
                refused += 1
                if refused == _TRIES * corrections:
                    break
                continue
            live.append(took)
            right += _labels(_answer(client, name, profile, picture)) == labels
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
    client: httpx.Client, name: str, profile: str, picture: bytes, labels: set[str]
) -> tuple[float, dict[str, Any], str]:
    """Seconds until another version answers, the job, which is over, and the correction's id."""
    before = _answer(client, name, profile, picture)["model"]
    image = base64.b64encode(picture).decode()
    told = {"recognizer": name, "labels": sorted(labels), "image": image, "profile": profile}
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


def _answer(client: httpx.Client, name: str, profile: str, picture: bytes) -> dict[str, Any]:
    answer = client.post(
        f"/v1/models/{name}/predict", params={"profile": profile}, content=picture, headers=_KIND
    )
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def _labels(answer: dict[str, Any]) -> set[str]:
    return set(answer["labels"])


def _wrong(name: str) -> Iterator[tuple[bytes, set[str]]]:
    """Test pictures that the shipped version gets wrong, as files, with their labels."""
    recognizer = Recognizer.load(name)
    for picture, labels in _photos() if name == "photos" else _drawings(name):
        if set(recognizer.predict(picture).labels) != labels:
            yield picture, labels


def _photos() -> Iterator[tuple[bytes, set[str]]]:
    # Here, since only these parts need the workshop.
    from vistazo.workshop.data.load_photos import load_public_photos

    photos = load_public_photos("photos_voc20", "test")
    for file, labels in zip(photos.files, photos.labels, strict=True):
        yield file.read_bytes(), set(labels)


def _drawings(name: str) -> Iterator[tuple[bytes, set[str]]]:
    from vistazo.workshop.data.load import load_public

    dataset = load_public("mnist" if name == "digits" else "unipen")
    for row in np.random.default_rng(0).permutation(len(dataset.images)):
        yield encode_png(dataset.images[row]), {dataset.labels[row]}
