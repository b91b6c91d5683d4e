"""The models that answer, and whether any does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from vistazo.errors import (
    BankNotFoundError,
    ModelNotFoundError,
    OptionError,
    ReaderNotFoundError,
    StorageUnavailableError,
)
from vistazo.service import answers, schemas
from vistazo.service.encodings import best_encoding
from vistazo.service.models import Models
from vistazo.service.page import FOR_EVER
from vistazo.service.parts import PartsHere, Token
from vistazo.service.routes.documents import UNCHANGED, bare, file_answer

router = APIRouter()
Profile = Annotated[str, Query(description="For whom; empty for everybody.")]
_MODEL: dict[str, Any] = bare(None, ModelNotFoundError, StorageUnavailableError, OptionError)
_ID_DIGITS = 12
"""Of a file's sha256, in what a model is called by."""

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
    found = parts.models.get(name, profile)
    kept = _kept(found.sha256, name.partition("@")[2], profile)
    read = partial(parts.models.file, found, profile)
    return _sent(parts.models, request, _File(found.sha256, kept, read))


@router.get(
    "/v1/models/{name}/reader",
    response_class=Response,
    **file_answer(
        bare(
            None,
            ModelNotFoundError,
            ReaderNotFoundError,
            StorageUnavailableError,
            OptionError,
        ),
        "application/octet-stream",
        code_304=UNCHANGED,
    ),
)
def model_reader(
    parts: PartsHere,
    token: Token,
    name: str,
    request: Request,
    profile: Profile = "",
    version: Annotated[str, Query(description="Its own version, to keep it for ever.")] = "",
) -> Response:
    """The file of the model's reader of lines, the very one that reads here."""
    parts.guard.check(profile, token)
    found = parts.models.get(name, profile)
    sha256 = found.require_reader().sha256
    read = partial(parts.models.reader_file, found, profile)
    return _sent(parts.models, request, _File(sha256, _kept(sha256, version, profile), read))


@router.get(
    "/v1/models/{name}/bank",
    response_class=Response,
    **file_answer(
        bare(
            None,
            ModelNotFoundError,
            BankNotFoundError,
            StorageUnavailableError,
            OptionError,
        ),
        "application/octet-stream",
        code_304=UNCHANGED,
    ),
)
def model_bank(
    parts: PartsHere,
    token: Token,
    name: str,
    request: Request,
    profile: Profile = "",
    version: Annotated[str, Query(description="Its own version, to keep it for ever.")] = "",
) -> Response:
    """What is replayed and judged by where the model learns: embeddings and labels."""
    parts.guard.check(profile, token)
    found = parts.models.get(name, profile)
    sha256 = parts.models.require_bank(found)
    read = partial(parts.models.bank_file, found, profile)
    return _sent(parts.models, request, _File(sha256, _kept(sha256, version, profile), read))


class _File(NamedTuple):
    sha256: str
    kept: str
    read: Callable[[], bytes]


def _sent(models: Models, request: Request, file: _File) -> Response:
    """A file, compressed where that is taken; nothing where the caller has it."""
    encoding = best_encoding(request.headers.get("accept-encoding", ""), ("gzip",))
    tag = f'"{file.sha256}-gzip"' if encoding else f'"{file.sha256}"'
    headers = {"ETag": tag, "Cache-Control": file.kept, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    content = models.packed(file.sha256, file.read) if encoding else file.read()
    return Response(content, headers=headers, media_type="application/octet-stream")


def _kept(sha256: str, version: str, profile: str) -> str:
    """How long a file may be kept: for ever, where the address says which version it is."""
    if len(version) < _ID_DIGITS or not sha256.startswith(version):
        return "no-cache"
    return FOR_EVER.replace("public", "private") if profile else FOR_EVER


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
