"""Corrections: keep them, list them, take them back, export them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response, StreamingResponse

from vistazo.errors import (
    ConflictError,
    ImageError,
    ModelNotFoundError,
    NotFoundError,
    UnknownLabelError,
    UnsupportedImageError,
)
from vistazo.feedback import CorrectionFilter, Job
from vistazo.service import schemas
from vistazo.service.archive import zipped
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere, Token
from vistazo.service.pictures import decode_picture
from vistazo.service.routes.documents import documented, documented_write, file_answer
from vistazo.service.views import correction_view, job_view

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
    token: Token,
    request: Annotated[schemas.NewCorrection, Body(openapi_examples=examples.NEW_CORRECTIONS)],
) -> object:
    """Keep a correction, and learn it in the background."""
    parts.guard.check(request.profile, token)
    parts.models.require(request.recognizer)
    if request.prediction is not None:
        parts.recorded(request.prediction)
    kept, job = parts.shop.correct(
        request.recognizer,
        request.labels,
        picture=None if request.image is None else decode_picture(request.image),
        **request.model_dump(exclude={"recognizer", "labels", "image"}),
    )
    return schemas.CorrectionAnswer(
        correction=correction_view(kept), job=None if job is None else job_view(job)
    )


@router.get(
    "/v1/corrections",
    response_model=schemas.CorrectionPage,
    **documented(examples.CORRECTION_PAGE),
)
def list_corrections(
    parts: PartsHere, token: Token, query: Annotated[schemas.CorrectionQuery, Query()]
) -> object:
    """Corrections, the newest first; conflicting ones are marked, never settled silently."""
    parts.guard.check(query.profile or "", token)
    page = parts.shop.corrections.page(_wanted(query), offset=query.offset, limit=query.limit)
    found = [correction_view(item) for item in page.items]
    return schemas.CorrectionPage(total=page.total, corrections=found)


@router.get(
    "/v1/corrections/export",
    response_class=Response,
    **file_answer(documented(None), "application/zip"),
)
def export_corrections(
    parts: PartsHere,
    token: Token,
    form: Annotated[
        Literal["folder", "csv", "voc"],
        Query(alias="format", description="A folder per label, a CSV, or Pascal VOC's XML."),
    ] = "folder",
    recognizer: str | None = None,
    profile: str | None = None,
) -> object:
    """The current corrections with their pictures, as one zip file."""
    parts.guard.check(profile or "", token)
    names = parts.shop.names() if recognizer is None else [recognizer]
    chosen = [item for name in names for item in parts.shop.corrections.current(name, profile)]
    archive = zipped(chosen, parts.shop.images, form, parts.shop.folder)
    headers = {"Content-Disposition": f'attachment; filename="corrections-{form}.zip"'}
    return StreamingResponse(archive, headers=headers, media_type="application/zip")


@router.delete(
    "/v1/corrections/{identifier}",
    response_model=schemas.WithdrawAnswer,
    **documented_write(examples.WITHDRAWN, NotFoundError),
)
def withdraw_one(parts: PartsHere, identifier: str) -> object:
    """Take one correction back, and unlearn it in the background."""
    parts.shop.corrections.get(identifier)
    return _withdrawn(parts.shop.withdraw(ids=[identifier]))


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
    return _withdrawn(parts.shop.withdraw(**dict(request)))


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
    restored, job = parts.shop.restore(request.ids)
    return schemas.RestoredCorrections(
        restored=restored, job=None if job is None else job_view(job)
    )


def _withdrawn(done: tuple[Sequence[str], Job | None]) -> schemas.WithdrawAnswer:
    ids, job = done
    return schemas.WithdrawAnswer(
        withdrawn=len(ids), ids=list(ids), job=None if job is None else job_view(job)
    )


def _wanted(query: schemas.CorrectionQuery) -> CorrectionFilter:
    names = [item.name for item in fields(CorrectionFilter)]
    return CorrectionFilter(**{name: getattr(query, name) for name in names})
