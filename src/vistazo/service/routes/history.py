"""Predictions that are kept, and their pictures."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.responses import Response

from vistazo.errors import NotFoundError, OptionError
from vistazo.feedback import PredictionFilter
from vistazo.image import picture_format
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere, Token
from vistazo.service.routes.documents import UNCHANGED, documented, documented_write, file_answer
from vistazo.service.thumbnails import thumbnail

router = APIRouter()


@router.get(
    "/v1/predictions",
    response_model=schemas.PredictionPage,
    **documented(examples.PREDICTION_PAGE),
)
def list_predictions(
    parts: PartsHere, token: Token, query: Annotated[schemas.HistoryQuery, Query()]
) -> object:
    """The history: what was answered, with what is said of it now."""
    parts.guard.check(query.profile or "", token)
    page = parts.shop.predictions.page(
        _wanted(query),
        sort=query.sort,
        descending=query.order == "desc",
        offset=query.offset,
        limit=query.limit,
    )
    found = [parts.views.prediction(item) for item in page.items]
    return schemas.PredictionPage(total=page.total, predictions=found)


@router.get(
    "/v1/predictions/{identifier}",
    response_model=schemas.RecordedPrediction,
    **documented(examples.RECORDED, NotFoundError),
)
def get_prediction(parts: PartsHere, identifier: str) -> object:
    """One prediction of the history."""
    return parts.views.prediction(parts.recorded(identifier))


@router.delete(
    "/v1/predictions/{identifier}",
    response_model=schemas.DeleteAnswer,
    **documented_write(examples.DELETED, NotFoundError),
)
def delete_prediction(parts: PartsHere, identifier: str) -> object:
    """Delete one prediction; for ten minutes it can be restored."""
    parts.recorded(identifier)
    parts.shop.predictions.delete([identifier])
    return schemas.DeleteAnswer(deleted=1, ids=[identifier])


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
    if (request.ids is None) == (request.filter is None):
        raise OptionError("Give either ids or filter; an empty filter deletes everything.")
    parts.flush()
    if request.ids is not None:
        deleted = parts.shop.predictions.delete(request.ids)
        return schemas.DeleteAnswer(deleted=deleted, ids=request.ids)
    assert request.filter is not None
    ids = parts.shop.predictions.delete_matching(_wanted(request.filter))
    return schemas.DeleteAnswer(deleted=len(ids), ids=ids)


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
    return schemas.RestoreAnswer(restored=parts.shop.predictions.restore(request.ids))


@router.get(
    "/v1/images/{sha256}",
    response_class=Response,
    **file_answer(
        documented(None, NotFoundError), "image/png", "image/jpeg", "image/webp", code_304=UNCHANGED
    ),
)
def get_image(
    parts: PartsHere,
    request: Request,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    size: Annotated[
        int | None, Query(ge=16, le=512, description="Longest side of a PNG thumbnail.")
    ] = None,
) -> object:
    """A picture of the history, as it was sent, or a thumbnail of it."""
    tag = f'"{sha256}-{size or 0}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=31536000, immutable"}
    if tag in request.headers.get("if-none-match", "") and sha256 in parts.shop.images:
        return Response(status_code=304, headers=headers)
    data = parts.shop.images.get(sha256)
    if size is not None:
        return Response(thumbnail(data, size), headers=headers, media_type="image/png")
    return Response(data, headers=headers, media_type=f"image/{picture_format(data)}")


def _wanted(wanted: schemas.HistoryFilter) -> PredictionFilter:
    names = [item.name for item in fields(PredictionFilter)]
    return PredictionFilter(**{name: getattr(wanted, name) for name in names})
