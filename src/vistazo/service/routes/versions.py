"""Versions of a recogniser: list, compare, promote, roll back, retrain."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query

from vistazo.errors import ConflictError, GateError, ModelNotFoundError, NotFoundError
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere
from vistazo.service.routes.documents import documented, documented_write

router = APIRouter(prefix="/v1/models/{name}")
_VERSION = "`v12`, `name@…` or the start of its sha256."


@router.get(
    "/versions",
    response_model=schemas.VersionList,
    **documented(examples.VERSIONS, ModelNotFoundError, NotFoundError),
)
def list_versions(
    parts: PartsHere,
    name: str,
    profile: Annotated[
        str | None, Query(description="Its versions and everybody's; else all.")
    ] = None,
) -> object:
    """A recogniser's versions with the gate's verdicts, and the log of what went live."""


@router.post(
    "/promote",
    response_model=schemas.PromotionAnswer,
    **documented_write(
        examples.PROMOTION_ANSWER, ModelNotFoundError, NotFoundError, ConflictError, GateError
    ),
)
def promote(
    parts: PartsHere,
    name: str,
    request: Annotated[schemas.PromoteRequest, Body(openapi_examples=examples.PROMOTIONS)],
) -> object:
    """Put a version live; against the gate's verdict this takes `override` and a reason."""


@router.post(
    "/rollback",
    response_model=schemas.PromotionAnswer,
    **documented_write(examples.PROMOTION_ANSWER, ModelNotFoundError, NotFoundError, ConflictError),
)
def roll_back(
    parts: PartsHere,
    name: str,
    request: Annotated[schemas.RollbackRequest, Body(openapi_examples=examples.ROLLBACKS)],
) -> object:
    """Put an older version live again: the one before, or `to`."""


@router.get(
    "/diff",
    response_model=schemas.VersionDiff,
    **documented(examples.DIFF, ModelNotFoundError, NotFoundError),
)
def compare(
    parts: PartsHere,
    name: str,
    a: Annotated[str, Query(description=_VERSION)],
    b: Annotated[str, Query(description=_VERSION)],
) -> object:
    """Two versions side by side: on the golden set, and on every correction."""


@router.get(
    "/mode",
    response_model=schemas.Mode,
    **documented(examples.MODE, ModelNotFoundError, NotFoundError),
)
def get_mode(parts: PartsHere, name: str) -> object:
    """Whether an approved version goes live by itself."""


@router.put(
    "/mode",
    response_model=schemas.Mode,
    **documented_write(examples.MODE, ModelNotFoundError, NotFoundError),
)
def set_mode(
    parts: PartsHere,
    name: str,
    request: Annotated[schemas.Mode, Body(openapi_examples=examples.MODES)],
) -> object:
    """Choose whether an approved version goes live by itself."""


@router.post(
    "/retrain",
    response_model=schemas.JobAnswer,
    **documented_write(
        examples.JOB_ANSWER, ModelNotFoundError, NotFoundError, ConflictError, status=202
    ),
)
def retrain(
    parts: PartsHere,
    name: str,
    request: Annotated[schemas.RetrainRequest, Body(openapi_examples=examples.RETRAININGS)],
) -> object:
    """Learn from all corrections, in the background."""
