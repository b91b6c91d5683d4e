"""Reading lines over HTTP, with the reader of bars."""

from __future__ import annotations

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from vistazo import Recognizer
from vistazo.service.schemas import (
    CharacterAnswer,
    ModelAnswer,
    ModelList,
    ReadingAnswer,
    TextAnswer,
)

READ = "/v1/models/characters/read"
OCTETS = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def recognizer(reading_path: Path) -> Recognizer:
    return Recognizer.load(reading_path)


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    """Bars that say "AB" above "cd"."""
    pixels = np.zeros((520, 200), np.uint8)
    draw = ImageDraw.Draw(image := Image.fromarray(pixels))
    for foot, text in ((220, "AB"), (480, "cd")):
        for place, character in enumerate(text):
            left = 60 + 20 * place
            draw.rectangle((left, foot - 2 * (ord(character) - 31), left + 5, foot - 1), 255)
    return np.asarray(image)


@pytest.fixture(scope="module")
def page_png(page: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(page).save(buffer, "PNG")
    return buffer.getvalue()


def without_timing(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    ReadingAnswer.model_validate(content)
    timing = content.pop("timing_ms")
    assert timing["total"] >= timing["inference"] > 0
    return content


def test_the_answer_is_what_the_recogniser_reads(
    reading_client: httpx.Client, recognizer: Recognizer, page_png: bytes
) -> None:
    expected = recognizer.read(page_png)
    found = without_timing(reading_client.post(READ, content=page_png))
    assert found["text"] == expected.text == "AB\ncd"
    assert found["model"] == recognizer.id
    assert found["verdict"] == expected.verdict
    assert found["partial"] is False
    assert found["confidence"] == pytest.approx(expected.confidence, abs=1e-6)
    for line, row in zip(expected.lines, found["lines"], strict=True):
        assert row["text"] == line.text
        assert row["box"] == vars(line.box)
        for item, entry in zip(line.characters, row["characters"], strict=True):
            assert entry["character"] == item.character
            assert entry["box"] == vars(item.box)
            assert [score["label"] for score in entry["top"]] == [s.label for s in item.top]


def test_every_way_to_send_a_page_gives_the_same(
    reading_client: httpx.Client, page: np.ndarray, page_png: bytes
) -> None:
    text = base64.b64encode(page_png).decode()
    raw = {"width": str(page.shape[1]), "height": str(page.shape[0])}
    answers = [
        reading_client.post(READ, content=page_png, headers={"content-type": "image/png"}),
        reading_client.post(READ, files={"file": ("page.png", page_png)}),
        reading_client.post(READ, json={"image": text}),
        reading_client.post(READ, json={"image": f"data:image/png;base64,{text}"}),
        reading_client.post(READ, content=page.tobytes(), params=raw, headers=OCTETS),
    ]
    contents = [without_timing(answer) for answer in answers]
    assert contents == [contents[0]] * len(contents)


@pytest.mark.parametrize("top", [1, 7, 95])
def test_top(reading_client: httpx.Client, page_png: bytes, top: int) -> None:
    content = without_timing(reading_client.post(f"{READ}?top={top}", content=page_png))
    for line in content["lines"]:
        assert all(len(item["top"]) == top for item in line["characters"])


def test_a_page_without_ink(reading_client: httpx.Client, recognizer: Recognizer) -> None:
    answer = reading_client.post(f"{READ}?width=1&height=1", content=b"\0", headers=OCTETS)
    assert without_timing(answer) == {
        "model": recognizer.id,
        "text": "",
        "confidence": 0.0,
        "verdict": "unknown",
        "partial": False,
        "lines": [],
    }


@pytest.mark.parametrize("body", ["picture", "named", "numbers", "file", "form"])
def test_predict_text(
    reading_client: httpx.Client, page: np.ndarray, page_png: bytes, body: str
) -> None:
    text = base64.b64encode(page_png).decode()
    numbers = (page / 255).ravel().tolist()
    request: dict[str, Any] = {
        "picture": {"json": {"image": text}},
        "named": {"json": {"image_base64": f"data:image/png;base64,{text}"}},
        "numbers": {"json": {"image": numbers, "width": page.shape[1], "height": page.shape[0]}},
        "file": {"content": page_png},
        "form": {"files": {"file": ("a.png", page_png)}},
    }[body]
    answer = reading_client.post("/predict_text", **request)
    assert answer.status_code == 200, answer.text
    content = answer.json()
    TextAnswer.model_validate(content)
    assert content["text"] == "AB\ncd"
    assert [item["character"] for item in content["segments"]] == list("ABcd")
    assert all(len(item["top5"]) == 5 for item in content["segments"])
    assert content["segments"][0]["box"] == {"x": 60, "y": 152, "width": 6, "height": 68}


def test_predict_of_numbers_answers_with_characters(
    reading_client: httpx.Client, recognizer: Recognizer
) -> None:
    floats = [(index % 8) / 9 for index in range(784)]
    content = reading_client.post("/predict", json={"image": floats}).json()
    CharacterAnswer.model_validate(content)
    pixels = np.rint(np.array(floats).reshape(28, 28) * 255).astype(np.uint8)
    assert content["character"] == recognizer.predict(pixels).label


def test_models_say_whether_they_read(reading_client: httpx.Client, recognizer: Recognizer) -> None:
    content = reading_client.get("/v1/models").json()
    ModelList.model_validate(content)
    readers = {row["name"]: row["reader"] for row in content["models"]}
    assert recognizer.reader is not None
    assert readers == {"digits": None, "characters": recognizer.reader.id}
    card = reading_client.get("/v1/models/characters").json()
    ModelAnswer.model_validate(card)
    assert card["reader"] == recognizer.reader.id
    assert card["reader_card"]["task"] == "text"
    assert reading_client.get("/v1/models/digits").json()["reader_card"] is None


PNG = b"\x89PNG\r\n\x1a\n"
BAD: dict[str, tuple[dict[str, Any], int, str]] = {
    "empty body": ({"content": b""}, 400, "empty-image"),
    "text": ({"content": b"text"}, 415, "unsupported-media-type"),
    "text named .png": ({"files": {"file": ("a.png", b"text")}}, 415, "unsupported-image"),
    "PNG signature alone": ({"content": PNG}, 422, "damaged-image"),
    "not JSON": (
        {"content": b"{", "headers": {"content-type": "application/json"}},
        400,
        "malformed-body",
    ),
    "wrong base64": ({"json": {"image": "???"}}, 400, "malformed-body"),
    "no image": ({"json": {}}, 400, "malformed-body"),
    "image is a number": ({"json": {"image": 7}}, 400, "malformed-body"),
    "base64 of nothing": ({"json": {"image": ""}}, 400, "empty-image"),
}


@pytest.mark.parametrize("path", [READ, "/predict_text"])
@pytest.mark.parametrize("name", BAD)
def test_bad_bodies(reading_client: httpx.Client, path: str, name: str) -> None:
    request, status, slug = BAD[name]
    is_problem(reading_client.post(path, **request), status, slug)


@pytest.mark.parametrize(
    ("path", "status", "slug", "detail"),
    [
        (f"{READ}?top=0", 422, "invalid-option", "top must be a whole number in 1..95"),
        (f"{READ}?top=96", 422, "invalid-option", "top must be a whole number in 1..95"),
        ("/v1/models/digits/read", 404, "reader-not-found", "does not read lines of text"),
        ("/v1/models/none/read", 404, "model-not-found", "loaded are: digits@"),
    ],
)
def test_bad_addresses(
    reading_client: httpx.Client, page_png: bytes, path: str, status: int, slug: str, detail: str
) -> None:
    assert re.search(detail, is_problem(reading_client.post(path, content=page_png), status, slug))


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"image": [2.0] * 784}, "invalid-option"),
        ({"image": [0.5] * 783}, "invalid-option"),
        ({"image": [0.5] * 784, "width": 0}, "invalid-option"),
    ],
)
def test_bad_numbers_to_predict_text(
    reading_client: httpx.Client, body: dict[str, Any], slug: str
) -> None:
    is_problem(reading_client.post("/predict_text", json=body), 422, slug)


