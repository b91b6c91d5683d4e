"""The parameters of the hot path's routes as OpenAPI describes them."""

from __future__ import annotations

from typing import Any


def whole(default: int | None = None) -> dict[str, Any]:
    """A whole number from 1 up."""
    schema: dict[str, Any] = {"type": "integer", "minimum": 1}
    return schema if default is None else {**schema, "default": default}


def name_of(example: str) -> dict[str, Any]:
    """The recogniser in the address."""
    return parameter("name", "path", {"type": "string"}, "A name, or name@version.", example)


def parameter(
    name: str, place: str, schema: dict[str, Any], description: str, example: str | None = None
) -> dict[str, Any]:
    """One parameter as OpenAPI describes it; `place` is "path", "query" or "header"."""
    described = {
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": schema,
        "description": description,
    }
    return described if example is None else {**described, "example": example}


RAW_SIZE = [
    parameter("width", "query", whole(), "Of raw pixels."),
    parameter("height", "query", whole(), "Of raw pixels."),
]
HISTORY = [
    parameter(
        "x-vistazo-profile",
        "header",
        {"type": "string"},
        "The token of a profile that takes one.",
    ),
    parameter(
        "profile",
        "query",
        {"type": "string"},
        "Whose version answers; one without a version of their own gets everybody's.",
    ),
    parameter(
        "record",
        "query",
        {"type": "boolean", "default": True},
        "Whether the history keeps this, where it is on.",
    ),
    parameter(
        "source",
        "query",
        {"type": "string", "default": "api", "minLength": 1, "maxLength": 32},
        "Where the picture comes from, for the history: draw, upload, read, batch…",
    ),
]
FILENAME = parameter(
    "filename",
    "query",
    {"type": "string", "maxLength": 255},
    "The picture's name, for the history; a form's file brings its own.",
)
THRESHOLD = parameter(
    "threshold",
    "query",
    {"type": "number", "minimum": 0, "maximum": 1},
    "The probability from which a picture is given a label, instead of each label's own; only "
    "where a picture has many labels.",
)
