"""The history: what was answered, as it was answered."""

from __future__ import annotations

import hashlib
import io
import uuid
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from vistazo.service.schemas import DeleteAnswer, PredictionPage, RecordedPrediction

PREDICT = "/v1/models/digits/predict"
UNKNOWN = "0123456789abcdef" * 2


def grey(value: int, side: int = 12) -> np.ndarray:
    """A plain square with one dark pixel."""
    pixels = np.full((side, side), value, np.uint8)
    pixels[0, 0] = 0
    return pixels


def ask(client: httpx.Client, pixels: np.ndarray, **query: Any) -> dict[str, Any]:
    height, width = pixels.shape
    answer = client.post(
        PREDICT,
        content=pixels.tobytes(),
        params={"width": width, "height": height, **query},
        headers={"content-type": "application/octet-stream"},
    )
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def listed(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/predictions", params=query)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    PredictionPage.model_validate(content)
    return content


@pytest.fixture
def source() -> str:
    """Marks what one test has asked."""
    return uuid.uuid4().hex[:20]


class TestOne:
    def test_is_kept_as_it_was_answered(self, client: httpx.Client, source: str) -> None:
        answer = ask(client, grey(200), source=source, filename="año.png", profile="ana")
        found = client.get(f"/v1/predictions/{answer['id']}")
        assert found.status_code == 200
        kept = found.json()
        RecordedPrediction.model_validate(kept)
        for name in ("model", "label", "confidence", "verdict", "novelty", "top"):
            assert kept[name] == answer[name], name
        assert kept["labels"] == [answer["label"]]
        assert (kept["source"], kept["filename"], kept["profile"]) == (source, "año.png", "ana")
        assert (kept["recognizer"], kept["version"], kept["correction"]) == ("digits", 1, None)

    def test_its_picture_is_kept_to_the_byte(self, client: httpx.Client, png: bytes) -> None:
        identifier = client.post(PREDICT, files={"file": ("seven.png", png)}).json()["id"]
        kept = client.get(f"/v1/predictions/{identifier}").json()
        assert kept["filename"] == "seven.png"
        assert kept["image"] == hashlib.sha256(png).hexdigest()
        answer = client.get(f"/v1/images/{kept['image']}")
        assert (answer.content, answer.headers["content-type"]) == (png, "image/png")

    def test_raw_pixels_are_kept_as_a_png(self, client: httpx.Client) -> None:
        pixels = np.random.default_rng(0).integers(0, 256, (9, 14), dtype=np.uint8)
        image = client.get(f"/v1/predictions/{ask(client, pixels)['id']}").json()["image"]
        answer = client.get(f"/v1/images/{image}")
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(answer.content))), pixels)

    @pytest.mark.parametrize("method", ["GET", "DELETE"])
    @pytest.mark.parametrize("identifier", [UNKNOWN, "none", "x" * 300, "%00"])
    def test_an_unknown_one(self, client: httpx.Client, method: str, identifier: str) -> None:
        answer = client.request(method, f"/v1/predictions/{identifier}")
        assert answer.status_code == 404, answer.text
        assert answer.json()["type"] == "urn:vistazo:problem:not-found"

    def test_every_way_of_the_other_front_ends_is_kept(
        self, client: httpx.Client, png: bytes
    ) -> None:
        before = listed(client)["total"]
        client.post("/predict-image", content=png)
        client.post("/predict", content=png)
        client.post("/predict", json={"image": [0.5] * 784})
        last = client.post(PREDICT, content=png).json()["id"]
        client.get(f"/v1/predictions/{last}")
        assert listed(client)["total"] == before + 4


class TestNotKept:
    def test_where_nobody_wants_it(self, client: httpx.Client, source: str) -> None:
        assert ask(client, grey(9), source=source, record="false")["id"] is None
        assert listed(client, source=source)["total"] == 0

    def test_where_it_is_off(self, start_server: Any) -> None:
        with start_server(history="off") as running, httpx.Client(base_url=running.url) as client:
            assert ask(client, grey(9))["id"] is None
            assert ask(client, grey(9), record="true")["id"] is None
            assert listed(client) == {"total": 0, "predictions": []}
            answer = client.get(f"/v1/predictions/{UNKNOWN}")
            assert answer.status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            {"record": "maybe"},
            {"record": ["true", "false"]},
            {"source": "x" * 33},
            {"source": "a\nb"},
            {"profile": "/"},
            {"profile": "x" * 65},
            {"filename": "x" * 256},
        ],
    )
    def test_what_cannot_be_kept_is_said(self, client: httpx.Client, query: Any) -> None:
        params = {"width": 1, "height": 1, **query}
        octets = {"content-type": "application/octet-stream"}
        answer = client.post(PREDICT, content=b"x", params=params, headers=octets)
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:vistazo:problem:invalid-option"