def test_other_methods(reading_client: httpx.Client) -> None:
    for path in (READ, "/predict_text"):
        answer = reading_client.get(path)
        is_problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"] == "POST"


def test_more_pages_than_there_is_room_for(start_server: Any, reading_path: Path) -> None:
    large = io.BytesIO()
    Image.fromarray(np.zeros((3000, 4000), np.uint8)).save(large, "PNG")
    with (
        start_server(threads=1, queue=1, models=reading_path) as running,
        httpx.Client(base_url=running.url, timeout=60) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        sent = [pool.submit(client.post, READ, content=large.getvalue()) for _ in range(8)]
        answers = [item.result() for item in sent]
        assert client.get("/health").status_code == 200
        assert client.post(READ, content=large.getvalue()).status_code == 200
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) >= 2
    assert set(statuses) == {200, 503}
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["retry-after"] == "1"
    is_problem(refused, 503, "overloaded")


def test_a_page_of_specks_is_answered_in_part(reading_client: httpx.Client) -> None:
    pixels = np.zeros((1500, 1500), np.uint8)
    for place in np.random.default_rng(0).permutation(150 * 150)[:5000]:
        row, column = divmod(int(place), 150)
        pixels[10 * row : 10 * row + 5, 10 * column : 10 * column + 5] = 255
    request = {"content": pixels.tobytes(), "headers": OCTETS}
    answer = reading_client.post(f"{READ}?width=1500&height=1500", **request)
    assert without_timing(answer)["partial"] is True


