from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from vistazo.service import schemas
from vistazo.service.examples import (
    BATCH_LINES,
    CHARACTER,
    DIGIT,
    PHOTO,
    PHOTO_BATCH,
    PREDICTION,
    READING,
    TEXT,
    TIMED_DIGIT,
)
from vistazo.service.guide import preferred_language

PATHS = {
    "/batch_predict": ["post"],
    "/get_corrections": ["get"],
    "/health": ["get"],
    "/predict": ["post"],
    "/predict-image": ["post"],
    "/predict_text": ["post"],
    "/retrain": ["post"],
    "/save_correction": ["post"],
    "/v1/corrections": ["get", "post"],
    "/v1/corrections/export": ["get"],
    "/v1/corrections/restore": ["post"],
    "/v1/corrections/withdraw": ["post"],
    "/v1/corrections/{identifier}": ["delete"],
    "/v1/images/{sha256}": ["get"],
    "/v1/jobs": ["get"],
    "/v1/jobs/{identifier}": ["get"],
    "/v1/jobs/{identifier}/cancel": ["post"],
    "/v1/jobs/{identifier}/events": ["get"],
    "/v1/models": ["get"],
    "/v1/models/{name}": ["get"],
    "/v1/models/{name}/diff": ["get"],
    "/v1/models/{name}/file": ["get"],
    "/v1/models/{name}/mode": ["get", "put"],
    "/v1/models/{name}/predict": ["post"],
    "/v1/models/{name}/predict-batch": ["post"],
    "/v1/models/{name}/promote": ["post"],
    "/v1/models/{name}/read": ["post"],
    "/v1/models/{name}/reader": ["get"],
    "/v1/models/{name}/bank": ["get"],
    "/v1/models/{name}/retrain": ["post"],
    "/v1/models/{name}/rollback": ["post"],
    "/v1/models/{name}/versions": ["get"],
    "/v1/predictions": ["get"],
    "/v1/predictions/delete": ["post"],
    "/v1/predictions/restore": ["post"],
    "/v1/predictions/{identifier}": ["delete", "get"],
    "/v1/profiles": ["get", "post"],
    "/v1/profiles/{name}": ["delete"],
}
RECOGNISING = (
    "/predict",
    "/predict-image",
    "/predict_text",
    "/v1/models/{name}/predict",
    "/v1/models/{name}/read",
)


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    content: dict[str, Any] = client.get("/openapi.json").json()
    return content


def walk(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, dict):
        return [part, *(found for value in part.values() for found in walk(value))]
    return [found for value in part for found in walk(value)] if isinstance(part, list) else []


def test_every_route_is_there(document: dict[str, Any]) -> None:
    assert {path: sorted(item) for path, item in document["paths"].items()} == PATHS
    assert document["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = {part["$ref"] for part in walk(document) if "$ref" in part}
    names = {reference.removeprefix("#/components/schemas/") for reference in references}
    assert names <= set(document["components"]["schemas"])
    assert {"PredictionAnswer", "ProblemAnswer", "Health", "ModelList"} <= names


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    identifiers = set()
    for item in document["paths"].values():
        for operation in item.values():
            identifiers.add(operation["operationId"])
            assert operation["summary"]
            done = [item for status, item in operation["responses"].items() if status[0] == "2"]
            assert [item["content"] for item in done] != [{}]
            for status, response in operation["responses"].items():
                if int(status) >= 400 and status != "503":
                    assert list(response["content"]) == ["application/problem+json"]
    assert len(identifiers) == sum(map(len, PATHS.values()))


def test_every_content_type_is_told(document: dict[str, Any]) -> None:
    body = document["paths"]["/v1/models/{name}/predict"]["post"]["requestBody"]
    assert set(body["content"]) == {
        "image/png",
        "image/jpeg",
        "image/webp",
        "application/json",
        "application/octet-stream",
        "multipart/form-data",
    }
    parameters = document["paths"]["/v1/models/{name}/predict"]["post"]["parameters"]
    assert {item["name"] for item in parameters} == {
        "name",
        "outputs",
        "top",
        "prior",
        "label",
        "profile",
        "x-vistazo-profile",
        "record",
        "source",
        "filename",
        "threshold",
        "attention_labels",
        "width",
        "height",
    }


@pytest.mark.parametrize("path", RECOGNISING)
def test_the_examples_work(
    reading_client: httpx.Client, document: dict[str, Any], path: str
) -> None:
    content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    for example in content["examples"].values():
        answer = reading_client.post(path.replace("{name}", "characters"), json=example["value"])
        assert answer.status_code == 200, answer.text


def test_the_examples_of_answers_have_their_shapes() -> None:
    schemas.PredictionAnswer.model_validate(PREDICTION)
    schemas.DigitAnswer.model_validate(DIGIT)
    schemas.TimedDigitAnswer.model_validate(TIMED_DIGIT)
    schemas.CharacterAnswer.model_validate(CHARACTER)
    schemas.ReadingAnswer.model_validate(READING)
    schemas.TextAnswer.model_validate(TEXT)
    schemas.PhotoAnswer.model_validate(PHOTO)
    schemas.PhotoBatchAnswer.model_validate(PHOTO_BATCH)
    recognised, failed, end = BATCH_LINES
    schemas.BatchPrediction.model_validate(recognised)
    schemas.BatchFailure.model_validate(failed)
    schemas.BatchEnd.model_validate(end)


def test_every_example_of_an_answer_is_one(document: dict[str, Any]) -> None:
    checked = 0
    for item in document["paths"].values():
        for operation in item.values():
            for response in operation["responses"].values():
                content = response.get("content", {}).get("application/json", {})
                if "example" in content and "$ref" in content["schema"]:
                    shape(content["schema"]).model_validate(content["example"])
                    checked += 1
    assert checked > 25


def test_every_example_of_a_request_is_one(document: dict[str, Any]) -> None:
    checked = 0
    for path, item in document["paths"].items():
        for operation in item.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is not None and path not in RECOGNISING:
                assert content["examples"], path
                for example in content["examples"].values():
                    shape(content["schema"]).model_validate(example["value"])
                    checked += 1
    assert checked > 15


def shape(schema: dict[str, str]) -> type[BaseModel]:
    model: type[BaseModel] = getattr(schemas, schema["$ref"].rpartition("/")[2])
    return model


@pytest.mark.parametrize(("language", "title"), [("en", "the API"), ("es-MX,en;q=0.5", "la API")])
def test_the_guide_is_one_plain_page(client: httpx.Client, language: str, title: str) -> None:
    answer = client.get("/docs", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f"Vistazo: {title}" in answer.text
    for path, methods in PATHS.items():
        assert all(f"{method.upper()} {path}" in answer.text for method in methods)
    assert "<script" not in answer.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("de", "en"), ("de, es;q=0.8, en;q=0.5", "es"), ("EN-gb,es", "en"), (";;,", "en")],
)
def test_the_language_that_a_reader_prefers(header: str, language: str) -> None:
    assert preferred_language(header) == language
