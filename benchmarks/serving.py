"""What serving costs: start, memory, answers a second, and the model file by itself.

    python benchmarks/serving.py [--json] [--model digits] [--seconds 5] [--connections 16]
        [--history on|off] [--learning on|off]

Starts `vistazo serve` in a process of its own on a free port of the loopback and speaks HTTP/1.1 to
it over plain sockets, so that the client costs little. Client and server share this machine's
cores: the figures are lower bounds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import psutil
from PIL import Image, ImageDraw

from vistazo import Recognizer

STARTS = 5
ANSWERS = 1000


def drawn_seven(side: int) -> np.ndarray:
    """A seven, black on white, uint8 (side, side)."""
    canvas = Image.new("L", (1120, 1120), 255)
    ImageDraw.Draw(canvas).line([(320, 280), (800, 280), (520, 880)], 0, 96, joint="curve")
    return np.asarray(canvas.resize((side, side), Image.Resampling.BOX))


def as_png(pixels: np.ndarray) -> bytes:
    """The pixels as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@contextlib.contextmanager
def running_server(
    model: str, workers: int = 1, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`vistazo serve` on a free port and in a new folder; gives the process and the address."""
    with tempfile.TemporaryDirectory(prefix="vistazo-") as folder:
        chosen = {"models": model, "port": "0", "workers": str(workers), "log_level": "warning"}
        chosen |= {"data_folder": folder, "database_url": ""} | settings
        process = subprocess.Popen(
            [sys.executable, "-m", "vistazo.cli", "serve"],
            env={**os.environ, **{f"VISTAZO_{name.upper()}": chosen[name] for name in chosen}},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            if found is None:
                raise SystemExit("the server did not start")
            yield process, found[0]
        finally:
            process.terminate()
            process.wait(timeout=20)
            process.stdout.close()


def request(body: bytes, query: str, content_type: str) -> bytes:
    """One HTTP/1.1 request to the digits."""
    head = (
        f"POST /v1/models/digits/predict{query} HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def requests() -> dict[str, bytes]:
    """The pictures that are sent, by name."""
    octets = "application/octet-stream"
    small, canvas = drawn_seven(28), drawn_seven(280)
    return {
        "raw 28x28": request(small.tobytes(), "?width=28&height=28", octets),
        "raw 280x280": request(canvas.tobytes(), "?width=280&height=280", octets),
        "png 28x28": request(as_png(small), "", "image/png"),
        "png 280x280": request(as_png(canvas), "", "image/png"),
    }


async def speak(address: str, sent: bytes, go_on: Callable[[], bool]) -> list[float]:
    """Send one request after the other over one connection; seconds that each took."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    times = []
    while go_on():
        started = time.perf_counter()
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"the server refused: {head!r}")
        length = int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]
        await reader.readexactly(length)
        times.append(time.perf_counter() - started)
    writer.close()
    await writer.wait_closed()
    return times


def speak_times(address: str, sent: bytes, times: int) -> list[float]:
    """Seconds of each of `times` answers, one after the other."""
    left = iter(range(times))
    return asyncio.run(speak(address, sent, lambda: next(left, None) is not None))


def throughput(address: str, sent: bytes, connections: int, seconds: float) -> dict[str, float]:
    """Answers a second and their latency, from several connections at once."""

    async def all_at_once() -> list[list[float]]:
        end = time.perf_counter() + seconds
        speakers = [
            speak(address, sent, lambda: time.perf_counter() < end) for _ in range(connections)
        ]
        return await asyncio.gather(*speakers)

    times = [value for part in asyncio.run(all_at_once()) for value in part]
    return {"per_second": len(times) / seconds, **milliseconds(times)}


