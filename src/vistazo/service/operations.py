"""The hot path's routes as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from vistazo import errors
from vistazo.runtime import OPTIONAL
from vistazo.service.examples import (
    CHARACTER,
    DIGIT,
    NUMBERS,
    PICTURE,
    PREDICTION,
    READING,
    TEXT,
    TIMED_DIGIT,
)
from vistazo.service.parameters import HISTORY, RAW_SIZE, name_of, parameter, whole
from vistazo.service.problems import FOREIGN_ORIGIN, MEDIA_TYPE, TABLE, Kind

_ELSEWHERE = (
    errors.UnknownLabelError,
    errors.ConflictError,
    errors.GateError,
    errors.StorageFullError,
)
REFERENCE = "#/components/schemas/{model}"
_BASE64_TEXT = {
    "type": "string",
    "description": "A PNG, JPEG or WebP as base64 (standard or URL-safe) or data URL.",
}
_BASE64 = {"type": "object", "required": ["image"], "properties": {"image": _BASE64_TEXT}}
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
BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}
_JSON = {"schema": _BASE64, "examples": {"picture": {"value": PICTURE}}}
_PICTURE_BODIES = {
    "image/png": BINARY,
    "image/jpeg": BINARY,
    "image/webp": BINARY,
    "application/json": _JSON,
    "multipart/form-data": _FORM,
}
_NATIVE_BODIES = {**_PICTURE_BODIES, "application/octet-stream": BINARY}
_NAMED_BASE64 = {
    "type": "object",
    "required": ["image_base64"],
    "properties": {"image_base64": _BASE64_TEXT},
}
_BODY_NOTE = (
    "The picture's format is told by its content, not by its content type. As "
    "application/octet-stream the body is raw grey bytes, row by row, and `width` and `height` "
    "are needed."
)


def hot_paths() -> dict[str, Any]:
    """Every route of the hot path by its address."""
    return {
        "/v1/models/{name}/predict": {"post": _native()},
        "/v1/models/{name}/read": {"post": _read()},
        "/predict-image": {"post": _predict_image()},
        "/predict": {"post": _predict()},
        "/predict_text": {"post": _predict_text()},
    }


def _native() -> dict[str, Any]:
    return {
        "operationId": "predict",
        "summary": "Recognise one picture",
        "description": _BODY_NOTE,
        "parameters": [
            name_of("digits"),
            parameter(
                "outputs",
                "query",
                {"type": "array", "items": {"type": "string", "enum": list(OPTIONAL)}},
                "More to be answered, repeated or separated by commas.",
            ),
            parameter("top", "query", whole(5), "How many labels `top` holds."),
            parameter(
                "prior",
                "query",
                {"type": "string"},
                "Which labels are expected: one of the model's `priors`.",
            ),
            parameter(
                "label",
                "query",
                {"type": "array", "items": {"type": "string"}},
                "Instead of `prior`: a label that is expected, repeated; all others are ruled out.",
            ),
            *HISTORY,
            *RAW_SIZE,
        ],
        "requestBody": {"required": True, "content": _NATIVE_BODIES},
        "responses": _responses("PredictionAnswer", PREDICTION),
    }


def _read() -> dict[str, Any]:
    return {
        "operationId": "read",
        "summary": "Read the lines of text on one page",
        "description": "Several lines, with spaces; every character with its box and "
        "alternatives. A model whose `reader` is null does not read. " + _BODY_NOTE,
        "parameters": [
            name_of("characters"),
            parameter("top", "query", whole(5), "How many alternatives a character has."),
            *RAW_SIZE,
        ],
        "requestBody": {"required": True, "content": _NATIVE_BODIES},
        "responses": _responses("ReadingAnswer", READING),
    }


def _predict_text() -> dict[str, Any]:
    content = {
        "schema": {"oneOf": [_BASE64, _NUMBERS, _NAMED_BASE64]},
        "examples": {
            "picture": {"value": PICTURE},
            "named": {"value": {"image_base64": PICTURE["image"]}},
            "numbers": {"value": NUMBERS},
        },
    }
    return {
        "operationId": "predict_text",
        "summary": "Read the lines of text on one page, short answer",
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": _responses("TextAnswer", TEXT),
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
    for kind in (
        *(kind for error, kind in TABLE.items() if error not in _ELSEWHERE),
        FOREIGN_ORIGIN,
    ):
        kinds.setdefault(kind.status, []).append(kind)
    found: dict[str, Any] = {"200": {"description": "The answer.", "content": content}}
    return found | {str(status): problem_response(kinds[status]) for status in sorted(kinds)}


def problem_response(kinds: list[Kind]) -> dict[str, Any]:
    """An answer that is a problem of one of `kinds`."""
    return {
        "description": "; ".join(f"{kind.title} (`{kind.type}`)" for kind in kinds) + ".",
        "content": {MEDIA_TYPE: {"schema": _reference("ProblemAnswer")}},
    }


def _reference(model: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model)}
