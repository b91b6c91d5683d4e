"""Photos with several labels: recognised, tagged by existing front ends, corrected and learned."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest

from vistazo import Recognizer
from vistazo.service.schemas import (
    ModelAnswer,
    ModelList,
    PhotoAnswer,
    PhotoBatchAnswer,
    PredictionAnswer,
    Retrained,
    SavedCorrections,
)

from ..photo_model import COLOURS, photo_file

PREDICT = "/v1/models/photos/predict"
YELLOW = photo_file(1, 1, 0)
BLACK = photo_file(0, 0, 0.1)
BAD_THRESHOLDS = ["", "abc", "-1", "1.5", "nan", "0,5", "1e999"]


@pytest.fixture(scope="module")
def client(start_server: Any, photo_model: Path) -> Iterator[httpx.Client]:
    with (
        start_server(models=photo_model, learning=True) as running,
        httpx.Client(base_url=running.url, timeout=60) as speaking,
    ):
        yield speaking


@pytest.fixture(scope="module")
def recognizer(photo_model: Path) -> Recognizer:
    return Recognizer.load(photo_model)


def predict(client: httpx.Client, data: bytes, query: str = "") -> dict[str, Any]:
    answer = client.post(f"{PREDICT}?{query}", content=data)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    PredictionAnswer.model_validate(content)
    return content


class TestNative:
    def test_every_label_by_itself(self, client: httpx.Client, recognizer: Recognizer) -> None:
        content = predict(client, YELLOW)
        expected = recognizer.predict(YELLOW)
        assert content["labels"] == ["red", "green"]
        assert (content["label"], content["verdict"]) == ("red", expected.verdict)
        assert content["probabilities"] == pytest.approx(expected.probabilities, abs=1e-6)
        assert predict(client, BLACK)["labels"] == []

    @pytest.mark.parametrize(("threshold", "count"), [("0", 3), ("0.3", 1), ("0.01", 3), ("1", 0)])
    def test_threshold(self, client: httpx.Client, threshold: str, count: int) -> None:
        dim = photo_file(0.6, 0.3, 0.2)
        labels = predict(client, dim, f"threshold={threshold}")["labels"]
        assert labels == list(COLOURS)[:count]

    @pytest.mark.parametrize("threshold", BAD_THRESHOLDS)
    def test_no_threshold(self, client: httpx.Client, threshold: str) -> None:
        answer = client.post(PREDICT, params={"threshold": threshold}, content=YELLOW)
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:vistazo:problem:invalid-option"
        assert "threshold must be a number in 0..1" in answer.json()["detail"]

    def test_one_label_takes_no_threshold_and_many_no_prior(
        self, client: httpx.Client, start_server: Any, tiny_path: Path, png: bytes
    ) -> None:
        with start_server(models=tiny_path) as running, httpx.Client(base_url=running.url) as ink:
            answer = ink.post("/v1/models/digits/predict?threshold=0.5", content=png)
            assert (answer.status_code, "takes no threshold" in answer.text) == (422, True)
        answer = client.post(f"{PREDICT}?label=red", content=YELLOW)
        assert (answer.status_code, "takes no prior" in answer.text) == (422, True)

    def test_what_it_saw_is_in_colour(self, client: httpx.Client) -> None:
        seen = predict(client, YELLOW, "outputs=seen")["seen"]
        pixels = np.frombuffer(base64.b64decode(seen["pixels"]), np.uint8)
        shape = (seen["height"], seen["width"], seen["channels"])
        assert shape == (32, 32, 3)
        assert (pixels.reshape(shape) == (255, 255, 0)).all()

    @pytest.mark.parametrize(
        ("data", "query", "labels"),
        [
            (YELLOW, "", ["red", "green"]),
            (BLACK, "", ["blue"]),
            (YELLOW, "attention_labels=blue&attention_labels=red", ["blue", "red"]),
        ],
    )
    def test_where_it_looked(
        self,
        client: httpx.Client,
        recognizer: Recognizer,
        data: bytes,
        query: str,
        labels: list[str],
    ) -> None:
        attention = predict(client, data, f"outputs=attention&{query}")["attention"]
        expected = recognizer.predict(data, outputs=["attention"]).attention
        assert expected is not None
        assert attention["labels"] == labels
        places = [COLOURS.index(label) for label in labels]
        assert np.array(attention["values"]) == pytest.approx(expected[places], abs=1e-4)

    def test_attention_for_a_label_that_it_does_not_have(self, client: httpx.Client) -> None:
        answer = client.post(f"{PREDICT}?outputs=attention&attention_labels=dog", content=YELLOW)
        assert answer.status_code == 422
        assert "got 'dog'. It has: red green blue" in answer.json()["detail"]

    def test_what_the_model_says_of_itself(self, client: httpx.Client) -> None:
        content = client.get("/v1/models").json()
        ModelList.model_validate(content)
        (row,) = content["models"]
        assert (row["task"], row["input"]) == ("many", "photo")
        assert set(row["about"]) == {"en", "es"}
        card = client.get("/v1/models/photos").json()
        ModelAnswer.model_validate(card)
        assert (card["sure"], card["platt"]["red"]) == (0.9, [1.0, 0.0])
        assert (card["task"], card["input"], card["about"]) == ("many", "photo", row["about"])


class TestOtherFrontEnds:
    def test_one_photo(self, client: httpx.Client) -> None:
        answer = client.post("/predict", files={"file": ("a.png", photo_file(1, 0.9, 0.3))})
        content = answer.json()
        PhotoAnswer.model_validate(content)
        assert (content["success"], content["filename"], content["threshold"]) == (
            True,
            "a.png",
            0.5,
        )
        assert [row["label"] for row in content["predictions"]] == ["red", "green"]
        confidences = [row["confidence"] for row in content["predictions"]]
        assert confidences == sorted(confidences, reverse=True)
        assert list(content["all_probabilities"]) == list(COLOURS)

    @pytest.mark.parametrize(("threshold", "count"), [("0", 3), ("0.05", 3), ("0.9", 1), ("1", 0)])
    def test_its_threshold(self, client: httpx.Client, threshold: str, count: int) -> None:
        files = {"file": ("a.png", photo_file(0.9, 0.6, 0.3))}
        content = client.post("/predict", files=files, data={"threshold": threshold}).json()
        assert len(content["predictions"]) == count
        assert content["threshold"] == float(threshold)

    @pytest.mark.parametrize("threshold", BAD_THRESHOLDS)
    @pytest.mark.parametrize("path", ["/predict", "/batch_predict"])
    def test_no_threshold(self, client: httpx.Client, path: str, threshold: str) -> None:
        files = [("file", ("a.png", YELLOW))]
        answer = client.post(path, files=files, data={"threshold": threshold})
        assert answer.status_code == 422, answer.text
        assert answer.json()["type"] == "urn:vistazo:problem:invalid-option"

    @pytest.mark.parametrize("field", ["files[]", "files"])
    def test_a_batch(self, client: httpx.Client, field: str) -> None:
        entries = [("a.png", YELLOW), ("b.txt", b"text"), ("c.jpg", photo_file(0, 0, 1, "JPEG"))]
        answer = client.post("/batch_predict", files=[(field, entry) for entry in entries])
        content = answer.json()
        PhotoBatchAnswer.model_validate(content)
        assert (content["success"], content["total"]) == (True, 3)
        first, broken, last = content["results"]
        assert [row["label"] for row in first["predictions"]] == ["red", "green"]
        assert (broken["filename"], broken["type"]) == (
            "b.txt",
            "urn:vistazo:problem:unsupported-image",
        )
        assert "PNG, JPEG or WebP" in broken["error"]
        assert [row["label"] for row in last["predictions"]] == ["blue"]

    @pytest.mark.parametrize("first", [True, False])
    def test_a_batch_heeds_its_threshold_wherever_it_stands(
        self, client: httpx.Client, first: bool
    ) -> None:
        name = f"dim-{first}.png"
        photo = [("files[]", (name, photo_file(0.6, 0.4, 0.1)))]
        asked = [("threshold", (None, "0.1"))]
        answer = client.post("/batch_predict", files=asked + photo if first else photo + asked)
        assert len(answer.json()["results"][0]["predictions"]) == 2
        deadline, kept = time.monotonic() + 5, []
        while not kept and time.monotonic() < deadline:
            page = client.get("/v1/predictions", params={"source": "batch"}).json()
            kept = [row["labels"] for row in page["predictions"] if row["filename"] == name]
        assert kept == [["red", "green"]]

    @pytest.mark.parametrize(
        ("request_", "status"),
        [
            ({"files": [("text", (None, "x"))]}, 400),
            ({"json": {"files": []}}, 415),
            ({"content": b""}, 415),
            ({"files": [("files[]", ("big.zip", b"PK\x03\x04" + bytes(17 * 2**20)))]}, 200),
            ({"files": [("files[]", ("big.png", bytes(17 * 2**20)))]}, 200),
        ],
    )
    def test_bad_batches(self, client: httpx.Client, request_: dict[str, Any], status: int) -> None:
        answer = client.post("/batch_predict", **request_)
        assert answer.status_code == status, answer.text
        if status == 200:
            assert "error" in answer.json()["results"][0]

    def test_json_still_means_digits(self, client: httpx.Client) -> None:
        picture = {"image": base64.b64encode(YELLOW).decode()}
        answer = client.post("/predict", json=picture)
        assert answer.status_code == 404
        assert "no model 'digits'" in answer.json()["detail"]

    def test_without_a_model_for_photos_they_say_so(self, start_server: Any) -> None:
        with start_server() as running, httpx.Client(base_url=running.url) as ink:
            for path in ("/predict", "/batch_predict"):
                answer = ink.post(path, files={"file": ("a.png", YELLOW)})
                assert answer.status_code == 404
                assert "no model for photos" in answer.json()["detail"]


class TestCorrecting:
    def test_save_list_retrain(self, client: httpx.Client) -> None:
        grey = photo_file(0.55, 0.55, 0.2, noise=30)
        files = [("files[]", ("walk/grey.png", grey)), ("files[]", ("walk/grey.png", grey))]
        client.post("/batch_predict", files=files)
        for labels in (["blue"], []):
            told = {"filename": "walk/grey.png", "corrected_labels": labels}
            answer = client.post("/save_correction", json=told)
            assert answer.json() == {"success": True}, answer.text
        content = client.get("/get_corrections").json()
        SavedCorrections.model_validate(content)
        assert content["corrections"][0]["filename"] == "walk/grey.png"
        assert content["corrections"][0]["corrected_labels"] == []
        done = client.post("/retrain", json={"epochs": 5})
        assert done.status_code == 200, done.text
        Retrained.model_validate(done.json())
        assert done.json()["samples"] >= 1

    def test_a_label_that_nobody_knows(self, client: httpx.Client) -> None:
        client.post("/predict", files={"file": ("odd.png", YELLOW)})
        told = {"filename": "odd.png", "corrected_labels": ["dog"]}
        answer = client.post("/save_correction", json=told)
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:vistazo:problem:unknown-label"

    def test_the_history_finds_any_given_label(self, client: httpx.Client) -> None:
        marked = photo_file(0.2, 0.9, 1.0, width=91)
        identifier = predict(client, marked, "source=mark")["id"]
        none = predict(client, BLACK, "source=mark")["id"]
        client.get(f"/v1/predictions/{none}")
        for label in COLOURS:
            asked = {"source": "mark", "label": label}
            rows = client.get("/v1/predictions", params=asked).json()["predictions"]
            assert [row["id"] for row in rows] == ([identifier] if label != "red" else [])

    def test_corrections_are_exported_with_all_their_labels(self, client: httpx.Client) -> None:
        for seed, labels in enumerate((["red", "blue"], [], ["green"])):
            data = photo_file(0.5, 0.5, 0.5, width=60 + seed, noise=40)
            told = {
                "recognizer": "photos",
                "labels": labels,
                "image": base64.b64encode(data).decode(),
                "profile": "export",
            }
            assert client.post("/v1/corrections", json=told).status_code == 201

        def export(form: str) -> zipfile.ZipFile:
            asked = {"format": form, "recognizer": "photos", "profile": "export"}
            answer = client.get("/v1/corrections/export", params=asked)
            assert answer.status_code == 200, answer.text
            return zipfile.ZipFile(io.BytesIO(answer.content))

        found = []
        with export("voc") as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    root = ElementTree.fromstring(archive.read(name))
                    found.append([item.findtext("name") for item in root.iter("object")])
        assert sorted(found) == [[], ["blue", "red"], ["green"]]
        refused = client.get(
            "/v1/corrections/export", params={"recognizer": "photos", "profile": "export"}
        )
        assert refused.status_code == 422, "a picture without a label"
        assert "export csv or voc" in refused.json()["detail"]
