"""Correcting and retraining as existing front ends for photos ask for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from vistazo.errors import ConflictError, NotFoundError, UnknownLabelError
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere
from vistazo.service.routes.documents import documented, documented_write

router = APIRouter()


@router.post(
    "/save_correction",
    response_model=schemas.Success,
    **documented_write({"success": True}, NotFoundError, UnknownLabelError),
)
def save_correction(
    parts: PartsHere,
    request: Annotated[schemas.SaveCorrection, Body(openapi_examples=examples.SAVE_CORRECTIONS)],
) -> object:
    """Correct the picture that was sent last under a file name."""


@router.get(
    "/get_corrections",
    response_model=schemas.SavedCorrections,
    **documented(examples.SAVED_CORRECTIONS),
)
def get_corrections(parts: PartsHere) -> object:
    """Every correction that holds, the newest first."""


@router.post(
    "/retrain",
    response_model=schemas.Retrained,
    **documented_write(examples.RETRAINED, NotFoundError, ConflictError),
)
def retrain(
    parts: PartsHere,
    request: Annotated[schemas.RetrainAndWait, Body(openapi_examples=examples.RETRAIN_AND_WAIT)],
) -> object:
    """Learn from all corrections, and answer when it is done."""
