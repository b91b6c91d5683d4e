"""Many clients that correct at once, and a server that is killed meanwhile."""

from __future__ import annotations

import asyncio
import base64
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
from PIL import Image, ImageDraw

from backends import Server, running
from vistazo.image import encode_png
from vistazo.types import UInt8Array

_STROKES = {
    "1": [(14, 4), (14, 24)],
    "4": [(10, 4), (8, 15), (20, 15), (17, 8), (16, 25)],
    "7": [(8, 6), (20, 6), (13, 24)],
}
_CONTRARY = 0.2
"""The share of corrections that say anything at all."""

_PAUSE_S = 0.05
_PATIENCE_S = 120.0


@dataclass
class Told:
    """What the clients have sent and been answered."""

    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    repeated: int = 0
    refused: Counter[int] = field(default_factory=Counter)


def drawn(digit: str, rng: np.random.Generator) -> UInt8Array:
    """A digit, drawn anew each time, uint8 (28, 28)."""
    canvas = Image.new("L", (112, 112), 0)
    places = [
        tuple(4 * (value + rng.normal(0, 0.7)) for value in place) for place in _STROKES[digit]
    ]
    ImageDraw.Draw(canvas).line(places, 255, int(rng.integers(7, 13)), joint="curve")
    return np.asarray(canvas.resize((28, 28), Image.Resampling.BOX))


def measure(database_url: str, clients: int, each: int, kills: int) -> dict[str, Any]:
    """Let them correct, and count what is there afterwards."""
    with running(database_url) as server:
        told = Told()
        began = time.perf_counter()
        asyncio.run(_crowd(server, told, clients, each, kills))
        took = time.perf_counter() - began
        with httpx.Client(base_url=server.url, timeout=60) as client:
            found = _check(client, told)
    return {
        "corrections": len(told.sent),
        "answered": len(told.answered),
        "killed": kills,
        "seconds": took,
        "a second": len(told.sent) / took,
        "each": told.seconds,
        "sent again": told.repeated,
        "refused for now": dict(told.refused),
        **found,
    }


async def _crowd(server: Server, told: Told, clients: int, each: int, kills: int) -> None:
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=server.url, timeout=30, limits=limits) as client:
        people = [
            asyncio.create_task(_person(client, told, number, each)) for number in range(clients)
        ]
        killer = asyncio.create_task(_kill(server, told, clients * each, kills))
        await asyncio.gather(*people)
        await killer


async def _person(client: httpx.AsyncClient, told: Told, number: int, each: int) -> None:
    rng = np.random.default_rng(number)
    for _ in range(each):
        shown = str(rng.choice(list(_STROKES)))
        # What only confirms an answer is kept, but teaches nothing.
        label = str(rng.integers(10)) if rng.random() < _CONTRARY else shown
        correction = {
            "id": uuid.uuid4().hex,
            "recognizer": "digits",
            "labels": [label],
            "image": base64.b64encode(encode_png(drawn(shown, rng))).decode(),
            "author": f"person {number}",
        }
        told.sent[correction["id"]] = correction
        began = time.perf_counter()
        await _send(client, told, correction)
        told.seconds.append(time.perf_counter() - began)


async def _send(client: httpx.AsyncClient, told: Told, correction: dict[str, Any]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            answer = await client.post("/v1/corrections", json=correction)
        except httpx.TransportError:
            told.repeated += 1
        else:
            if answer.status_code == 201:
                told.answered.add(correction["id"])
                return
            told.refused[answer.status_code] += 1
            if answer.status_code < 500:
                raise SystemExit(f"refused: {answer.text}")
        await asyncio.sleep(_PAUSE_S + random.random() * _PAUSE_S)
    raise SystemExit(f"a correction was not taken in {_PATIENCE_S} s")


async def _kill(server: Server, told: Told, total: int, kills: int) -> None:
    """Kill the server each time that a further part of the corrections has been answered."""
    for number in range(kills):
        while len(told.answered) < total * (number + 0.5) / (kills + 0.5):
            await asyncio.sleep(0.005)
        server.kill()
        await asyncio.to_thread(server.start)


def _check(client: httpx.Client, told: Told) -> dict[str, Any]:
    idle_s = _wait_until_idle(client)
    kept = _everything(client, "/v1/corrections", "corrections")
    times = Counter(item["id"] for item in kept)
    wrong = [
        item["id"]
        for item in kept
        if item["id"] in told.sent and item["labels"] != told.sent[item["id"]]["labels"]
    ]
    pictures = {item["image"] for item in kept}
    missing = [name for name in pictures if not client.get(f"/v1/images/{name}").is_success]
    versions = client.get("/v1/models/digits/versions").json()
    broken = [
        item["model"]
        for item in versions["versions"]
        if not client.get(f"/v1/models/{item['model']}").is_success
    ]
    return {
        "lost": len(told.answered - set(times)),
        "doubled": sum(count > 1 for count in times.values()),
        "never sent": len(set(times) - set(told.sent)),
        "changed": len(wrong),
        "pictures missing": len(missing),
        "versions": len(versions["versions"]),
        "versions that do not answer": len(broken),
        "seconds until all was learned": idle_s,
        "live": versions["champion"],
    }


def _wait_until_idle(client: httpx.Client) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < _PATIENCE_S:
        states = {job["state"] for job in client.get("/v1/jobs").json()["jobs"]}
        if not states & {"queued", "running"}:
            break
        time.sleep(0.1)
    return time.perf_counter() - began


def _everything(client: httpx.Client, path: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = client.get(path, params={"offset": len(found), "limit": 200}).json()
        found += page[name]
        if not page[name] or len(found) >= page["total"]:
            return found
