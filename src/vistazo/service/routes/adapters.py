"""Correcting and retraining as existing front ends for photos ask for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.concurrency import run_in_threadpool

from vistazo.errors import ConflictError, NotFoundError, OverloadedError, UnknownLabelError
from vistazo.feedback import Correction, CorrectionFilter, Job
from vistazo.feedback.page import LIMIT
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import Parts, PartsHere, Token
from vistazo.service.routes.documents import documented, documented_write
from vistazo.service.streams import ENDED
from vistazo.service.views import job_view

router = APIRouter()
_PATIENCE_S = 300.0


@router.post(
    "/save_correction",
    response_model=schemas.Success,
    **documented_write({"success": True}, NotFoundError, UnknownLabelError),
)
def save_correction(
    parts: PartsHere,
    token: Token,
    request: Annotated[schemas.SaveCorrection, Body(openapi_examples=examples.SAVE_CORRECTIONS)],
) -> object:
    """Correct the picture that was sent last under a file name."""
    parts.flush()
    found = parts.shop.predictions.newest_of_file(request.filename)
    parts.guard.check(found.profile, token)
    parts.shop.correct(
        found.recognizer,
        request.corrected_labels,
        prediction=found.id,
        profile=found.profile,
        source="form",
    )
    return schemas.Success(success=True)


@router.get(
    "/get_corrections",
    response_model=schemas.SavedCorrections,
    **documented(examples.SAVED_CORRECTIONS),
)
def get_corrections(parts: PartsHere) -> object:
    """Every correction that holds, the newest first."""
    page = parts.shop.corrections.page(CorrectionFilter(state="current"), limit=LIMIT)
    return schemas.SavedCorrections(
        success=True,
        total=page.total,
        corrections=[
            schemas.SavedCorrection(
                filename=_filename(parts, item),
                corrected_labels=list(item.labels),
                timestamp=item.created_at,
            )
            for item in page.items
        ],
    )


@router.post(
    "/retrain",
    response_model=schemas.Retrained,
    **documented_write(examples.RETRAINED, NotFoundError, ConflictError),
)
async def retrain(
    parts: PartsHere,
    request: Annotated[schemas.RetrainAndWait, Body(openapi_examples=examples.RETRAIN_AND_WAIT)],
) -> object:
    """Learn from all corrections, and answer when it is done."""
    job = await run_in_threadpool(_queue, parts, request)
    done = await parts.streams.wait(lambda: job_view(parts.job(job.id)), _PATIENCE_S)
    if done.state not in ENDED:
        raise OverloadedError(
            f"The job {done.id} is not done yet; GET /v1/jobs/{done.id} tells how far it is."
        )
    if done.result is None:
        raise ConflictError(f"Nothing was learned: {done.error or 'the job was cancelled'}")
    result = done.result
    return schemas.Retrained(
        success=True,
        samples=result.samples,
        final_loss=result.loss,
        model=result.model,
        promoted=result.promoted,
        decision=result.decision,
    )


def _queue(parts: Parts, request: schemas.RetrainAndWait) -> Job:
    name = request.recognizer or _corrected_last(parts)
    parts.models.require(name)
    return parts.shop.retrain(name, epochs=request.epochs)


def _corrected_last(parts: Parts) -> str:
    page = parts.shop.corrections.page(CorrectionFilter(state="current"), limit=1)
    if not page.items:
        raise ConflictError("There are no corrections to learn from; save one first.")
    return page.items[0].recognizer


def _filename(parts: Parts, kept: Correction) -> str:
    """What the corrected picture was called; its hash, where that is not known any more."""
    if kept.prediction_id is None:
        return kept.image
    try:
        return parts.shop.predictions.get(kept.prediction_id).filename or kept.image
    except NotFoundError:
        return kept.image
