"""Many pictures in one request: forms, zips, broken files, and those who go away."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from vistazo import Recognizer
from vistazo.service.schemas import BatchEnd, BatchFailure, BatchPrediction

from ..photo_model import photo_file

BATCH = "/v1/models/photos/predict-batch"
YELLOW = photo_file(1, 1, 0)
Entry = tuple[str, bytes]


@pytest.fixture(scope="module")
def server(start_server: Any, photo_model: Path) -> Iterator[Any]:
    with start_server(models=photo_model) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=120) as speaking:
        yield speaking


def form(entries: Sequence[Entry]) -> dict[str, Any]:
    return {"files": [("files", entry) for entry in entries]}


def zipped(entries: Sequence[Entry], **how: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data, **how)
    return buffer.getvalue()


def sent_zip(data: bytes) -> dict[str, Any]:
    return {"content": data, "headers": {"content-type": "application/zip"}}


def lines_of(answer: httpx.Response) -> tuple[dict[int, dict[str, Any]], dict[str, Any]]:
    """The lines by their index, and the last one."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    *lines, end = [json.loads(line) for line in answer.text.splitlines()]
    BatchEnd.model_validate(end)
    for line in lines:
        (BatchPrediction if "prediction" in line else BatchFailure).model_validate(line)
    found = {line["index"]: line for line in lines}
    assert sorted(found) == list(range(len(lines)))
    assert end["total"] == len(lines)
    assert end["recognised"] == sum("prediction" in line for line in lines)
    assert end["failed"] == end["total"] - end["recognised"]
    return found, end


def slug(line: dict[str, Any]) -> str:
    return str(line["error"]["type"]).rpartition(":")[2]


