"""The OpenAPI document: FastAPI's own, with the hot path's routes and every problem added."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vistazo import errors
from vistazo.runtime import OPTIONAL
from vistazo.service import schemas
from vistazo.service.examples import (
    CHARACTER,
    DIGIT,
    NUMBERS,
    PICTURE,
    PREDICTION,
    TIMED_DIGIT,
)
from vistazo.service.problems import MEDIA_TYPE, TABLE, Kind

_DESCRIPTION = (
    "Small image recognisers. A picture goes in as a PNG, JPEG or WebP of any size, or as raw "
    "pixels; calibrated probabilities come out, with a verdict: `sure`, `unsure` or `unknown`. "
    "Errors are problem details (RFC 9457)."
)
_REF = "#/components/schemas/{model}"
_BASE64 = {
    "type": "object",
    "required": ["image"],
    "properties": {
        "image": {
            "type": "string",
            "description": "A PNG, JPEG or WebP as base64 (standard or URL-safe) or data URL.",
        }
    },
}
_NUMBERS = {
    "type": "object",
    "required": ["image"],
    "properties": {
        "image": {
            "type": "array",
            "items": {"type": "number", "minimum": 0, "maximum": 1},
            "description": "width x height grey values, row by row.",
        },
        "width": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 28},
        "height": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 28},
    },
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}
_JSON = {"schema": _BASE64, "examples": {"picture": {"value": PICTURE}}}
_PICTURE_BODIES = {
    "image/png": _BINARY,
    "image/jpeg": _BINARY,
    "image/webp": _BINARY,
    "application/json": _JSON,
    "multipart/form-data": _FORM,
}


def describe(api: FastAPI) -> None:
    """Have `api.openapi()` give the whole document."""

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _document(api)
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]


def _document(api: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=api.title,
        version="1",
        summary="Pixels in, calibrated probabilities out.",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=api.routes,
    )
    parts = document.setdefault("components", {}).setdefault("schemas", {})
    # FastAPI's shapes of validation errors are never sent: those are problems too.
    parts.pop("HTTPValidationError", None)
    parts.pop("ValidationError", None)
    parts.update(_hot_schemas())
    paths = document["paths"]
    for name, item in paths.items():
        _replace_errors(name, item["get"])
    paths["/v1/models/{name}/file"]["get"]["responses"]["200"]["content"] = {
        "application/octet-stream": _BINARY
    }
    paths["/v1/models/{name}/predict"] = {"post": _native()}
    paths["/predict-image"] = {"post": _predict_image()}
    paths["/predict"] = {"post": _predict()}
    return document


def _hot_schemas() -> dict[str, Any]:
    models: list[type[BaseModel]] = [
        schemas.PredictionAnswer,
        schemas.DigitAnswer,
        schemas.TimedDigitAnswer,
        schemas.CharacterAnswer,
        schemas.ProblemAnswer,
    ]
    _, document = models_json_schema(
        [(model, "serialization") for model in models], ref_template=_REF
    )
    definitions: dict[str, Any] = document["$defs"]
    return definitions


def _replace_errors(name: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    if "{name}" in name:
        responses["404"] = _problem_response([TABLE[errors.ModelNotFoundError]])
    if name == "/health":
        responses["503"] = {**responses["200"], "description": "No model is loaded."}
    if name.endswith("/file"):
        responses["304"] = {"description": "The caller's copy (If-None-Match) is the same."}


def _native() -> dict[str, Any]:
    bodies = {**_PICTURE_BODIES, "application/octet-stream": _BINARY}
    return {
        "operationId": "predict",
        "summary": "Recognise one picture",
        "description": "The picture's format is told by its content, not by its content type. "
        "As application/octet-stream the body is raw grey bytes, row by row, and `width` and "
        "`height` are needed.",
        "parameters": [
            _parameter("name", "path", {"type": "string"}, "A name, or name@version.", "digits"),
            _parameter(
                "outputs",
                "query",
                {"type": "array", "items": {"type": "string", "enum": list(OPTIONAL)}},
                "More to be answered, repeated or separated by commas.",
            ),
            _parameter("top", "query", _whole(5), "How many labels `top` holds."),
            _parameter("width", "query", _whole(), "Of raw pixels."),
            _parameter("height", "query", _whole(), "Of raw pixels."),
        ],
        "requestBody": {"required": True, "content": bodies},
        "responses": _responses("PredictionAnswer", PREDICTION),
    }


def _predict_image() -> dict[str, Any]:
    return {
        "operationId": "predict_image",
        "summary": "Recognise one digit, short answer",
        "requestBody": {"required": True, "content": _PICTURE_BODIES},
        "responses": _responses("DigitAnswer", DIGIT),
    }


def _predict() -> dict[str, Any]:
    content = {
        "schema": {"oneOf": [_BASE64, _NUMBERS]},
        "examples": {"picture": {"value": PICTURE}, "numbers": {"value": NUMBERS}},
    }
    responses = _responses("TimedDigitAnswer", TIMED_DIGIT)
    references = [_reference("TimedDigitAnswer"), _reference("CharacterAnswer")]
    responses["200"]["content"]["application/json"] = {
        "schema": {"oneOf": references},
        "examples": {"picture": {"value": TIMED_DIGIT}, "numbers": {"value": CHARACTER}},
    }
    return {
        "operationId": "predict_any",
        "summary": "Recognise a picture or a list of grey values",
        "description": "Where `image` is a string it is a picture, and the answer is a digit with "
        "its timing; where it is a list of numbers in 0..1, the answer is a character.",
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": responses,
    }


def _responses(model: str, example: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": _reference(model), "example": example}}
    kinds: dict[int, list[Kind]] = {}
    for kind in TABLE.values():
        kinds.setdefault(kind.status, []).append(kind)
    found: dict[str, Any] = {"200": {"description": "The answer.", "content": content}}
    return found | {str(status): _problem_response(kinds[status]) for status in sorted(kinds)}


def _problem_response(kinds: list[Kind]) -> dict[str, Any]:
    return {
        "description": "; ".join(f"{kind.title} (`{kind.type}`)" for kind in kinds) + ".",
        "content": {MEDIA_TYPE: {"schema": _reference("ProblemAnswer")}},
    }


def _reference(model: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=model)}


def _whole(default: int | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer", "minimum": 1}
    return schema if default is None else {**schema, "default": default}


def _parameter(
    name: str, place: str, schema: dict[str, Any], description: str, example: str | None = None
) -> dict[str, Any]:
    parameter = {
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": schema,
        "description": description,
    }
    return parameter if example is None else {**parameter, "example": example}
