"""The routes that existing front ends speak."""

from __future__ import annotations

import base64
from pathlib import Path

import httpx
import numpy as np
import pytest

from vistazo import Recognizer
from vistazo.service.schemas import CharacterAnswer, DigitAnswer, TimedDigitAnswer


@pytest.fixture(scope="module")
def recognizer(model_path: Path) -> Recognizer:
    return Recognizer.load(model_path)


@pytest.fixture
def picture(png: bytes) -> str:
    return base64.b64encode(png).decode()


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_predict_image(
    client: httpx.Client, recognizer: Recognizer, png: bytes, picture: str, prefix: str
) -> None:
    answer = client.post("/predict-image", json={"image": prefix + picture})
    assert answer.status_code == 200
    content = answer.json()
    DigitAnswer.model_validate(content)
    expected = recognizer.predict(png)
    assert content["predicted_digit"] == int(expected.label)
    assert content["confidence"] == pytest.approx(expected.confidence, abs=1e-6)
    assert content["probabilities"] == pytest.approx(expected.probabilities, abs=1e-6)


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_predict_of_a_picture(
    client: httpx.Client, recognizer: Recognizer, png: bytes, picture: str, prefix: str
) -> None:
    content = client.post("/predict", json={"image": prefix + picture}).json()
    TimedDigitAnswer.model_validate(content)
    assert content["prediction"] == int(recognizer.predict(png).label)
    parts = content["preprocessing_time_ms"] + content["inference_time_ms"]
    assert content["total_time_ms"] >= parts - 0.002 > 0


def test_predict_of_784_floats(
    client: httpx.Client, recognizer: Recognizer, seven: np.ndarray
) -> None:
    floats = (seven / 255.0).ravel().tolist()
    content = client.post("/predict", json={"image": floats}).json()
    CharacterAnswer.model_validate(content)
    expected = recognizer.predict(seven)
    assert content["character"] == expected.label
    assert content["confidence"] == pytest.approx(expected.confidence, abs=1e-6)
    assert [row["character"] for row in content["top5"]] == [row.label for row in expected.top(5)]


def test_predict_of_floats_of_another_size(client: httpx.Client, recognizer: Recognizer) -> None:
    pixels = np.zeros((20, 60), np.uint8)
    pixels[4:8, 10:50] = 255
    body = {"image": (pixels / 255).ravel().tolist(), "width": 60, "height": 20}
    content = client.post("/predict", json=body).json()
    assert content["character"] == recognizer.predict(pixels).label


def test_whole_numbers_are_numbers(client: httpx.Client) -> None:
    answer = client.post("/predict", json={"image": [0, 1] * 392})
    assert answer.status_code == 200


def test_what_front_ends_do_not_say_but_send(client: httpx.Client, png: bytes) -> None:
    for path in ("/predict", "/predict-image"):
        assert client.post(path, content=png).status_code == 200
    answer = client.post("/predict-image", files={"file": ("a.png", png)})
    assert answer.status_code == 200


def test_without_digits_they_say_so(
    start_server: object, build_model: object, card: object, tmp_path: Path, picture: str
) -> None:
    import dataclasses

    other = dataclasses.replace(card, name="letters").to_json()  # type: ignore[type-var]
    path = tmp_path / "letters.onnx"
    path.write_bytes(build_model(other).SerializeToString())  # type: ignore[operator]
    with (
        start_server(models=path) as running,  # type: ignore[operator]
        httpx.Client(base_url=running.url) as client,
    ):
        answer = client.post("/predict-image", json={"image": picture})
        assert answer.status_code == 404
        assert "There is no model 'digits'; loaded are: letters@" in answer.json()["detail"]
        assert client.get("/health").json()["model"].startswith("letters@")
