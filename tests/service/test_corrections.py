"""Corrections over HTTP: kept once, listed, taken back, put back, exported; and what is wrong."""

from __future__ import annotations

import base64
import hashlib
import io
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from vistazo.service.schemas import (
    CorrectionAnswer,
    CorrectionPage,
    RestoredCorrections,
    WithdrawAnswer,
)

PATH = "/v1/corrections"
UNKNOWN = "0123456789abcdef" * 2
Correct = Callable[..., dict[str, Any]]


def png(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (8, 8), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture
def author() -> str:
    """Somebody who has corrected nothing yet."""
    return uuid.uuid4().hex


@pytest.fixture
def correct(client: httpx.Client, author: str) -> Correct:
    """A function that corrects a picture by its seed; gives the correction."""

    def send(seed: int, *labels: str, **more: Any) -> dict[str, Any]:
        told = {
            "recognizer": "digits",
            "labels": labels,
            "image": base64_of(png(seed)),
            "author": author,
            **more,
        }
        answer = client.post(PATH, json=told)
        assert answer.status_code == 201, answer.text
        CorrectionAnswer.model_validate(answer.json())
        kept: dict[str, Any] = answer.json()["correction"]
        return kept

    return send


def listed(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    CorrectionPage.model_validate(content)
    return content


def ids(client: httpx.Client, **query: Any) -> list[str]:
    return [row["id"] for row in listed(client, **query)["corrections"]]


class TestKeeping:
    def test_of_a_picture(self, client: httpx.Client, correct: Correct, author: str) -> None:
        kept = correct(1, "3", source="upload")
        assert kept["image"] == hashlib.sha256(png(1)).hexdigest()
        assert client.get(f"/v1/images/{kept['image']}").content == png(1)
        expected = client.post("/v1/models/digits/predict", content=png(1)).json()
        assert kept["predicted"] == [expected["label"]]
        assert kept["model"] == expected["model"]
        assert kept["kind"] == ("confirmed" if expected["label"] == "3" else "corrected")
        assert (kept["labels"], kept["author"], kept["source"]) == (["3"], author, "upload")
        assert ids(client, author=author) == [kept["id"]]

    def test_of_a_prediction_of_a_moment_ago(self, client: httpx.Client, author: str) -> None:
        answer = client.post("/v1/models/digits/predict", content=png(2)).json()
        told = {"recognizer": "digits", "labels": ["4"], "prediction": answer["id"]}
        made = client.post(PATH, json={**told, "author": author})
        assert made.status_code == 201, made.text
        kept = made.json()["correction"]
        assert (kept["prediction"], kept["predicted"]) == (answer["id"], [answer["label"]])
        seen = client.get(f"/v1/predictions/{answer['id']}").json()
        assert seen["correction"]["id"] == kept["id"]
        assert (seen["label"], seen["confidence"]) == (answer["label"], answer["confidence"])

    def test_a_data_url(self, correct: Correct) -> None:
        kept = correct(3, "1", image="data:image/png;base64," + base64_of(png(3)))
        assert kept["image"] == hashlib.sha256(png(3)).hexdigest()

    def test_none_of_the_labels(self, correct: Correct) -> None:
        assert correct(4)["labels"] == []

    def test_a_new_label(self, correct: Correct) -> None:
        assert correct(5, "ñ", new_labels=True)["labels"] == ["ñ"]

    def test_once_under_one_id(self, client: httpx.Client, correct: Correct, author: str) -> None:
        chosen = uuid.uuid4()
        first = correct(6, "1", id=str(chosen))
        again = correct(6, "1", id=chosen.hex)
        assert first["id"] == again["id"] == chosen.hex
        assert first["created_at"] == again["created_at"]
        assert listed(client, author=author)["total"] == 1

    def test_another_thing_under_one_id(
        self, client: httpx.Client, correct: Correct, author: str
    ) -> None:
        chosen = correct(7, "1")["id"]
        told = {"recognizer": "digits", "labels": ["2"], "image": base64_of(png(7)), "id": chosen}
        answer = client.post(PATH, json={**told, "author": author})
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:vistazo:problem:conflict"

    def test_who_changes_their_mind_keeps_the_history(
        self, client: httpx.Client, correct: Correct, author: str
    ) -> None:
        first, second = correct(8, "1"), correct(8, "2")
        assert ids(client, author=author, state="current") == [second["id"]]
        (old,) = listed(client, author=author, state="superseded")["corrections"]
        assert old["id"] == first["id"]
        assert old["superseded_at"] is not None

    def test_who_disagrees_is_shown(
        self, client: httpx.Client, correct: Correct, author: str
    ) -> None:
        mine = correct(9, "1")
        other = correct(9, "2", author=author[::-1])
        found = ids(client, state="conflict")
        assert {mine["id"], other["id"]} <= set(found)
        (row,) = listed(client, author=author)["corrections"]
        assert row["conflict"] is True

    def test_a_name_in_any_script(self, client: httpx.Client, correct: Correct) -> None:
        kept = correct(10, "1", author="Ana Núñez 木村", profile="木村")
        assert kept["profile"] == "木村"
        assert kept["id"] in ids(client, profile="木村")


GOOD: dict[str, Any] = {"recognizer": "digits", "labels": ["1"], "image": base64_of(png(0))}
CASES: dict[str, tuple[Any, int, str]] = {
    "unknown label": ({**GOOD, "labels": ["ten"]}, 422, "unknown-label"),
    "empty label": ({**GOOD, "labels": [""]}, 422, "unknown-label"),
    "label that is no text": ({**GOOD, "labels": [1]}, 422, "invalid-option"),
    "labels as one text": ({**GOOD, "labels": "1"}, 422, "invalid-option"),
    "two labels where one is": ({**GOOD, "labels": ["1", "2"]}, 422, "invalid-option"),
    "control characters": (
        {**GOOD, "labels": ["a\x00"], "new_labels": True},
        422,
        "invalid-option",
    ),
    "unknown recogniser": ({**GOOD, "recognizer": "dgits"}, 404, "model-not-found"),
    "version as recogniser": ({**GOOD, "recognizer": "digits@v1"}, 404, "model-not-found"),
    "no picture": ({"recognizer": "digits", "labels": ["1"]}, 422, "invalid-option"),
    "picture and prediction": ({**GOOD, "prediction": UNKNOWN}, 404, "not-found"),
    "unknown prediction": (
        {"recognizer": "digits", "labels": ["1"], "prediction": UNKNOWN},
        404,
        "not-found",
    ),
    "prediction of no id": (
        {"recognizer": "digits", "labels": ["1"], "prediction": "../../x"},
        404,
        "not-found",
    ),
    "empty picture": ({**GOOD, "image": ""}, 400, "empty-image"),
    "not base64": ({**GOOD, "image": "*"}, 400, "malformed-body"),
    "not a picture": ({**GOOD, "image": base64_of(b"text")}, 415, "unsupported-image"),
    "half a picture": ({**GOOD, "image": base64_of(png(0)[:60])}, 422, "damaged-image"),
    "picture as a list": ({**GOOD, "image": [0.5]}, 422, "invalid-option"),
    "no labels": ({"recognizer": "digits", "image": GOOD["image"]}, 422, "invalid-option"),
    "labels null": ({**GOOD, "labels": None}, 422, "invalid-option"),
    "id that is none": ({**GOOD, "id": "mine"}, 422, "invalid-option"),
    "long author": ({**GOOD, "author": "x" * 65}, 422, "invalid-option"),
    "profile of slashes": ({**GOOD, "profile": "../x"}, 422, "invalid-option"),
    "unknown kind": ({**GOOD, "kind": "guessed"}, 422, "invalid-option"),
    "unknown field": ({**GOOD, "confidence": 0.99}, 422, "invalid-option"),
    "a list": ([GOOD], 422, "malformed-body"),
    "nothing": ({}, 422, "invalid-option"),
}


class TestRefusing:
    @pytest.mark.parametrize("name", CASES)
    def test_what_is_wrong(self, client: httpx.Client, name: str) -> None:
        body, status, slug = CASES[name]
        before = listed(client)["total"]
        answer = client.post(PATH, json=body)
        if isinstance(body, list):
            status = 400
        assert answer.status_code == status, answer.text
        content = answer.json()
        assert content["type"] == f"urn:vistazo:problem:{slug}"
        assert content["instance"] == PATH
        assert len(content["detail"]) > 15
        assert listed(client)["total"] == before

    def test_an_unknown_label_is_told_the_known_ones(self, client: httpx.Client) -> None:
        detail = client.post(PATH, json={**GOOD, "labels": ["ten"]}).json()["detail"]
        assert "'ten'" in detail
        assert "0 1 2 3 4 5 6 7 8 9" in detail

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"\x00", b"null", b"7"])
    @pytest.mark.parametrize("path", [PATH, f"{PATH}/withdraw", f"{PATH}/restore"])
    def test_what_is_no_json_object(self, client: httpx.Client, path: str, body: bytes) -> None:
        answer = client.post(path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400, answer.text
        assert answer.json()["type"] == "urn:vistazo:problem:malformed-body"

    def test_a_body_that_is_too_large(self, client: httpx.Client) -> None:
        large = {**GOOD, "image": "A" * (17 * 2**20)}
        answer = client.post(PATH, json=large)
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:vistazo:problem:body-too-large"

    @pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}])
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", PATH),
            ("DELETE", f"{PATH}/{UNKNOWN}"),
            ("POST", "/v1/predictions/delete"),
            ("PUT", "/v1/models/digits/mode"),
            ("POST", "/v1/models/digits/promote"),
            ("POST", "/v1/models/digits/predict"),
            ("POST", "/retrain"),
            ("DELETE", "/v1/profiles/ana"),
        ],
    )
    def test_another_site_s_page(
        self, client: httpx.Client, method: str, path: str, headers: dict[str, str]
    ) -> None:
        answer = client.request(method, path, json=GOOD, headers=headers)
        assert answer.status_code == 403, answer.text
        assert answer.json()["type"] == "urn:vistazo:problem:foreign-origin"

    def test_its_own_page_may(self, client: httpx.Client, correct: Correct) -> None:
        own = {"Origin": str(client.base_url).rstrip("/")}
        assert client.post(PATH, json=GOOD, headers=own).status_code == 201

    @pytest.mark.parametrize(
        "query",
        [
            {"state": "gone"},
            {"limit": 0},
            {"limit": 201},
            {"offset": -1},
            {"since": "today"},
            {"author": "x" * 65},
            {"colour": "red"},
        ],
    )
    def test_what_the_list_does_not_take(self, client: httpx.Client, query: Any) -> None:
        assert client.get(PATH, params=query).status_code == 422

    @pytest.mark.parametrize("method", ["PUT", "PATCH"])
    def test_other_methods(self, client: httpx.Client, method: str) -> None:
        answer = client.request(method, PATH)
        assert answer.status_code == 405
        assert {word.strip() for word in answer.headers["allow"].split(",")} == {
            "GET",
            "HEAD",
            "POST",
        }


