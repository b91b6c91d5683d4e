"""Profiles: what belongs to one person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Body

from vistazo.errors import ConflictError, NotFoundError
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere, Token
from vistazo.service.routes.documents import documented, documented_write

router = APIRouter(prefix="/v1/profiles")


@router.get("", response_model=schemas.ProfileList, **documented(examples.PROFILES))
def list_profiles(parts: PartsHere) -> object:
    """Every profile, by name."""
    own: dict[str, dict[str, str]] = {}
    for recognizer in parts.models:
        for profile, version in parts.shop.live(recognizer.card.name).items():
            own.setdefault(profile, {})[version.recognizer] = version.model
    return schemas.ProfileList(
        profiles=[
            schemas.Profile(**vars(item), models=own.get(item.name, {}))
            for item in parts.shop.profiles.list()
        ]
    )


@router.post(
    "",
    response_model=schemas.ProfileAnswer,
    **documented_write(examples.PROFILE_ANSWER, ConflictError, status=201),
)
def add_profile(
    parts: PartsHere,
    request: Annotated[schemas.NewProfile, Body(openapi_examples=examples.NEW_PROFILES)],
) -> object:
    """Make a profile."""
    made, token = parts.shop.profiles.add(request.name, with_token=request.token)
    return schemas.ProfileAnswer(name=made.name, token=token)


@router.delete(
    "/{name}",
    response_model=schemas.DeletedProfile,
    **documented_write(examples.DELETED_PROFILE, NotFoundError),
)
def delete_profile(parts: PartsHere, token: Token, name: str) -> object:
    """Delete a profile and everything that it learned."""
    parts.guard.check(name, token)
    parts.flush()
    return schemas.DeletedProfile(**asdict(parts.shop.delete_profile(name)))
