"""The hot path's routes as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from vistazo.runtime import OPTIONAL
from vistazo.service.batch_operations import PHOTO_FORM, batch_paths
from vistazo.service.examples import (
    CHARACTER,
    DIGIT,
    NUMBERS,
    PHOTO,
    PICTURE,
    PREDICTION,
    READING,
    TEXT,
    TIMED_DIGIT,
)
from vistazo.service.parameters import (
    FILENAME,
    HISTORY,
    RAW_SIZE,
    THRESHOLD,
    name_of,
    parameter,
    whole,
)
from vistazo.service.responses import BINARY, reference, responses

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
        **batch_paths(),
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
            THRESHOLD,
            parameter(
                "attention_labels",
                "query",
                {"type": "array", "items": {"type": "string"}},
                "Which labels `attention` is about, repeated. If left out: all where a picture has "
                "one label, else those that it is given, or the most probable if it is given none.",
            ),
            *HISTORY,
            FILENAME,
            *RAW_SIZE,
        ],
        "requestBody": {"required": True, "content": _NATIVE_BODIES},
        "responses": responses("PredictionAnswer", PREDICTION),
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
        "responses": responses("ReadingAnswer", READING),
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
        "responses": responses("TextAnswer", TEXT),
    }


def _predict_image() -> dict[str, Any]:
    return {
        "operationId": "predict_image",
        "summary": "Recognise one digit, short answer",
        "requestBody": {"required": True, "content": _PICTURE_BODIES},
        "responses": responses("DigitAnswer", DIGIT),
    }


def _predict() -> dict[str, Any]:
    content = {
        "schema": {"oneOf": [_BASE64, _NUMBERS]},
        "examples": {"picture": {"value": PICTURE}, "numbers": {"value": NUMBERS}},
    }
    answers = responses("TimedDigitAnswer", TIMED_DIGIT)
    shapes = ("TimedDigitAnswer", "CharacterAnswer", "PhotoAnswer")
    answers["200"]["content"]["application/json"] = {
        "schema": {"oneOf": [reference(shape) for shape in shapes]},
        "examples": {
            "picture": {"value": TIMED_DIGIT},
            "numbers": {"value": CHARACTER},
            "photo": {"value": PHOTO},
        },
    }
    return {
        "operationId": "predict_any",
        "summary": "Recognise a picture, a list of grey values or a photo",
        "description": "Where `image` is a string it is a picture, and the answer is a digit with "
        "its timing; where it is a list of numbers in 0..1, the answer is a character; a form "
        "holds a photo, and the answer is its labels.",
        "requestBody": {
            "required": True,
            "content": {"application/json": content, "multipart/form-data": PHOTO_FORM},
        },
        "responses": answers,
    }