def test_without_a_reader_predict_text_says_so(client: httpx.Client, png: bytes) -> None:
    detail = is_problem(client.post("/predict_text", content=png), 404, "reader-not-found")
    assert "does not read lines of text" in detail


class TestPriors:
    PREDICT = "/v1/models/digits/predict"

    @pytest.fixture
    def digits(self, model_path: Path) -> Recognizer:
        return Recognizer.load(model_path)

    def test_labels_rule_the_others_out(
        self, client: httpx.Client, digits: Recognizer, png: bytes
    ) -> None:
        expected = digits.predict(png, prior=["1", "4"])
        content = client.post(f"{self.PREDICT}?label=1&label=4", content=png).json()
        assert content["label"] == expected.label
        assert content["probabilities"] == pytest.approx(expected.probabilities, abs=1e-6)
        assert content["probabilities"]["7"] == 0.0

    def test_a_prior_of_the_card(
        self, reading_client: httpx.Client, recognizer: Recognizer, seven: np.ndarray
    ) -> None:
        pixels = np.where(seven > 127, 255, 170).astype(np.uint8)
        request = {"content": pixels.tobytes(), "headers": OCTETS}
        address = "/v1/models/characters/predict?width=28&height=28&top=10"
        free, even, low = (
            reading_client.post(address + query, **request).json()
            for query in ("", "&prior=even", "&prior=low")
        )
        for content in (free, even, low):
            content.pop("timing_ms")
            content.pop("id")
        assert free == even
        assert free["label"] > "4" >= low["label"]
        assert low["label"] == recognizer.predict(pixels, prior="low").label
        assert low["novelty"] == free["novelty"]
        assert [row["label"] for row in low["top"]][5:] == list("56789")

    def test_models_name_their_priors(self, reading_client: httpx.Client) -> None:
        rows = {row["name"]: row for row in reading_client.get("/v1/models").json()["models"]}
        assert (rows["characters"]["priors"], rows["characters"]["prior"]) == (
            ["even", "low"],
            "even",
        )
        card = reading_client.get("/v1/models/characters").json()
        assert card["priors"]["low"] == dict.fromkeys("01234", 0.2)

    @pytest.mark.parametrize(
        ("query", "detail"),
        [
            ("prior=letters", "list of labels; got 'letters'"),
            ("prior=", "got ''"),
            ("label=x", "got 'x'. It has: 0 1 2"),
            ("label=", "got ''"),
            ("prior=letters&label=1", "not both"),
            ("prior=a&prior=b", "not both"),
        ],
    )
    def test_what_does_not_exist(
        self, client: httpx.Client, png: bytes, query: str, detail: str
    ) -> None:
        answer = client.post(f"{self.PREDICT}?{query}", content=png)
        assert detail in is_problem(answer, 422, "invalid-option")


def is_problem(answer: httpx.Response, status: int, slug: str) -> str:
    assert answer.status_code == status, answer.text
    content = answer.json()
    assert content["type"] == f"urn:vistazo:problem:{slug}"
    assert content["status"] == status
    detail: str = content["detail"]
    return detail
