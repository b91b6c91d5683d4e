"""Whatever is shown as a confidence comes from the model, whoever says otherwise."""

from __future__ import annotations

import base64
import io
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from vistazo import Recognizer
from vistazo.service import schemas

PREDICT = "/v1/models/digits/predict"
EXACT = 2e-6
"""Answers are rounded to six digits."""

NUMBERS_OF_THE_MODEL = {"confidence", "novelty", "probability", "probabilities"}
MEASURED = {"accuracy_a", "accuracy_b", "p", "loss", "final_loss", "seconds", "values"}
"""Of the gate, the solver and the clock: what they say is no confidence in an answer."""


def blocks(number: int) -> np.ndarray:
    rng = np.random.default_rng(number)
    pixels = np.zeros((28, 28), np.uint8)
    for x, y in rng.integers(3, 20, (3, 2)):
        pixels[y : y + 6, x : x + 6] = 255
    return pixels


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


class Truth:
    """What each version really answers, computed from its own file."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._loaded: dict[str, Recognizer] = {}

    def check(self, answer: dict[str, Any], picture: bytes, profile: str = "") -> None:
        """Every number of an answer or of a row of the history."""
        model = answer["model"]
        if model not in self._loaded:
            query = {"profile": profile}
            data = self._client.get(f"/v1/models/{model}/file", params=query).content
            self._loaded[model] = Recognizer(data)
        right = self._loaded[model].predict(picture)
        assert answer["label"] == right.label
        assert answer["verdict"] == right.verdict
        assert answer["confidence"] == pytest.approx(right.confidence, abs=EXACT)
        assert answer["novelty"] == pytest.approx(right.novelty, abs=EXACT)
        for row in answer["top"]:
            own = right.probabilities[row["label"]]
            assert row["probability"] == pytest.approx(own, abs=EXACT)
        for label, value in answer.get("probabilities", {}).items():
            assert value == pytest.approx(right.probabilities[label], abs=EXACT)


def numbers(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where fractions stand in an answer."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from numbers(value, (*path, key))
    elif isinstance(content, list):
        for value in content:
            yield from numbers(value, path)
    elif isinstance(content, float) and content not in (0.0, 1.0):
        yield path


@pytest.mark.parametrize("profile", ["", "own"])
def test_a_label_that_the_model_all_but_excludes(
    learner: httpx.Client, teach: Callable[..., dict[str, Any]], profile: str, seven: np.ndarray
) -> None:
    picture = seven
    if profile:
        profile = uuid.uuid4().hex[:16]
        picture = np.roll(seven, 1, axis=0)
    data, truth = png(picture), Truth(learner)
    query = {"profile": profile}
    first = learner.post(PREDICT, content=data, params=query).json()
    truth.check(first, data, profile)
    label = min(first["probabilities"], key=lambda name: first["probabilities"][name])
    assert first["probabilities"][label] < 1e-5
    said = {"recognizer": "digits", "labels": [label], "prediction": first["id"], **query}
    answers = [learner.post("/v1/corrections", json=said).json()]
    answers.append(teach(picture, label, profile=profile, author="somebody else"))

    again = learner.post(PREDICT, content=data, params=query).json()
    truth.check(again, data, profile)
    kept = learner.get(f"/v1/predictions/{first['id']}").json()
    assert (kept["label"], kept["confidence"]) == (first["label"], first["confidence"])
    truth.check(kept, data, profile)
    assert kept["correction"]["labels"] == [label]
    rows = learner.get("/v1/predictions", params={"recognizer": "digits", "limit": 200}).json()
    for row in rows["predictions"]:
        truth.check(row, learner.get(f"/v1/images/{row['image']}").content, row["profile"])
    listed = ("corrections", "jobs", "profiles", "models/digits/versions")
    answers += [learner.get(f"/v1/{path}").json() for path in listed]
    answers.append(learner.get("/get_corrections").json())
    for content in answers:
        for place in numbers(content):
            assert MEASURED & set(place), f"{'.'.join(place)} is a number of nobody's"
    learner.post("/v1/corrections/withdraw", json={"since": kept["correction"]["created_at"]})


def test_every_short_answer_too(learner: httpx.Client) -> None:
    """The routes of other front ends give the same numbers as ours."""
    pixels = blocks(310)
    own = learner.post(PREDICT, content=png(pixels)).json()
    image = base64.b64encode(png(pixels)).decode()
    digit = learner.post("/predict-image", json={"image": image}).json()
    assert digit["probabilities"] == own["probabilities"]
    assert (str(digit["predicted_digit"]), digit["confidence"]) == (own["label"], own["confidence"])
    timed = learner.post("/predict", json={"image": image}).json()
    assert (str(timed["prediction"]), timed["confidence"]) == (own["label"], own["confidence"])
    floats = learner.post("/predict", json={"image": (pixels / 255).ravel().tolist()}).json()
    assert floats["confidence"] == own["confidence"]
    for score, other in zip(floats["top5"], own["top"], strict=True):
        assert (score["character"], score["probability"]) == (other["label"], other["probability"])


@pytest.mark.parametrize("field", sorted(NUMBERS_OF_THE_MODEL))
@pytest.mark.parametrize(
    "path", ["/v1/corrections", "/v1/corrections/restore", "/save_correction", "/retrain"]
)
def test_nobody_can_send_a_number_to_be_shown(learner: httpx.Client, path: str, field: str) -> None:
    answer = learner.post(path, json={field: 0.97})
    assert answer.status_code == 422
    assert "0.97" not in answer.text


def test_only_answers_and_the_history_show_such_numbers() -> None:
    """A new field of that kind has to be looked at here first."""
    showing = {
        name
        for name in schemas.__all__
        if NUMBERS_OF_THE_MODEL & set(getattr(schemas, name).model_fields)
    }
    assert showing == {
        "PredictionAnswer",
        "RecordedPrediction",
        "LabelScore",
        "DigitAnswer",
        "TimedDigitAnswer",
        "CharacterAnswer",
        "CharacterScore",
        "ReadCharacter",
        "ReadLine",
        "ReadingAnswer",
        "Segment",
        "TextAnswer",
        "TagScore",
    }
    told = {
        name for name in schemas.__all__ if getattr(schemas, name).__base__.__name__ == "Request"
    }
    assert not told & showing
    assert json.dumps(sorted(told)).count("Correction") >= 3
