"""What photos cost: one from file to answer, ten over HTTP, a thousand in one request, a large one.

    python benchmarks/photo_serving.py [--json] [--model photos] [--photos FOLDER] [--count 1000]
        [--history on|off]

The photos are those of the folder, again and again; without one, those of the mirror
(VISTAZO_MIRROR), or else painted ones. Client and server share this machine's cores. "Alone" is
the same photos decoded and recognised by as many threads as there are cores, without a server; it
is measured before and after, in this run. On a busy machine, look at what a photo costs a core.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import psutil
from PIL import Image

from reporting import markdown_table, print_header
from serving import running_server
from vistazo import Recognizer
from vistazo.image import load_rgb

RUNS = 200
ROUNDS = 30
BOUNDARY = b"a-boundary-that-no-photo-holds"


def painted(width: int, height: int, seed: int) -> bytes:
    """A JPEG of soft colours with grain, about as large as a photo's file."""
    generator = np.random.default_rng(seed)
    coarse = generator.integers(0, 256, (height // 25 + 1, width // 25 + 1, 3), dtype=np.uint8)
    soft = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    grain = generator.integers(-9, 10, (height, width, 3))
    buffer = io.BytesIO()
    pixels = (np.asarray(soft) + grain).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def find_photos(folder: Path | None) -> list[bytes]:
    """The photos that are sent."""
    mirror = os.environ.get("VISTAZO_MIRROR")
    if folder is None and mirror:
        folder = Path(mirror, "photos_voc20", "images")
    if folder is None:
        return [painted(500, 375, seed) for seed in range(50)]
    return [path.read_bytes() for path in sorted(folder.glob("*.jp*g"))]


def milliseconds(work: Callable[[], object], times: int) -> dict[str, float]:
    """Median and 95th percentile of so many runs, after a few that are not counted."""
    taken = []
    for _ in range(times + 5):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(taken[5:], n=20)
    return {"median_ms": statistics.median(taken[5:]), "p95_ms": cuts[18]}


def measure_large(recognizer: Recognizer) -> dict[str, Any]:
    """A photo of 12 megapixels that lies on its side, as telephones write them."""
    upright = Image.open(io.BytesIO(painted(3000, 4000, 7)))
    upright.paste((255, 0, 0), (0, 0, 1500, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(buffer, "JPEG", quality=90, exif=exif)
    data = buffer.getvalue()
    pixels = recognizer.decode(data)
    rows, columns = pixels.shape[:2]
    corner = pixels[: rows // 12, : columns // 3].reshape(-1, 3).mean(axis=0)
    return {
        "megabytes": len(data) / 1e6,
        "decoded": f"{columns} x {rows}",
        "upright": bool(rows > columns and corner[0] > 240 and corner[1] < 20),
        "decode": milliseconds(lambda: recognizer.decode(data), 30),
        "whole": milliseconds(lambda: load_rgb(data, longest_side=4000), 5),
    }


def measure_alone(recognizer: Recognizer, photos: Sequence[bytes]) -> dict[str, float]:
    """Photos a second without a server, on all cores, and what each costs a core."""
    began, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for answer in pool.map(recognizer.predict, photos):
            assert answer.probabilities
    return {
        "per_second": len(photos) / (time.perf_counter() - began),
        "core_ms": (time.process_time() - spent) / len(photos) * 1000,
    }


def form(photos: Sequence[bytes], field: str) -> bytes:
    """The body of a form with these photos."""
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%d.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n%s\r\n" % (BOUNDARY, field.encode(), index, data)
        for index, data in enumerate(photos)
    ]
    return b"".join(parts) + b"--%s--\r\n" % BOUNDARY


def post(address: str, path: str, body: bytes) -> bytes:
    """Send a form over a connection of its own; the answer's body."""
    parts = urlsplit(address)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((str(parts.hostname), parts.port or 80)) as connection:
        connection.sendall(head.encode())
        connection.sendall(body)
        with connection.makefile("rb") as stream:
            answer = stream.read()
    head_end = answer.index(b"\r\n\r\n")
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"the server refused: {answer[:500]!r}")
    return answer[head_end + 4 :]


class Memory:
    """Watches how much a process grows."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._before = self.most = self._process.memory_info().rss

    def __enter__(self) -> Memory:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, self._process.memory_info().rss)

    @property
    def grown_mb(self) -> float:
        """Mebibytes that it grew by at most."""
        return (self.most - self._before) / 2**20


def measure_serving(
    model: str, name: str, photos: Sequence[bytes], settings: dict[str, str]
) -> dict[str, Any]:
    """Ten photos in one request, then all of them in one."""
    native = f"/v1/models/{name}/predict-batch"
    with running_server(model, **settings) as (process, address):
        ten = form(photos[:10], "files[]")
        found: dict[str, Any] = {
            "ten": milliseconds(lambda: post(address, "/batch_predict", ten), ROUNDS)
        }
        post(address, native, form(photos[: len(photos) // 4], "files"))
        body = form(photos, "files")
        server = psutil.Process(process.pid)
        with Memory(process.pid) as memory:
            began, spent = time.perf_counter(), sum(server.cpu_times()[:2])
            answer = post(address, native, body)
            found["per_second"] = len(photos) / (time.perf_counter() - began)
            found["core_ms"] = (sum(server.cpu_times()[:2]) - spent) / len(photos) * 1000
        found["grown_mb"] = memory.grown_mb
    lines = [line for line in answer.split(b"\n") if line.startswith(b"{")]
    found["end"] = json.loads(lines[-1])
    found["kept"] = sum(b'"id": null' not in line for line in lines[:-1])
    found["sent_mb"] = len(body) / 2**20
    return found


def measure(
    model: str, folder: Path | None, count: int, settings: dict[str, str]
) -> dict[str, Any]:
    """Everything."""
    recognizer = Recognizer.load(model)
    own = find_photos(folder)
    photos = [own[index % len(own)] for index in range(count)]
    one = painted(500, 375, 1)
    found: dict[str, Any] = {
        "model": recognizer.id,
        "one": milliseconds(lambda: recognizer.predict(one), RUNS),
        "decode_one": milliseconds(lambda: recognizer.decode(one), RUNS),
        "large": measure_large(recognizer),
    }
    measure_alone(recognizer, photos[: count // 4])
    alone = [measure_alone(recognizer, photos)]
    found["serving"] = measure_serving(model, recognizer.card.name, photos, settings)
    alone.append(measure_alone(recognizer, photos))
    found["alone"] = {name: statistics.mean(one[name] for one in alone) for name in alone[0]}
    found["ratio"] = found["serving"]["per_second"] / found["alone"]["per_second"]
    return found


def show(found: dict[str, Any]) -> None:
    """Print the figures as a table."""

    def both(times: dict[str, float]) -> str:
        return f"{times['median_ms']:.1f} ms median, {times['p95_ms']:.1f} p95"

    large, serving, alone = found["large"], found["serving"], found["alone"]
    upright = "the right way up" if large["upright"] else "NOT the right way up"
    rows = [
        ("one photo, 500 x 375 JPEG, one thread", both(found["one"])),
        ("of it decoding", both(found["decode_one"])),
        (f"12 megapixels on their side, decoded to {large['decoded']}", both(large["decode"])),
        ("it is then", upright),
        ("decoded whole", both(large["whole"])),
        ("/batch_predict with 10 photos", both(serving["ten"])),
        (f"predict-batch, {serving['end']['total']} photos", f"{serving['per_second']:.1f}/s"),
        ("the same alone, all cores", f"{alone['per_second']:.1f}/s"),
        ("share of it", f"{found['ratio']:.1%}"),
        ("what a photo costs one core", f"{serving['core_ms']:.1f} ms"),
        ("the same alone", f"{alone['core_ms']:.1f} ms"),
        (f"memory, while {serving['sent_mb']:.0f} MB come", f"{serving['grown_mb']:+.0f} MB"),
        ("recognised, failed", f"{serving['end']['recognised']}, {serving['end']['failed']}"),
        ("kept in the history", str(serving["kept"])),
    ]
    print(markdown_table((found["model"], "measured"), rows))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", default="photos", help="a shipped name or a path")
    parser.add_argument("--photos", type=Path, help="a folder of JPEGs")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--history", choices=("on", "off"), default="on")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    settings = {"history": arguments.history, "learning": "off"}
    print_header("photo_serving", count=arguments.count, history=arguments.history)
    found = measure(arguments.model, arguments.photos, arguments.count, settings)
    if arguments.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)


if __name__ == "__main__":
    main()