class TestTakingBack:
    def test_one(self, client: httpx.Client, correct: Correct, author: str) -> None:
        kept = correct(20, "1")
        answer = client.delete(f"{PATH}/{kept['id']}")
        assert answer.status_code == 200, answer.text
        WithdrawAnswer.model_validate(answer.json())
        assert answer.json()["ids"] == [kept["id"]]
        assert listed(client, author=author, state="current")["total"] == 0
        (row,) = listed(client, author=author, state="withdrawn")["corrections"]
        assert row["withdrawn_at"] is not None
        again = client.post(f"{PATH}/restore", json={"ids": [kept["id"]]})
        RestoredCorrections.model_validate(again.json())
        assert again.json()["restored"] == 1
        assert ids(client, author=author, state="current") == [kept["id"]]

    def test_all_of_an_author(self, client: httpx.Client, correct: Correct, author: str) -> None:
        mine = [correct(seed, "1")["id"] for seed in (21, 22, 23)]
        other = correct(24, "1", author=author[::-1])["id"]
        answer = client.post(f"{PATH}/withdraw", json={"author": author, "by": "Ana"}).json()
        assert answer["withdrawn"] == 3
        assert sorted(answer["ids"]) == sorted(mine)
        assert other in ids(client, state="current", author=author[::-1])
        rows = listed(client, author=author, state="withdrawn")["corrections"]
        assert {row["withdrawn_by"] for row in rows} == {"Ana"}
        again = client.post(f"{PATH}/withdraw", json={"author": author}).json()
        assert (again["withdrawn"], again["job"]) == (0, None)

    def test_all_of_a_time(self, client: httpx.Client, correct: Correct, author: str) -> None:
        rows = [correct(seed, "1") for seed in (25, 26, 27)]
        body = {"author": author, "since": rows[1]["created_at"], "until": rows[2]["created_at"]}
        answer = client.post(f"{PATH}/withdraw", json=body).json()
        assert answer["ids"] == [rows[1]["id"]]

    @pytest.mark.parametrize("body", [{}, {"by": "Ana"}, {"ids": []}, {"since": "today"}])
    def test_what_says_nothing_takes_nothing_back(self, client: httpx.Client, body: Any) -> None:
        answer = client.post(f"{PATH}/withdraw", json=body)
        assert answer.status_code == 422, answer.text

    @pytest.mark.parametrize("identifier", [UNKNOWN, "none"])
    def test_an_unknown_one(self, client: httpx.Client, identifier: str) -> None:
        assert client.delete(f"{PATH}/{identifier}").status_code == 404

    def test_nothing_to_put_back(self, client: httpx.Client) -> None:
        restored = client.post(f"{PATH}/restore", json={"ids": [UNKNOWN]})
        assert restored.json() == {"restored": 0, "job": None}
        assert client.post(f"{PATH}/restore", json={"ids": ["none"]}).status_code == 422


