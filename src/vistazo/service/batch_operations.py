"""The routes that take many files, and forms of photos, as OpenAPI describes them."""

from __future__ import annotations

import json
from typing import Any

from vistazo.service.examples import BATCH_LINES, PHOTO_BATCH
from vistazo.service.parameters import HISTORY, THRESHOLD, name_of, parameter, whole
from vistazo.service.responses import BINARY, reference, responses

_FILE = {"type": "string", "format": "binary"}
_FILES = {"type": "array", "items": _FILE}
_THRESHOLD = {
    "type": "number",
    "minimum": 0,
    "maximum": 1,
    "default": 0.5,
    "description": "The probability from which a photo is given a label.",
}
PHOTO_FORM = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": _FILE, "threshold": _THRESHOLD},
    }
}
_PHOTOS_FORM = {
    "schema": {
        "type": "object",
        "required": ["files[]"],
        "properties": {
            "files[]": {**_FILES, "description": "`files` is taken as well."},
            "threshold": _THRESHOLD,
        },
    }
}
_BATCH_FORM = {
    "schema": {
        "type": "object",
        "required": ["files"],
        "properties": {"files": {**_FILES, "description": "Pictures, or zips of pictures."}},
    }
}
_LINES = ("BatchPrediction", "BatchFailure", "BatchEnd")


def batch_paths() -> dict[str, Any]:
    """The routes that take many files, by their address."""
    return {
        "/v1/models/{name}/predict-batch": {"post": _native()},
        "/batch_predict": {"post": _photos()},
    }


def _native() -> dict[str, Any]:
    found = responses("BatchEnd", None)
    found["200"] = {
        "description": "One JSON object a line, each as soon as it is there; the last one says "
        "`done`.",
        "content": {
            "application/x-ndjson": {
                "schema": {"oneOf": [reference(line) for line in _LINES]},
                "examples": {
                    "lines": {"value": "".join(f"{json.dumps(line)}\n" for line in BATCH_LINES)}
                },
            }
        },
    }
    return {
        "operationId": "predict_batch",
        "summary": "Recognise many pictures",
        "description": "A form with any number of files, each a picture or a zip of pictures, or "
        "one zip as the body. A file that cannot be recognised costs only its own line. The "
        "answer begins when everything has arrived.",
        "parameters": [
            name_of("photos"),
            parameter("top", "query", whole(5), "How many labels `top` holds."),
            THRESHOLD,
            *HISTORY,
        ],
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": _BATCH_FORM, "application/zip": BINARY},
        },
        "responses": found,
    }


def _photos() -> dict[str, Any]:
    return {
        "operationId": "batch_predict",
        "summary": "Recognise many photos, short answer",
        "description": "A file that cannot be recognised is an entry with its error.",
        "requestBody": {"required": True, "content": {"multipart/form-data": _PHOTOS_FORM}},
        "responses": responses("PhotoBatchAnswer", PHOTO_BATCH),
    }
