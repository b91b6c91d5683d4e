"""The OpenAPI document: FastAPI's own, with the hot path's routes and every problem added."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vistazo.service import schemas
from vistazo.service.operations import hot_paths
from vistazo.service.responses import REFERENCE
from vistazo.service.routes import ROUTERS

_DESCRIPTION = (
    "Small image recognisers. A picture goes in as a PNG, JPEG or WebP of any size, or as raw "
    "pixels; calibrated probabilities come out, with a verdict: `sure`, `unsure` or `unknown`. "
    "Errors are problem details (RFC 9457)."
)


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
    for item in paths.values():
        for operation in item.values():
            _drop_validation_error(operation["responses"])
    _put_examples(paths)
    paths.update(hot_paths())
    return document


def _hot_schemas() -> dict[str, Any]:
    models: list[type[BaseModel]] = [
        schemas.PredictionAnswer,
        schemas.DigitAnswer,
        schemas.TimedDigitAnswer,
        schemas.CharacterAnswer,
        schemas.ReadingAnswer,
        schemas.TextAnswer,
        schemas.PhotoAnswer,
        schemas.PhotoBatchAnswer,
        schemas.BatchPrediction,
        schemas.BatchFailure,
        schemas.BatchEnd,
        schemas.ProblemAnswer,
    ]
    _, document = models_json_schema(
        [(model, "serialization") for model in models], ref_template=REFERENCE
    )
    definitions: dict[str, Any] = document["$defs"]
    return definitions


def _drop_validation_error(responses: dict[str, Any]) -> None:
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]


def _put_examples(paths: dict[str, Any]) -> None:
    """FastAPI leaves every null out of the examples of answers; they are part of them."""
    for route in (item for router in ROUTERS for item in router.routes):
        if not isinstance(route, APIRoute):
            continue
        for status, answer in route.responses.items():
            told = answer.get("content", {}).get("application/json", {})
            if "example" in told:
                for method in route.methods or ():
                    operation = paths[route.path][method.lower()]
                    content = operation["responses"][str(status)]["content"]["application/json"]
                    content["example"] = told["example"]
