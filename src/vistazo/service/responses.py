"""Answers as OpenAPI describes them: shapes by name, and problems."""

from __future__ import annotations

from typing import Any

from vistazo import errors
from vistazo.service.problems import FOREIGN_ORIGIN, MEDIA_TYPE, TABLE, Kind

_ELSEWHERE = (
    errors.UnknownLabelError,
    errors.ConflictError,
    errors.GateError,
    errors.StorageFullError,
)
REFERENCE = "#/components/schemas/{model}"
BINARY = {"schema": {"type": "string", "format": "binary"}}


def responses(model: str, example: Any) -> dict[str, Any]:
    """The answers of a route that recognises: one shaped like `model`, or a problem."""
    content = {"application/json": {"schema": reference(model), "example": example}}
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
        "content": {MEDIA_TYPE: {"schema": reference("ProblemAnswer")}},
    }


def reference(model: str) -> dict[str, str]:
    """The shape of that name, as a schema."""
    return {"$ref": REFERENCE.format(model=model)}
