from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from vistazo import Recognizer
from vistazo.service.schemas import PredictionAnswer

PREDICT = "/v1/models/digits/predict"


@pytest.fixture(scope="module")
def recognizer(model_path: Path) -> Recognizer:
    return Recognizer.load(model_path)


def without_timing(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    PredictionAnswer.model_validate(content)
    content.pop("id")
    timing = content.pop("timing_ms")
    assert timing["total"] >= timing["inference"] > 0
    return content


def test_the_answer_is_what_the_recogniser_says(
    client: httpx.Client, recognizer: Recognizer, png: bytes
) -> None:
    expected = recognizer.predict(png)
    found = without_timing(client.post(PREDICT, content=png, headers={"content-type": "image/png"}))
    assert found.pop("probabilities") == pytest.approx(expected.probabilities, abs=1e-6)
    assert [row["label"] for row in found.pop("top")] == [row.label for row in expected.top(5)]
    assert found.pop("confidence") == pytest.approx(expected.confidence, abs=1e-6)
    assert found.pop("novelty") == pytest.approx(expected.novelty, abs=1e-6)
    assert found == {
        "model": recognizer.id,
        "label": expected.label,
        "labels": [expected.label],
        "verdict": expected.verdict,
    }


def test_every_way_to_send_a_picture_gives_the_same(
    client: httpx.Client, seven: np.ndarray, png: bytes
) -> None:
    standard = base64.b64encode(png).decode()
    url_safe = base64.urlsafe_b64encode(png).decode()
    broken_lines = "\n".join(standard[at : at + 76] for at in range(0, len(standard), 76))
    raw = {"width": "28", "height": "28"}
    octets = {"content-type": "application/octet-stream"}
    answers = [
        client.post(PREDICT, content=png, headers={"content-type": "image/png"}),
        client.post(PREDICT, content=png, headers={"content-type": "image/jpeg"}),
        client.post(PREDICT, content=png, headers={"content-type": "text/plain"}),
        client.post(PREDICT, content=png, headers=octets),
        client.post(PREDICT, content=png),
        client.post(PREDICT, content=iter([png[:50], png[50:]])),
        client.post(PREDICT, files={"file": ("seven.txt", png, "text/plain")}),
        client.post(PREDICT, files={"file": ("año.png", png)}, data={"other": "field"}),
        client.post(PREDICT, json={"image": standard}),
        client.post(PREDICT, json={"image": standard.rstrip("=")}),
        client.post(PREDICT, json={"image": url_safe}),
        client.post(PREDICT, json={"image": f" {broken_lines}\n"}),
        client.post(PREDICT, json={"image": f"data:image/png;base64,{standard}"}),
        client.post(PREDICT, json={"image": f"DATA:;BASE64,{standard}", "more": None}),
        client.post(
            PREDICT,
            content=b'{"image": "%s"}' % standard.encode(),
            headers={"content-type": "Application/JSON; charset=utf-8"},
        ),
        client.post(PREDICT, content=seven.tobytes(), params=raw, headers=octets),
    ]
    contents = [without_timing(answer) for answer in answers]
    assert contents == [contents[0]] * len(contents)


def test_jpeg_and_webp(client: httpx.Client, jpeg: bytes) -> None:
    content = without_timing(client.post(PREDICT, content=jpeg))
    assert content["label"] in "0123456789"


@pytest.mark.parametrize("query", ["outputs=seen,attention", "outputs=seen&outputs=attention"])
def test_optional_outputs(
    client: httpx.Client, recognizer: Recognizer, png: bytes, query: str
) -> None:
    expected = recognizer.predict(png, outputs=("seen", "attention"))
    assert expected.seen is not None
    assert expected.attention is not None
    content = without_timing(client.post(f"{PREDICT}?{query}", content=png))
    seen, attention = content["seen"], content["attention"]
    pixels = np.frombuffer(base64.b64decode(seen["pixels"]), np.uint8)
    pixels = pixels.reshape(seen["height"], seen["width"])
    assert np.abs(pixels - np.clip(expected.seen, 0, 1) * 255).max() <= 0.51
    assert seen["channels"] == 1
    assert attention["labels"] == list("0123456789")
    values = np.array(attention["values"])
    assert values.shape == (10, attention["height"], attention["width"])
    assert values == pytest.approx(expected.attention, abs=1e-4)


def test_outputs_come_only_when_asked_for(client: httpx.Client, png: bytes) -> None:
    content = without_timing(client.post(f"{PREDICT}?outputs=seen", content=png))
    assert "seen" in content
    assert "attention" not in content


@pytest.mark.parametrize("top", [1, 3, 10])
def test_top(client: httpx.Client, png: bytes, top: int) -> None:
    content = without_timing(client.post(f"{PREDICT}?top={top}", content=png))
    probabilities = [row["probability"] for row in content["top"]]
    assert len(probabilities) == top
    assert probabilities == sorted(probabilities, reverse=True)


@pytest.mark.parametrize("length", [6, 12, 64])
def test_a_version_in_the_address(
    client: httpx.Client, recognizer: Recognizer, png: bytes, length: int
) -> None:
    address = f"/v1/models/digits@{recognizer.sha256[:length]}/predict"
    assert without_timing(client.post(address, content=png))["model"] == recognizer.id


@pytest.mark.parametrize(("width", "height"), [(1, 1), (7, 400), (400, 7), (300, 300)])
def test_raw_pixels_of_any_size(client: httpx.Client, width: int, height: int) -> None:
    answer = client.post(
        PREDICT,
        content=bytes(width * height),
        params={"width": width, "height": height},
        headers={"content-type": "application/octet-stream"},
    )
    assert without_timing(answer)["verdict"] == "unknown"


def test_rows_come_before_columns(client: httpx.Client, recognizer: Recognizer) -> None:
    pixels = np.zeros((20, 60), np.uint8)
    pixels[4:8, 10:50] = 255
    answer = client.post(
        f"{PREDICT}?outputs=seen&width=60&height=20",
        content=pixels.tobytes(),
        headers={"content-type": "application/octet-stream"},
    )
    expected = recognizer.predict(pixels, outputs="seen")
    assert expected.seen is not None
    seen = np.frombuffer(base64.b64decode(answer.json()["seen"]["pixels"]), np.uint8)
    assert np.abs(seen - np.clip(expected.seen.ravel(), 0, 1) * 255).max() <= 0.51


def test_a_drawn_seven_is_a_seven(
    client: httpx.Client, model_path: Path, png: bytes, jpeg: bytes, tiny_path: Path
) -> None:
    if model_path == tiny_path:
        pytest.skip("no digits are shipped yet")
    for data in (png, jpeg):
        content = without_timing(client.post(PREDICT, content=data))
        assert (content["label"], content["verdict"]) == ("7", "sure")
    blank = client.post(PREDICT + "?width=9&height=9", content=bytes(81))
    assert blank.status_code == 415