class TestExport:
    @pytest.mark.parametrize(
        ("form", "expected"),
        [("folder", "3/"), ("csv", "corrections.csv"), ("voc", "Annotations/")],
    )
    def test_each_form(
        self, client: httpx.Client, correct: Correct, form: str, expected: str
    ) -> None:
        profile = uuid.uuid4().hex[:12]
        correct(30, "3", profile=profile)
        query = {"format": form, "recognizer": "digits", "profile": profile}
        answer = client.get(f"{PATH}/export", params=query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/zip"
        assert f"corrections-{form}.zip" in answer.headers["content-disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert archive.testzip() is None
            assert any(name.startswith(expected) for name in archive.namelist())
            pictures = [name for name in archive.namelist() if name.endswith(".png")]
            assert [archive.read(name) for name in pictures] == [png(30)] or form == "voc"

    def test_of_every_recogniser(self, client: httpx.Client, correct: Correct) -> None:
        correct(31, "3")
        assert client.get(f"{PATH}/export", params={"format": "csv"}).status_code == 200

    def test_another_form(self, client: httpx.Client) -> None:
        assert client.get(f"{PATH}/export", params={"format": "tar"}).status_code == 422


class TestPhotoFrontEnds:
    def test_correcting_by_file_name(self, client: httpx.Client) -> None:
        name = f"{uuid.uuid4().hex}.png"
        sent = client.post("/v1/models/digits/predict", files={"file": (name, png(40))}).json()
        saved = client.post("/save_correction", json={"filename": name, "corrected_labels": ["5"]})
        assert saved.json() == {"success": True}, saved.text
        content = client.get("/get_corrections").json()
        assert content["success"] is True
        assert content["total"] >= len(content["corrections"])
        (row,) = (row for row in content["corrections"] if row["filename"] == name)
        assert row["corrected_labels"] == ["5"]
        kept = client.get(f"/v1/predictions/{sent['id']}").json()["correction"]
        assert kept["labels"] == ["5"]

    def test_an_empty_list_is_allowed(self, client: httpx.Client) -> None:
        name = f"{uuid.uuid4().hex}.png"
        client.post("/predict-image", files={"file": (name, png(41))})
        saved = client.post("/save_correction", json={"filename": name, "corrected_labels": []})
        assert saved.json() == {"success": True}

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"filename": "never-sent.png", "corrected_labels": []}, 404),
            ({"filename": "", "corrected_labels": []}, 422),
            ({"corrected_labels": []}, 422),
            ({"filename": "a.png"}, 422),
            ({"filename": "a.png", "corrected_labels": "dog"}, 422),
        ],
    )
    def test_what_is_wrong(self, client: httpx.Client, body: Any, status: int) -> None:
        assert client.post("/save_correction", json=body).status_code == status

    @pytest.mark.parametrize("body", [{"epochs": 0}, {"epochs": "five"}, {"epochs": 10_000}])
    def test_epochs_that_are_none(self, client: httpx.Client, body: Any) -> None:
        assert client.post("/retrain", json=body).status_code == 422

    def test_an_unknown_recogniser(self, client: httpx.Client) -> None:
        assert client.post("/retrain", json={"recognizer": "none"}).status_code == 404


def test_nothing_of_it_all_was_an_inner_error(server: Any) -> None:
    log = server.log.read_text()
    assert "request failed" not in log
    assert '"status": 500' not in log
