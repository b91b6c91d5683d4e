"""Predictions that are kept, and their pictures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import Response

from vistazo.errors import NotFoundError
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere
from vistazo.service.routes.documents import UNCHANGED, documented, documented_write, file_answer

router = APIRouter()


@router.get(
    "/v1/predictions",
    response_model=schemas.PredictionPage,
    **documented(examples.PREDICTION_PAGE),
)
def list_predictions(parts: PartsHere, query: Annotated[schemas.HistoryQuery, Query()]) -> object:
    """The history: what was answered, with what is said of it now."""


@router.get(
    "/v1/predictions/{identifier}",
    response_model=schemas.RecordedPrediction,
    **documented(examples.RECORDED, NotFoundError),
)
def get_prediction(parts: PartsHere, identifier: str) -> object:
    """One prediction of the history."""


@router.delete(
    "/v1/predictions/{identifier}",
    response_model=schemas.DeleteAnswer,
    **documented_write(examples.DELETED, NotFoundError),
)
def delete_prediction(parts: PartsHere, identifier: str) -> object:
    """Delete one prediction; for ten minutes it can be restored."""


@router.post(
    "/v1/predictions/delete",
    response_model=schemas.DeleteAnswer,
    **documented_write(examples.DELETED),
)
def delete_predictions(
    parts: PartsHere,
    request: Annotated[schemas.DeleteRequest, Body(openapi_examples=examples.DELETIONS)],
) -> object:
    """Delete many predictions, by id or by filter; for ten minutes they can be restored."""


@router.post(
    "/v1/predictions/restore",
    response_model=schemas.RestoreAnswer,
    **documented_write({"restored": 1}),
)
def restore_predictions(
    parts: PartsHere,
    request: Annotated[schemas.RestoreRequest, Body(openapi_examples=examples.RESTORATIONS)],
) -> object:
    """Undo a deletion."""


@router.get(
    "/v1/images/{sha256}",
    response_class=Response,
    **file_answer(
        documented(None, NotFoundError), "image/png", "image/jpeg", "image/webp", code_304=UNCHANGED
    ),
)
def get_image(
    parts: PartsHere,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    size: Annotated[
        int | None, Query(ge=16, le=512, description="Longest side of a PNG thumbnail.")
    ] = None,
) -> object:
    """A picture of the history, as it was sent, or a thumbnail of it."""
