"""Everything that a caller may get wrong: each has its status and its type of problem."""

from __future__ import annotations

import base64
import io
import json
import socket
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil
import pytest
from PIL import Image

PREDICT = "/v1/models/digits/predict"
LIMIT = 16 * 2**20
OCTETS = {"content-type": "application/octet-stream"}
JSON = {"content-type": "application/json"}


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (60, 60), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, kind)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x0cIDAT" + bytes(40)


PNG, JPEG = picture("PNG"), picture("JPEG")
TEXT_FILE = {"file": ("digit.png", b"I am no picture", "image/png")}
FLOATS = [0.5] * 784


def bare_json(text: bytes) -> dict[str, Any]:
    return {"content": text, "headers": JSON}


def floats(**changes: Any) -> dict[str, Any]:
    return bare_json(json.dumps({"image": FLOATS, **changes}).encode())


def numbers(*first: Any) -> dict[str, Any]:
    return floats(image=[*first, *FLOATS[len(first) :]])


def raw(content: bytes, query: str) -> dict[str, Any]:
    return {"content": content, "headers": OCTETS, "url": f"{PREDICT}?{query}"}


CASES: dict[str, tuple[dict[str, Any], int, str]] = {
    "empty body": ({"content": b""}, 400, "empty-image"),
    "empty body, said to be a PNG": (
        {"content": b"", "headers": {"content-type": "image/png"}},
        400,
        "empty-image",
    ),
    "empty body, said to be JSON": (bare_json(b""), 400, "empty-image"),
    "file of 0 bytes": ({"files": {"file": ("a.png", b"")}}, 400, "empty-image"),
    "base64 of nothing": ({"json": {"image": ""}}, 400, "empty-image"),
    "data URL of nothing": ({"json": {"image": "data:image/png;base64,"}}, 400, "empty-image"),
    "text named .png": ({"files": TEXT_FILE}, 415, "unsupported-image"),
    "text said to be a PNG": (
        {"content": b"text", "headers": {"content-type": "image/png"}},
        415,
        "unsupported-image",
    ),
    "GIF": (
        {"content": b"GIF89a" + bytes(40), "headers": {"content-type": "image/gif"}},
        415,
        "unsupported-image",
    ),
    "base64 of text": ({"json": {"image": "aGVsbG8gd29ybGQ="}}, 415, "unsupported-image"),
    "truncated PNG": ({"content": PNG[: len(PNG) // 2]}, 422, "damaged-image"),
    "truncated JPEG": ({"content": JPEG[: len(JPEG) // 2]}, 422, "damaged-image"),
    "PNG signature alone": ({"content": PNG[:8]}, 422, "damaged-image"),
    "60,000 x 60,000": ({"content": png_header(60_000, 60_000)}, 413, "image-too-large"),
    "text": ({"content": b"text"}, 415, "unsupported-media-type"),
    "HTML": (
        {"content": b"<p>", "headers": {"content-type": "text/html"}},
        415,
        "unsupported-media-type",
    ),
    "content type of rubbish": (
        {"content": b"x", "headers": {"content-type": ";;/="}},
        415,
        "unsupported-media-type",
    ),
    "form without boundary": (
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        400,
        "malformed-body",
    ),
    "form that breaks off": (
        {"content": b"--a\r\n", "headers": {"content-type": "multipart/form-data; boundary=a"}},
        400,
        "malformed-body",
    ),
    "form that is none": (
        {"content": b"xx\0", "headers": {"content-type": "multipart/form-data; boundary=a"}},
        400,
        "malformed-body",
    ),
    "form of another field": ({"files": {"picture": ("a.png", PNG)}}, 400, "malformed-body"),
    "form with text as file": ({"files": {"file": (None, "text")}}, 400, "malformed-body"),
    "form of many files": (
        {"files": [("file", (f"{index}.png", PNG)) for index in range(9)]},
        400,
        "malformed-body",
    ),
    "form of many fields": (
        {"files": {"file": ("a.png", PNG)}, "data": {str(index): "" for index in range(40)}},
        400,
        "malformed-body",
    ),
    "form of a long field": (
        {"files": {"file": ("a.png", PNG)}, "data": {"text": "x" * 2**21}},
        400,
        "malformed-body",
    ),
    "not JSON": (bare_json(b"{image: 1}"), 400, "malformed-body"),
    "JSON that breaks off": (bare_json(b'{"image": "AAAA'), 400, "malformed-body"),
    "not UTF-8": (bare_json(b'{"image": "\xff\xfe\xfd"}'), 400, "malformed-body"),
    "nested deeply": (bare_json(b'{"image":' + b"[" * 200_000), 400, "malformed-body"),
    "objects nested deeply": (bare_json(b'{"image":' * 100_000), 400, "malformed-body"),
    "a number of 5000 digits": (
        bare_json(b'{"image":' + b"9" * 5000 + b"}"),
        400,
        "malformed-body",
    ),
    "JSON list": (bare_json(b"[1]"), 400, "malformed-body"),
    "JSON null": (bare_json(b"null"), 400, "malformed-body"),
    "JSON without image": ({"json": {"picture": "AAAA"}}, 400, "malformed-body"),
    "image is a number": ({"json": {"image": 7}}, 400, "malformed-body"),
    "image is null": ({"json": {"image": None}}, 400, "malformed-body"),
    "image is a list": ({"json": {"image": FLOATS}}, 400, "malformed-body"),
    "image is an object": ({"json": {"image": {}}}, 400, "malformed-body"),
    "wrong base64": ({"json": {"image": "*** not base64 ***"}}, 400, "malformed-body"),
    "base64 of a wrong length": ({"json": {"image": "AAAAA"}}, 400, "malformed-body"),
    "base64 with a sign in the middle": ({"json": {"image": "AA=AAAAA"}}, 400, "malformed-body"),
    "base64 outside ASCII": ({"json": {"image": "añña"}}, 400, "malformed-body"),
    "half a surrogate": (bare_json(b'{"image": "\\ud800"}'), 400, "malformed-body"),
    "data URL without base64": (
        {"json": {"image": "data:image/png,%89PNG"}},
        400,
        "malformed-body",
    ),
    "data URL without a comma": (
        {"json": {"image": "data:image/png;base64"}},
        400,
        "malformed-body",
    ),
    "unknown model": ({"content": PNG, "url": "/v1/models/dgits/predict"}, 404, "model-not-found"),
    "unknown version": (
        {"content": PNG, "url": "/v1/models/digits@000000/predict"},
        404,
        "model-not-found",
    ),
    "version too short": (
        {"content": PNG, "url": "/v1/models/digits@/predict"},
        404,
        "model-not-found",
    ),
    "model of another folder": (
        {"content": PNG, "url": "/v1/models/..%2F..%2Fdigits/predict"},
        404,
        "not-found",
    ),
    "unknown output": ({"content": PNG, "url": f"{PREDICT}?outputs=logits"}, 422, "invalid-option"),
    "top of 0": ({"content": PNG, "url": f"{PREDICT}?top=0"}, 422, "invalid-option"),
    "top of 11": ({"content": PNG, "url": f"{PREDICT}?top=11"}, 422, "invalid-option"),
    "top in words": ({"content": PNG, "url": f"{PREDICT}?top=five"}, 422, "invalid-option"),
    "top twice": ({"content": PNG, "url": f"{PREDICT}?top=1&top=2"}, 422, "invalid-option"),
    "many options": (
        {"content": PNG, "url": PREDICT + "?" + "&".join(f"a{index}=1" for index in range(299))},
        422,
        "invalid-option",
    ),
    "raw without sizes": ({"content": bytes(784), "headers": OCTETS}, 422, "invalid-option"),
    "raw without height": (raw(bytes(784), "width=28"), 422, "invalid-option"),
    "raw of another size": (raw(bytes(784), "width=28&height=29"), 422, "invalid-option"),
    "raw of width 0": (raw(bytes(784), "width=0&height=28"), 422, "invalid-option"),
    "raw of negative width": (raw(bytes(784), "width=-28&height=-28"), 422, "invalid-option"),
    "raw of half a pixel": (raw(bytes(784), "width=28.0&height=28"), 422, "invalid-option"),
    "raw of huge width": (raw(bytes(784), "width=999999999&height=1"), 422, "invalid-option"),
    "raw of endless width": (raw(bytes(9), "width=" + "9" * 5000), 422, "invalid-option"),
    "raw in other figures": (raw(bytes(9), "width=%D9%A3&height=3"), 422, "invalid-option"),
}

PREDICT_CASES: dict[str, tuple[dict[str, Any], int, str]] = {
    "NaN": (numbers(float("nan")), 422, "invalid-option"),
    "infinity": (numbers(0.1, float("inf")), 422, "invalid-option"),
    "minus infinity": (numbers(float("-inf")), 422, "invalid-option"),
    "above 1": (numbers(255), 422, "invalid-option"),
    "below 0": (numbers(-0.01), 422, "invalid-option"),
    "1e999": (bare_json(b'{"image": [1e999' + b",0" * 783 + b"]}"), 422, "invalid-option"),
    "10 ** 400": (numbers(10**400), 422, "invalid-option"),
    "783 floats": (floats(image=FLOATS[:-1]), 422, "invalid-option"),
    "no floats": (floats(image=[]), 422, "invalid-option"),
    "width x height of another size": (floats(width=28, height=27), 422, "invalid-option"),
    "width 0": (floats(width=0), 422, "invalid-option"),
    "negative width": (floats(width=-28, height=-28), 422, "invalid-option"),
    "huge width": (floats(width=10**12), 422, "invalid-option"),
    "width as text": (floats(width="28"), 422, "invalid-option"),
    "width as truth": (floats(width=True, height=784), 422, "invalid-option"),
    "width as half": (floats(width=28.5), 422, "invalid-option"),
    "width null": (floats(width=None), 422, "invalid-option"),
    "text among floats": (numbers("0.5"), 400, "malformed-body"),
    "truth among floats": (numbers(True), 400, "malformed-body"),
    "null among floats": (numbers(None), 400, "malformed-body"),
    "28 rows of 28": (floats(image=[[0.5] * 28] * 28), 422, "invalid-option"),
    "784 lists": (floats(image=[[0.5]] * 784), 400, "malformed-body"),
    "wrong base64": ({"json": {"image": "???"}}, 400, "malformed-body"),
    "no image": ({"json": {}}, 400, "malformed-body"),
    "empty body": ({"content": b""}, 400, "empty-image"),
    "truncated PNG": (
        {"json": {"image": base64.b64encode(PNG[:300]).decode()}},
        422,
        "damaged-image",
    ),
    "a form, as for photos": ({"files": {"file": ("a.png", PNG)}}, 404, "model-not-found"),
}


def is_problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    content: dict[str, Any] = answer.json()
    assert list(content) == ["type", "title", "status", "detail", "instance"]
    assert content["type"] == f"urn:vistazo:problem:{slug}"
    assert content["status"] == status
    assert content["instance"] == answer.request.url.path
    assert len(content["detail"]) > 15
    assert "Traceback" not in answer.text
    return content


def still_works(client: httpx.Client) -> None:
    assert client.post(PREDICT, content=PNG).status_code == 200


@pytest.mark.parametrize("name", CASES)
def test_predict(client: httpx.Client, name: str) -> None:
    request, status, slug = CASES[name]
    started = time.perf_counter()
    answer = client.post(**{"url": PREDICT, **request})
    elapsed = time.perf_counter() - started
    is_problem(answer, status, slug)
    assert elapsed < 1.0  # the work is far below 0.1 s; the machine may be busy
    still_works(client)


@pytest.mark.parametrize("name", PREDICT_CASES)
def test_routes_of_other_front_ends(client: httpx.Client, name: str) -> None:
    request, status, slug = PREDICT_CASES[name]
    is_problem(client.post("/predict", **request), status, slug)
    still_works(client)


@pytest.mark.parametrize("name", ["empty body", "wrong base64", "no image", "truncated PNG"])
def test_predict_image(client: httpx.Client, name: str) -> None:
    request, status, slug = PREDICT_CASES[name]
    is_problem(client.post("/predict-image", **request), status, slug)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "GET", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [PREDICT, "/predict", "/predict-image"])
def test_other_methods(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    if method != "HEAD":
        is_problem(answer, 405, "method-not-allowed")


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/digits", "/health", "/", "/docs"])
def test_other_methods_where_one_reads(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    is_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1", "/v1/models/digits/", "/assets/none.js", "/assets/../../cli.py"]
)
def test_unknown_addresses(client: httpx.Client, path: str) -> None:
    is_problem(client.get(path), 404, "not-found")


def test_too_large_a_body_with_its_length(client: httpx.Client) -> None:
    is_problem(client.post(PREDICT, content=bytes(17 * 2**20)), 413, "body-too-large")
    is_problem(client.post("/predict", content=bytes(LIMIT + 1)), 413, "body-too-large")
    still_works(client)


def test_too_large_a_body_without_its_length(client: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(17):
            yield bytes(2**20)

    is_problem(client.post(PREDICT, content=parts()), 413, "body-too-large")
    still_works(client)


def test_too_large_a_body_keeps_memory_flat(client: httpx.Client, server: Any) -> None:
    process = psutil.Process(server.process.pid)
    client.post(PREDICT, content=png_header(60_000, 60_000))
    before = process.memory_info().rss
    for _ in range(5):
        client.post(PREDICT, content=bytes(40 * 2**20))
        client.post(PREDICT, content=png_header(60_000, 60_000))
    assert process.memory_info().rss - before < LIMIT


def test_a_body_of_just_the_limit_is_read(client: httpx.Client) -> None:
    side = 4096
    answer = client.post(
        f"{PREDICT}?width={side}&height={side}", content=bytes(side * side), headers=OCTETS
    )
    assert answer.status_code == 200


def connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def test_refused_before_it_is_sent(server: Any) -> None:
    with connect(server.url) as connection:
        connection.sendall(
            f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            f"Content-Length: {LIMIT + 1}\r\n\r\n".encode()
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


def test_refused_before_it_has_ended(server: Any) -> None:
    with connect(server.url) as connection:
        connection.sendall(
            f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        for _ in range(17):
            connection.sendall(b"100000\r\n" + bytes(2**20) + b"\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("length", ["abc", "-5", "1e3", "99999999999999999999"])
def test_a_content_length_that_is_none(server: Any, length: str) -> None:
    with connect(server.url) as connection:
        connection.sendall(
            f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        assert connection.recv(4096).split()[1] in (b"400", b"413")


def test_a_client_that_goes_away(client: httpx.Client, server: Any) -> None:
    for _ in range(3):
        with connect(server.url) as connection:
            connection.sendall(
                f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nhalf".encode()
            )
    still_works(client)
    deadline = time.monotonic() + 10
    while '"status": 499' not in server.log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    log = server.log.read_text()
    assert '"status": 499' in log
    assert "Traceback" not in log


def test_a_body_that_comes_too_slowly(start_server: Any) -> None:
    with start_server(body_timeout_s=1) as running, connect(running.url) as connection:
        connection.sendall(
            f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nhalf".encode()
        )
        with connection.makefile("rb") as stream:
            answer = stream.read()
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"urn:vistazo:problem:body-timeout" in answer
        with httpx.Client(base_url=running.url) as client:
            still_works(client)


def test_more_pictures_than_there_is_room_for(start_server: Any, tmp_path: Path) -> None:
    large = io.BytesIO()
    Image.fromarray(np.zeros((5000, 8000), np.uint8)).save(large, "PNG")
    data = large.getvalue()
    request = (
        f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    ).encode() + data
    with start_server(threads=1, queue=1) as running:
        connections = [connect(running.url) for _ in range(8)]
        for connection in connections:
            connection.sendall(request)
        answers = []
        for connection in connections:
            with connection, connection.makefile("rb") as stream:
                answers.append(stream.read())
        statuses = [answer.split()[1] for answer in answers]
        assert statuses.count(b"200") >= 2
        assert set(statuses) == {b"200", b"503"}
        refused = next(answer for answer in answers if answer.startswith(b"HTTP/1.1 503"))
        assert b"retry-after: 1" in refused
        assert b"urn:vistazo:problem:overloaded" in refused
        with httpx.Client(base_url=running.url) as client:
            still_works(client)


def test_nothing_of_it_all_was_an_inner_error(server: Any) -> None:
    log = server.log.read_text()
    assert "request failed" not in log
    assert "Traceback" not in log
    assert '"status": 500' not in log
