"""Corrections: keep them, list them, take them back, export them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response

from vistazo.errors import (
    ConflictError,
    ImageError,
    ModelNotFoundError,
    NotFoundError,
    UnknownLabelError,
    UnsupportedImageError,
)
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere
from vistazo.service.routes.documents import documented, documented_write, file_answer

router = APIRouter()


@router.post(
    "/v1/corrections",
    response_model=schemas.CorrectionAnswer,
    **documented_write(
        examples.CORRECTION_ANSWER,
        UnknownLabelError,
        NotFoundError,
        ModelNotFoundError,
        ConflictError,
        ImageError,
        UnsupportedImageError,
        status=201,
    ),
)
def correct(
    parts: PartsHere,
    request: Annotated[schemas.NewCorrection, Body(openapi_examples=examples.NEW_CORRECTIONS)],
) -> object:
    """Keep a correction, and learn it in the background."""


@router.get(
    "/v1/corrections",
    response_model=schemas.CorrectionPage,
    **documented(examples.CORRECTION_PAGE),
)
def list_corrections(
    parts: PartsHere, query: Annotated[schemas.CorrectionQuery, Query()]
) -> object:
    """Corrections, the newest first; conflicting ones are marked, never settled silently."""


@router.get(
    "/v1/corrections/export",
    response_class=Response,
    **file_answer(documented(None), "application/zip"),
)
def export_corrections(
    parts: PartsHere,
    form: Annotated[
        Literal["folder", "csv", "voc"],
        Query(alias="format", description="A folder per label, a CSV, or Pascal VOC's XML."),
    ] = "folder",
    recognizer: str | None = None,
    profile: str | None = None,
) -> object:
    """The current corrections with their pictures, as one zip file."""


@router.delete(
    "/v1/corrections/{identifier}",
    response_model=schemas.WithdrawAnswer,
    **documented_write(examples.WITHDRAWN, NotFoundError),
)
def withdraw_one(parts: PartsHere, identifier: str) -> object:
    """Take one correction back, and unlearn it in the background."""


@router.post(
    "/v1/corrections/withdraw",
    response_model=schemas.WithdrawAnswer,
    **documented_write(examples.WITHDRAWN),
)
def withdraw_many(
    parts: PartsHere,
    request: Annotated[schemas.WithdrawRequest, Body(openapi_examples=examples.WITHDRAWALS)],
) -> object:
    """Take corrections back by id, or by author and time, and unlearn them."""


@router.post(
    "/v1/corrections/restore",
    response_model=schemas.RestoredCorrections,
    **documented_write({"restored": 1, "job": examples.QUEUED_JOB}),
)
def restore_corrections(
    parts: PartsHere,
    request: Annotated[
        schemas.RestoreCorrections, Body(openapi_examples=examples.CORRECTION_RESTORATIONS)
    ],
) -> object:
    """Put corrections back that were withdrawn."""