class TestList:
    @pytest.fixture
    def answers(self, client: httpx.Client, source: str) -> list[dict[str, Any]]:
        made = [ask(client, grey(value), source=source) for value in (30, 90, 150, 210, 250)]
        client.get(f"/v1/predictions/{made[-1]['id']}")
        return made

    def ids(self, client: httpx.Client, **query: Any) -> list[str]:
        return [row["id"] for row in listed(client, **query)["predictions"]]

    def test_the_newest_first(
        self, client: httpx.Client, source: str, answers: list[dict[str, Any]]
    ) -> None:
        ids = [answer["id"] for answer in answers]
        assert self.ids(client, source=source) == ids[::-1]
        assert self.ids(client, source=source, order="asc") == ids
        assert self.ids(client, source=source, offset=1, limit=2) == ids[::-1][1:3]
        assert listed(client, source=source, offset=99)["total"] == 5

    def test_by_confidence(
        self, client: httpx.Client, source: str, answers: list[dict[str, Any]]
    ) -> None:
        rows = listed(client, source=source, sort="confidence")["predictions"]
        found = [row["confidence"] for row in rows]
        assert found == sorted((answer["confidence"] for answer in answers), reverse=True)
        middle = sorted(found)[2]
        more = listed(client, source=source, min_confidence=middle)["predictions"]
        assert all(row["confidence"] >= middle for row in more)
        less = listed(client, source=source, max_confidence=middle)["predictions"]
        assert all(row["confidence"] <= middle for row in less)

    def test_filters(
        self, client: httpx.Client, source: str, answers: list[dict[str, Any]]
    ) -> None:
        first = answers[0]
        for name in ("label", "verdict"):
            rows = listed(client, source=source, **{name: first[name]})["predictions"]
            assert len(rows) == sum(answer[name] == first[name] for answer in answers)
        assert listed(client, source=source, recognizer="none")["total"] == 0
        assert listed(client, source=source, profile="")["total"] == 5
        assert listed(client, source=source, profile="other")["total"] == 0
        assert listed(client, source=source, corrected="false")["total"] == 5
        assert listed(client, source=source, corrected="true")["total"] == 0
        made = client.get(f"/v1/predictions/{answers[2]['id']}").json()["created_at"]
        assert listed(client, source=source, since=made)["total"] == 3
        assert listed(client, source=source, until=made)["total"] == 2

    @pytest.mark.parametrize(
        "query",
        [
            {"limit": 0},
            {"limit": 201},
            {"offset": -1},
            {"offset": 10**12},
            {"sort": "label"},
            {"order": "up"},
            {"verdict": "certain"},
            {"corrected": "perhaps"},
            {"min_confidence": 1.5},
            {"max_confidence": "high"},
            {"since": "yesterday"},
            {"since": "2026-01-01T00:00:00"},
            {"label": "x" * 500},
            {"colour": "red"},
        ],
    )
    def test_what_it_does_not_take(self, client: httpx.Client, query: Any) -> None:
        answer = client.get("/v1/predictions", params=query)
        assert answer.status_code == 422, answer.text
        assert next(iter(query)) in answer.json()["detail"]


