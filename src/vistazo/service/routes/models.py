"""The models that answer, and whether any does."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from vistazo.errors import ModelNotFoundError, OptionError, StorageUnavailableError
from vistazo.service import answers, schemas
from vistazo.service.models import Models
from vistazo.service.parts import PartsHere, Token
from vistazo.service.routes.documents import UNCHANGED, bare, file_answer

router = APIRouter()
Profile = Annotated[str, Query(description="For whom; empty for everybody.")]
_MODEL: dict[str, Any] = bare(None, ModelNotFoundError, StorageUnavailableError, OptionError)
_HEALTH: dict[str, Any] = bare(None)
_HEALTH["responses"][503] = {"description": "No model is loaded.", "model": schemas.Health}


@router.get("/v1/models", response_model=schemas.ModelList)
async def list_models(parts: PartsHere) -> Response:
    """The loaded models and their main facts."""
    return JSONResponse({"models": [answers.model_row(item) for item in parts.models]})


@router.get("/v1/models/{name}", response_model=schemas.ModelAnswer, responses=_MODEL["responses"])
def model_card(parts: PartsHere, token: Token, name: str, profile: Profile = "") -> Response:
    """A model's card: labels, thresholds, metrics, training, data, licences."""
    parts.guard.check(profile, token)
    return JSONResponse(answers.model_answer(parts.models.get(name, profile)))


@router.get(
    "/v1/models/{name}/file",
    response_class=Response,
    **file_answer(
        bare(None, ModelNotFoundError, StorageUnavailableError, OptionError),
        "application/octet-stream",
        code_304=UNCHANGED,
    ),
)
def model_file(
    parts: PartsHere, token: Token, name: str, request: Request, profile: Profile = ""
) -> Response:
    """The model's file, the very one that answers here."""
    parts.guard.check(profile, token)
    recognizer = parts.models.get(name, profile)
    tag = f'"{recognizer.sha256}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(
        parts.models.file(recognizer, profile),
        headers=headers,
        media_type="application/octet-stream",
    )


@router.get("/health", response_model=schemas.Health, responses=_HEALTH["responses"])
async def health(parts: PartsHere) -> Response:
    """Whether the service can answer; 503 while nothing is loaded."""
    return JSONResponse(_health(parts.models), status_code=200 if len(parts.models) else 503)


def _health(models: Models) -> dict[str, Any]:
    first = next(iter(models), None)
    return {
        "status": "ok" if first else "unavailable",
        "model": first.id if first else None,
        "model_loaded": first is not None,
        "num_classes": len(first.labels) if first else 0,
        "classes": list(first.labels) if first else [],
        "recognizers": [
            {
                "id": item.id,
                "name": item.card.name,
                "num_classes": len(item.labels),
                "input": item.card.input,
                "loaded": True,
            }
            for item in models
        ],
    }