class TestForms:
    def test_every_file_has_its_line(self, client: httpx.Client, photo_model: Path) -> None:
        files = [("a/one.png", YELLOW), ("two.jpg", photo_file(0, 0, 1, "JPEG")), ("añ.webp", b"")]
        found, end = lines_of(client.post(BATCH, **form(files)))
        assert [found[index]["filename"] for index in range(3)] == [name for name, _ in files]
        expected = Recognizer.load(photo_model).predict(YELLOW)
        told = found[0]["prediction"]
        assert told["labels"] == ["red", "green"] == list(expected.labels)
        assert told["probabilities"] == pytest.approx(expected.probabilities, abs=1e-6)
        assert found[1]["prediction"]["labels"] == ["blue"]
        assert slug(found[2]) == "empty-image"
        assert found[2]["error"]["status"] == 400
        assert (end["recognised"], end["failed"]) == (2, 1)

    def test_duplicate_names_are_answered_each(self, client: httpx.Client) -> None:
        files = [("a.png", YELLOW), ("a.png", photo_file(0, 0, 0)), ("a.png", YELLOW)]
        found, _ = lines_of(client.post(BATCH, **form(files)))
        labels = [found[index]["prediction"]["labels"] for index in range(3)]
        assert labels == [["red", "green"], [], ["red", "green"]]

    def test_a_name_is_only_a_name(self, client: httpx.Client) -> None:
        files = [("../../etc/passwd", YELLOW), ("/abs/a\x01b.png", YELLOW), ("x" * 999, YELLOW)]
        found, _ = lines_of(client.post(BATCH, **form(files)))
        assert found[0]["filename"] == "../../etc/passwd"
        assert "\x01" not in found[1]["filename"]
        assert len(found[2]["filename"]) == 255

    def test_options(self, client: httpx.Client) -> None:
        dim = photo_file(0.6, 0.4, 0.1)
        asked = {"threshold": "0.1", "top": "1", "record": "false"}
        found, _ = lines_of(client.post(BATCH, params=asked, **form([("dim.png", dim)])))
        told = found[0]["prediction"]
        assert told["labels"] == ["red", "green"]
        assert [row["label"] for row in told["top"]] == ["red"]
        assert told["id"] is None

    def test_what_is_kept(self, client: httpx.Client) -> None:
        files = [("kept.png", photo_file(1, 0, 1, width=77)), ("none.png", photo_file(0, 0, 0.1))]
        found, _ = lines_of(client.post(BATCH, params={"source": "folder"}, **form(files)))
        kept = client.get(f"/v1/predictions/{found[0]['prediction']['id']}").json()
        assert (kept["filename"], kept["source"], kept["labels"]) == (
            "kept.png",
            "folder",
            ["red", "blue"],
        )
        none = client.get(f"/v1/predictions/{found[1]['prediction']['id']}").json()
        assert (none["label"], none["labels"]) == ("blue", [])

    def test_recognisers_of_one_label_take_batches_too(
        self, start_server: Any, model_path: Path, png: bytes
    ) -> None:
        with start_server(models=model_path) as running, httpx.Client(base_url=running.url) as ink:
            address = "/v1/models/digits/predict-batch"
            found, _ = lines_of(ink.post(address, **form([("7.png", png), ("x", b"?")])))
            assert found[0]["prediction"]["labels"] == [found[0]["prediction"]["label"]]
            assert slug(found[1]) == "unsupported-image"
            refused = ink.post(f"{address}?threshold=0.5", **form([("7.png", png)]))
            assert refused.status_code == 422
            assert "takes no threshold" in refused.json()["detail"]

    def test_a_file_beyond_the_limit_costs_only_its_line(self, client: httpx.Client) -> None:
        files = [("big.png", YELLOW + bytes(17 * 2**20)), ("a.png", YELLOW)]
        found, _ = lines_of(client.post(BATCH, **form(files)))
        assert slug(found[0]) == "body-too-large"
        assert "prediction" in found[1]

    def test_a_thousand_files_of_which_fifty_are_broken(self, client: httpx.Client) -> None:
        broken = [b"", b"no picture", YELLOW[:60], b"GIF89a" + bytes(30), b"PK\x03\x04broken"]
        files = [
            (f"{index}.png", broken[index // 20 % 5] if index % 20 == 0 else YELLOW)
            for index in range(1000)
        ]
        found, end = lines_of(client.post(BATCH, **form(files)))
        assert (end["recognised"], end["failed"]) == (950, 50)
        failed = [index for index, line in found.items() if "error" in line]
        assert sorted(failed) == list(range(0, 1000, 20))


class TestZips:
    def test_as_the_body(self, client: httpx.Client) -> None:
        entries = [
            ("photos/", b""),
            ("photos/a.png", YELLOW),
            ("__MACOSX/photos/._a.png", b"x"),
            ("photos/.DS_Store", b"x"),
            ("photos/b.txt", b"text"),
            ("../../evil.png", YELLOW),
            ("/tmp/evil.png", YELLOW),
        ]
        found, _ = lines_of(client.post(BATCH, **sent_zip(zipped(entries))))
        names = [found[index]["filename"] for index in range(4)]
        assert names == ["photos/a.png", "photos/b.txt", "../../evil.png", "/tmp/evil.png"]
        assert slug(found[1]) == "unsupported-image"
        assert found[2]["prediction"]["labels"] == ["red", "green"]
        assert not Path("/tmp/evil.png").exists()

    def test_among_files(self, client: httpx.Client) -> None:
        inner = zipped([("in/1.png", YELLOW), ("in/2.png", YELLOW)])
        files = [("a.png", YELLOW), ("z.zip", inner), ("b.png", YELLOW), ("bad.zip", inner[:50])]
        found, end = lines_of(client.post(BATCH, **form(files)))
        names = [found[index]["filename"] for index in range(5)]
        assert names == ["a.png", "in/1.png", "in/2.png", "b.png", "bad.zip"]
        assert slug(found[4]) == "malformed-body"
        assert end["recognised"] == 4

    def test_larger_than_one_picture_may_be(self, client: httpx.Client) -> None:
        entries = [(f"{index}.png", YELLOW + bytes(3 * 2**20)) for index in range(8)]
        data = zipped(entries, compress_type=zipfile.ZIP_STORED)
        assert len(data) > 16 * 2**20
        for request in (sent_zip(data), form([("big.zip", data)])):
            assert lines_of(client.post(BATCH, **request))[1]["recognised"] == 8

    def test_entries_that_are_not_unpacked(self, client: httpx.Client) -> None:
        entries = [
            ("bomb.png", bytes(15 * 2**20)),
            ("large.png", bytes(17 * 2**20)),
            ("nested.zip", zipped([("a.png", YELLOW)])),
            ("rare.png", YELLOW),
            ("locked.png", YELLOW),
            ("damaged.png", YELLOW),
            ("good.png", YELLOW),
        ]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in entries:
                rare = name == "rare.png"
                archive.writestr(name, data, zipfile.ZIP_BZIP2 if rare else zipfile.ZIP_DEFLATED)
        data = bytearray(buffer.getvalue())
        # In the list at the end: the flag of encryption, and a wrong checksum.
        locked = data.rindex(b"locked.png") - 46
        data[locked + 8] |= 1
        damaged = data.rindex(b"damaged.png") - 46
        data[damaged + 16 : damaged + 20] = b"\0\0\0\0"
        found, end = lines_of(client.post(BATCH, **sent_zip(bytes(data))))
        slugs = [slug(found[index]) for index in range(6)]
        assert slugs == [
            "body-too-large",
            "body-too-large",
            "unsupported-image",
            "unsupported-image",
            "unsupported-image",
            "damaged-image",
        ]
        assert end["recognised"] == 1

    def test_a_list_that_is_too_long(self, client: httpx.Client, server: Any) -> None:
        many = zipped([(f"{index}.png", b"") for index in range(10_001)])
        answer = client.post(BATCH, **sent_zip(many))
        assert (answer.status_code, answer.json()["title"]) == (413, "The body is too large")
        assert "10,000 files" in answer.json()["detail"]
        # A list of 100 MB, of one entry that repeats itself.
        one = zipped([("a.png", YELLOW)])
        start = one.rindex(b"PK\x01\x02")
        entry = one[start : one.rindex(b"PK\x05\x06")]
        repeated = entry * (100 * 2**20 // len(entry))
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65_535, 65_535, len(repeated), start, 0)
        before = psutil.Process(server.process.pid).memory_info().rss
        answer = client.post(BATCH, **sent_zip(one[:start] + repeated + end))
        assert answer.status_code == 413
        assert psutil.Process(server.process.pid).memory_info().rss - before < 80 * 2**20

    def test_more_than_may_be_unpacked(self, client: httpx.Client) -> None:
        data = bytearray(zipped([(f"{index}.png", b"x" * 30) for index in range(300)]))
        at = data.index(b"PK\x01\x02")
        while at >= 0:
            data[at + 24 : at + 28] = struct.pack("<I", 15 * 2**20)
            at = data.find(b"PK\x01\x02", at + 4)
        answer = client.post(BATCH, **sent_zip(bytes(data)))
        assert answer.status_code == 413
        assert "unpack to 4 GiB" in answer.json()["detail"]


NOTHING: dict[str, tuple[dict[str, Any], int, str]] = {
    "no files": ({"files": {"other": (None, "text")}}, 400, "malformed-body"),
    "a form without parts": (
        {
            "content": b"--a--\r\n",
            "headers": {"content-type": "multipart/form-data; boundary=a"},
        },
        400,
        "malformed-body",
    ),
    "an empty zip": (sent_zip(zipped([])), 400, "malformed-body"),
    "a zip of folders": (sent_zip(zipped([("a/", b"")])), 400, "malformed-body"),
    "an empty body": (sent_zip(b""), 400, "malformed-body"),
    "no zip": (sent_zip(YELLOW), 400, "malformed-body"),
    "half a zip": (sent_zip(zipped([("a.png", YELLOW)])[:80]), 400, "malformed-body"),
    "JSON": ({"json": {"image": ""}}, 415, "unsupported-media-type"),
    "a picture": (
        {"content": YELLOW, "headers": {"content-type": "image/png"}},
        415,
        "unsupported-media-type",
    ),
    "no content type": ({"content": YELLOW}, 415, "unsupported-media-type"),
    "a form that breaks off": (
        {
            "content": b'--a\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n',
            "headers": {"content-type": "multipart/form-data; boundary=a"},
        },
        400,
        "malformed-body",
    ),
    "a form without a boundary": (
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        400,
        "malformed-body",
    ),
    "a form that is none": (
        {"content": b"xx\0", "headers": {"content-type": "multipart/form-data; boundary=a"}},
        400,
        "malformed-body",
    ),
    "a part without a name": (
        {
            "content": b"--a\r\nContent-Disposition: form-data\r\n\r\nx\r\n--a--\r\n",
            "headers": {"content-type": "multipart/form-data; boundary=a"},
        },
        400,
        "malformed-body",
    ),
    "a long field": (
        {"files": [("text", (None, "x" * 5000)), ("files", ("a", YELLOW))]},
        400,
        "malformed-body",
    ),
    "many fields": (
        {"files": [(str(index), (None, "x")) for index in range(30)]},
        400,
        "malformed-body",
    ),
    "many files": (form([("a", b"")] * 10_001), 413, "body-too-large"),
}
OPTIONS = [
    "threshold=",
    "threshold=abc",
    "threshold=-1",
    "threshold=1.5",
    "threshold=nan",
    "threshold=inf",
    "threshold=1e999",
    "threshold=0,5",
    "threshold=0.5&threshold=0.6",
    "top=0",
    "top=4",
    "record=perhaps",
    "source=" + "x" * 33,
]


@pytest.mark.parametrize("name", NOTHING)
def test_a_batch_that_cannot_be_used(client: httpx.Client, name: str) -> None:
    request, status, kind = NOTHING[name]
    answer = client.post(BATCH, **request)
    assert answer.status_code == status, answer.text
    content = answer.json()
    assert content["type"] == f"urn:vistazo:problem:{kind}"
    assert content["instance"] == BATCH
    lines_of(client.post(BATCH, **form([("a.png", YELLOW)])))


@pytest.mark.parametrize("query", OPTIONS)
def test_an_option_out_of_range(client: httpx.Client, query: str) -> None:
    answer = client.post(f"{BATCH}?{query}", **form([("a.png", YELLOW)]))
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:vistazo:problem:invalid-option"


@pytest.mark.parametrize("threshold", ["0", "1", "1.0", "0.25", ".5", "1e-1"])
def test_thresholds_that_are_taken(client: httpx.Client, threshold: str) -> None:
    lines_of(client.post(f"{BATCH}?threshold={threshold}", **form([("a.png", YELLOW)])))


def test_an_unknown_model(client: httpx.Client) -> None:
    answer = client.post("/v1/models/none/predict-batch", **form([("a.png", YELLOW)]))
    assert answer.status_code == 404
    assert client.get(BATCH).status_code == 405


def test_a_body_beyond_the_limit(start_server: Any, photo_model: Path) -> None:
    with (
        start_server(models=photo_model, batch_limit_mb=2) as running,
        httpx.Client(base_url=running.url, timeout=30) as client,
    ):
        files = [(f"{index}.png", YELLOW + bytes(2**20)) for index in range(4)]
        assert client.post(BATCH, **form(files)).status_code == 413
        assert client.post(BATCH, **sent_zip(bytes(3 * 2**20))).status_code == 413
        assert client.post("/batch_predict", **form(files)).status_code == 413
        lines_of(client.post(BATCH, **form(files[:1])))


def memory_while(server: Any, ask: Callable[[], object]) -> int:
    """By how many bytes the server grows at most while it is asked."""
    process = psutil.Process(server.process.pid)
    before, over, seen = process.memory_info().rss, threading.Event(), [0]

    def look() -> None:
        while not over.wait(0.01):
            seen.append(process.memory_info().rss - before)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        ask()
    finally:
        over.set()
        looking.join()
    return max(seen)


def test_memory_stays_flat(client: httpx.Client, server: Any) -> None:
    padded = YELLOW + bytes(400_000)
    data = zipped([(f"{index}.png", padded) for index in range(300)], compress_type=0)
    asked = {"record": "false"}

    def ask() -> None:
        assert lines_of(client.post(BATCH, params=asked, **sent_zip(data)))[1]["recognised"] == 300

    ask()
    assert memory_while(server, ask) < 40 * 2**20


def test_lines_come_as_they_are_done(client: httpx.Client) -> None:
    slow = photo_file(0.5, 0.5, 0.5, width=2000, height=1500)
    data = zipped([(f"{index}.png", slow) for index in range(24)], compress_type=0)
    with client.stream("POST", BATCH, params={"record": "false"}, **sent_zip(data)) as answer:
        times = [time.monotonic() for _ in answer.iter_lines()]
    assert len(times) == 25
    assert times[5] - times[0] < (times[-1] - times[0]) * 0.7


def test_a_batch_that_comes_too_slowly(start_server: Any, photo_model: Path) -> None:
    head = (
        f"POST {BATCH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/zip\r\n"
        "Content-Length: 5000\r\n\r\nhalf"
    )
    with start_server(models=photo_model, body_timeout_s=1) as running:
        with connect(running.url) as connection:
            connection.sendall(head.encode())
            with connection.makefile("rb") as stream:
                assert stream.read().startswith(b"HTTP/1.1 408")
        with httpx.Client(base_url=running.url) as client:
            lines_of(client.post(BATCH, **form([("a.png", YELLOW)])))


def connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def test_the_work_stops_when_the_client_goes_away(server: Any, client: httpx.Client) -> None:
    slow = photo_file(0.5, 0.5, 0.5, width=4000, height=3000)
    data = zipped([(f"gone-{index}.png", slow) for index in range(200)], compress_type=0)
    head = (
        f"POST {BATCH}?source=gone HTTP/1.1\r\nHost: x\r\nContent-Type: application/zip\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    ).encode()
    with connect(server.url) as connection:
        connection.sendall(head + data)
        assert connection.recv(2000).startswith(b"HTTP/1.1 200")
    deadline = time.monotonic() + 20
    lines = []
    while not lines and time.monotonic() < deadline:
        log = [json.loads(line) for line in server.log.read_text().splitlines()]
        lines = [line for line in log if line.get("status") == 499 and line["path"] == BATCH]
        time.sleep(0.05)
    assert lines, "the server never noticed"

    def kept() -> int:
        asked = {"limit": 1, "source": "gone"}
        return int(client.get("/v1/predictions", params=asked).json()["total"])

    time.sleep(1.0)
    some = kept()
    time.sleep(1.0)
    assert kept() == some < 100
    # A client that goes away while it is still sending frees its place as well.
    for _ in range(6):
        with connect(server.url) as connection:
            connection.sendall(head + data[: len(data) // 2])
    answer = client.post(BATCH, **form([("a.png", YELLOW)]))
    while answer.status_code == 503 and time.monotonic() < deadline:
        time.sleep(0.05)
        answer = client.post(BATCH, **form([("a.png", YELLOW)]))
    lines_of(answer)


def test_batches_beyond_the_room_for_them(server: Any, client: httpx.Client) -> None:
    head = (
        f"POST {BATCH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/zip\r\n"
        "Content-Length: 5000\r\n\r\nPK"
    ).encode()
    waiting = [connect(server.url) for _ in range(4)]
    try:
        for connection in waiting:
            connection.sendall(head)
        answer = client.post(BATCH, **form([("a.png", YELLOW)]))
        deadline = time.monotonic() + 5
        while answer.status_code == 200 and time.monotonic() < deadline:
            answer = client.post(BATCH, **form([("a.png", YELLOW)]))
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        single = client.post("/v1/models/photos/predict", content=YELLOW)
        assert single.status_code == 200
    finally:
        for connection in waiting:
            connection.close()


def test_nothing_of_it_all_was_an_inner_error(server: Any) -> None:
    log = server.log.read_text()
    assert "Traceback" not in log
    assert '"status": 500' not in log
