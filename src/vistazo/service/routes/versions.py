"""Versions of a recogniser: list, compare, promote, roll back, retrain."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query

from vistazo.errors import ConflictError, GateError, ModelNotFoundError, NotFoundError
from vistazo.registry import Promotion
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import Parts, PartsHere, Token
from vistazo.service.routes.documents import documented, documented_write
from vistazo.service.views import diff_view, job_view, promotion_view, version_view

router = APIRouter(prefix="/v1/models/{name}")
_VERSION = "`v12`, `name@…` or the start of its sha256."


@router.get(
    "/versions",
    response_model=schemas.VersionList,
    **documented(examples.VERSIONS, ModelNotFoundError, NotFoundError),
)
def list_versions(
    parts: PartsHere,
    token: Token,
    name: str,
    profile: Annotated[
        str | None, Query(description="Its versions and everybody's; else all.")
    ] = None,
) -> object:
    """A recogniser's versions with the gate's verdicts, and the log of what went live."""
    parts.guard.check(profile or "", token)
    parts.models.require(name)
    known = parts.shop.registry.list(name)
    by_hash = {version.sha256: version for version in known}
    live = {version.sha256 for version in parts.shop.live(name).values()}
    return schemas.VersionList(
        champion=parts.shop.champion(name, profile or "").model,
        mode=parts.shop.registry.mode(name),
        versions=[
            version_view(version, by_hash, live=version.sha256 in live)
            for version in known
            if profile is None or version.profile in ("", profile)
        ],
        log=[
            promotion_view(line, by_hash)
            for line in parts.shop.registry.log(name)
            if profile is None or line.profile in ("", profile)
        ],
    )


@router.post(
    "/promote",
    response_model=schemas.PromotionAnswer,
    **documented_write(
        examples.PROMOTION_ANSWER, ModelNotFoundError, NotFoundError, ConflictError, GateError
    ),
)
def promote(
    parts: PartsHere,
    token: Token,
    name: str,
    request: Annotated[schemas.PromoteRequest, Body(openapi_examples=examples.PROMOTIONS)],
) -> object:
    """Put a version live; against the gate's verdict this takes `override` and a reason."""
    parts.guard.check(request.profile, token)
    parts.models.require(name)
    done = parts.shop.promote(
        name,
        request.version,
        profile=request.profile,
        author=request.author,
        reason=request.reason,
        override=request.override,
    )
    return _promoted(parts, done)


@router.post(
    "/rollback",
    response_model=schemas.PromotionAnswer,
    **documented_write(examples.PROMOTION_ANSWER, ModelNotFoundError, NotFoundError, ConflictError),
)
def roll_back(
    parts: PartsHere,
    token: Token,
    name: str,
    request: Annotated[schemas.RollbackRequest, Body(openapi_examples=examples.ROLLBACKS)],
) -> object:
    """Put an older version live again: the one before, or `to`."""
    parts.guard.check(request.profile, token)
    parts.models.require(name)
    done = parts.shop.rollback(
        name,
        profile=request.profile,
        to=request.to,
        author=request.author,
        reason=request.reason,
    )
    return _promoted(parts, done)


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
    parts.models.require(name)
    return diff_view(parts.shop.diff(name, a, b))


@router.get(
    "/mode",
    response_model=schemas.Mode,
    **documented(examples.MODE, ModelNotFoundError, NotFoundError),
)
def get_mode(parts: PartsHere, name: str) -> object:
    """Whether an approved version goes live by itself."""
    parts.models.require(name)
    return schemas.Mode(mode=parts.shop.registry.mode(name))


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
    parts.models.require(name)
    parts.shop.registry.set_mode(name, request.mode)
    return request


@router.post(
    "/retrain",
    response_model=schemas.JobAnswer,
    **documented_write(
        examples.JOB_ANSWER, ModelNotFoundError, NotFoundError, ConflictError, status=202
    ),
)
def retrain(
    parts: PartsHere,
    token: Token,
    name: str,
    request: Annotated[schemas.RetrainRequest, Body(openapi_examples=examples.RETRAININGS)],
) -> object:
    """Learn from all corrections, in the background."""
    parts.guard.check(request.profile, token)
    parts.models.require(name)
    job = parts.shop.retrain(name, request.profile, deep=request.deep, epochs=request.epochs)
    return schemas.JobAnswer(job=job_view(job))


def _promoted(parts: Parts, done: Promotion) -> schemas.PromotionAnswer:
    versions = {item.sha256: item for item in parts.shop.registry.list(done.recognizer)}
    live = parts.shop.champion(done.recognizer, done.profile)
    return schemas.PromotionAnswer(promotion=promotion_view(done, versions), model=live.model)