class TestDeleting:
    def test_one_and_back(self, client: httpx.Client, source: str) -> None:
        identifier = ask(client, grey(70), source=source)["id"]
        answer = client.delete(f"/v1/predictions/{identifier}")
        DeleteAnswer.model_validate(answer.json())
        assert client.get(f"/v1/predictions/{identifier}").status_code == 404
        assert listed(client, source=source)["total"] == 0
        assert client.delete(f"/v1/predictions/{identifier}").status_code == 404
        restored = client.post("/v1/predictions/restore", json={"ids": [identifier]})
        assert restored.json() == {"restored": 1}
        assert listed(client, source=source)["total"] == 1

    def test_many_by_id(self, client: httpx.Client, source: str) -> None:
        ids = [ask(client, grey(value), source=source)["id"] for value in range(4)]
        answer = client.post("/v1/predictions/delete", json={"ids": [*ids[:2], UNKNOWN]})
        assert answer.json()["deleted"] == 2
        assert listed(client, source=source)["total"] == 2

    def test_by_filter_what_was_answered_a_moment_ago_too(
        self, client: httpx.Client, source: str
    ) -> None:
        ids = [ask(client, grey(value), source=source)["id"] for value in range(4)]
        answer = client.post("/v1/predictions/delete", json={"filter": {"source": source}})
        assert answer.json()["deleted"] == 4
        assert sorted(answer.json()["ids"]) == sorted(ids)
        again = client.post("/v1/predictions/restore", json={"ids": answer.json()["ids"]})
        assert again.json() == {"restored": 4}

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({}, 422),
            ({"ids": [UNKNOWN], "filter": {}}, 422),
            ({"ids": []}, 422),
            ({"ids": "all"}, 422),
            ({"filter": {"verdict": "certain"}}, 422),
            ({"filter": {"colour": "red"}}, 422),
            ({"everything": True}, 422),
        ],
    )
    def test_what_says_nothing_deletes_nothing(
        self, client: httpx.Client, body: Any, status: int
    ) -> None:
        ask(client, grey(1))
        before = listed(client)["total"]
        assert client.post("/v1/predictions/delete", json=body).status_code == status
        assert listed(client)["total"] >= before

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"all"', b"null", b"\xff", b"{}x"])
    @pytest.mark.parametrize("path", ["/v1/predictions/delete", "/v1/predictions/restore"])
    def test_what_is_no_json_object(self, client: httpx.Client, path: str, body: bytes) -> None:
        answer = client.post(path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400, answer.text
        assert answer.json()["type"] == "urn:vistazo:problem:malformed-body"

    def test_json_that_says_it_is_text(self, client: httpx.Client) -> None:
        """Forms of other sites can send text without being asked first."""
        answer = client.post(
            "/v1/predictions/delete",
            content=b'{"filter": {}}',
            headers={"content-type": "text/plain"},
        )
        assert answer.status_code == 400
        assert "application/json" in answer.json()["detail"]


class TestPictures:
    @pytest.fixture
    def image(self, client: httpx.Client) -> str:
        wide = np.zeros((40, 300), np.uint8)
        wide[10:30, 20:280] = 255
        found: str = client.get(f"/v1/predictions/{ask(client, wide)['id']}").json()["image"]
        return found

    @pytest.mark.parametrize(
        ("size", "expected"), [(96, (96, 13)), (16, (16, 2)), (512, (300, 40))]
    )
    def test_a_thumbnail(
        self, client: httpx.Client, image: str, size: int, expected: tuple[int, int]
    ) -> None:
        answer = client.get(f"/v1/images/{image}", params={"size": size})
        assert answer.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == expected

    def test_may_be_kept_for_ever(self, client: httpx.Client, image: str) -> None:
        answer = client.get(f"/v1/images/{image}")
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        tag = {"If-None-Match": answer.headers["etag"]}
        again = client.get(f"/v1/images/{image}", headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        other = client.get(f"/v1/images/{image}", params={"size": 96}, headers=tag)
        assert other.status_code == 200

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("0" * 64, 404),
            ("0" * 63, 422),
            ("..%2F..%2Fvistazo.db", 404),
            ("A" * 64, 422),
            ("0" * 64 + "?size=96", 404),
        ],
    )
    def test_an_unknown_one(self, client: httpx.Client, path: str, status: int) -> None:
        assert client.get(f"/v1/images/{path}").status_code == status

    @pytest.mark.parametrize("size", ["0", "15", "513", "big"])
    def test_a_size_that_is_none(self, client: httpx.Client, image: str, size: str) -> None:
        assert client.get(f"/v1/images/{image}", params={"size": size}).status_code == 422


def test_nothing_of_it_all_was_an_inner_error(server: Any) -> None:
    log = server.log.read_text()
    assert "request failed" not in log
    assert "history lost" not in log
    assert '"status": 500' not in log