def milliseconds(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    cuts = statistics.quantiles(times, n=20)
    return {"median_ms": statistics.median(times) * 1000, "p95_ms": cuts[18] * 1000}


def measure_start(model: str, settings: dict[str, str]) -> list[float]:
    """Seconds from the command to the first answer, `STARTS` times."""
    sent = requests()["png 28x28"]
    found = []
    for _ in range(STARTS):
        started = time.perf_counter()
        with running_server(model, **settings) as (_, address):
            speak_times(address, sent, 1)
            found.append(time.perf_counter() - started)
    return found


def measure_serving(
    model: str, connections: int, seconds: float, settings: dict[str, str]
) -> dict[str, Any]:
    """Memory after `ANSWERS` answers, latency alone and throughput together."""
    found: dict[str, Any] = {"latency": {}, "throughput": {}}
    with running_server(model, **settings) as (process, address):
        one_by_one = requests()
        for name, sent in one_by_one.items():
            times = speak_times(address, sent, ANSWERS // len(one_by_one))
            found["latency"][name] = milliseconds(times)
        server = psutil.Process(process.pid)
        found["memory_mb"] = server.memory_info().rss / 2**20
        libraries = {Path(item.path).name for item in server.memory_maps()}
        found["torch_loaded"] = any(name.startswith("libtorch") for name in libraries)
        for name, sent in one_by_one.items():
            found["throughput"][name] = throughput(address, sent, connections, seconds)
        found["memory_after_load_mb"] = server.memory_info().rss / 2**20
    return found


def measure_file(model: str) -> dict[str, dict[str, float]]:
    """The model file by itself, one thread: microseconds for one picture."""
    recognizer = Recognizer.load(model)
    found = {}
    for side in (28, 280):
        pixels = drawn_seven(side)[None]
        outputs = ("probability", "novelty")
        times = []
        for _ in range(2200):
            started = time.perf_counter()
            recognizer.run(pixels, outputs=outputs)
            times.append((time.perf_counter() - started) * 1e6)
        # The first runs allocate.
        times = sorted(times[200:])
        found[f"{side}x{side}"] = {
            "median_us": statistics.median(times),
            "p95_us": times[int(len(times) * 0.95)],
            "least_us": times[0],
        }
    return found


def measure(
    model: str, connections: int, seconds: float, settings: dict[str, str]
) -> dict[str, Any]:
    """Everything, with the machine that it was measured on."""
    starts = measure_start(model, settings)
    return {
        "model": Recognizer.load(model).id,
        "machine": {
            "system": platform.platform(),
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load": os.getloadavg()[0],
        },
        "start_s": {"median": statistics.median(starts), "all": starts},
        "connections": connections,
        "file": measure_file(model),
        "settings": settings,
        **measure_serving(model, connections, seconds, settings),
    }


def show(found: dict[str, Any]) -> None:
    """Print the figures as a page of text."""
    machine = found["machine"]
    print(f"{found['model']} on {machine['cores']} cores, load {machine['load']:.1f}")
    print(f"start to first answer    {found['start_s']['median']:.2f} s (median of {STARTS})")
    print(f"memory, {ANSWERS} answers     {found['memory_mb']:.0f} MB")
    print(f"memory after the load    {found['memory_after_load_mb']:.0f} MB")
    print(f"torch loaded             {'yes' if found['torch_loaded'] else 'no'}")
    for name, row in found["file"].items():
        print(
            f"file alone, {name:12} {row['median_us']:.0f} µs median, {row['p95_us']:.0f} p95, "
            f"{row['least_us']:.0f} least"
        )
    for name, row in found["latency"].items():
        print(f"alone, {name:17} {row['median_ms']:.2f} ms median, {row['p95_ms']:.2f} p95")
    for name, row in found["throughput"].items():
        print(
            f"{found['connections']} at once, {name:12} {row['per_second']:.0f} a second, "
            f"{row['median_ms']:.1f} ms median, {row['p95_ms']:.1f} p95"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", default="digits", help="a shipped name or a path")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each picture")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    for name in ("history", "learning"):
        parser.add_argument(f"--{name}", choices=("on", "off"), default="on")
    arguments = parser.parse_args()
    settings = {"history": arguments.history, "learning": arguments.learning}
    found = measure(arguments.model, arguments.connections, arguments.seconds, settings)
    if arguments.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)


if __name__ == "__main__":
    main()
