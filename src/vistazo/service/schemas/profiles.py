"""Profiles: what belongs to one person."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from vistazo.service.schemas.base import Request, Shape


class NewProfile(Request):
    """A profile to be made."""

    name: str = Field(min_length=1, max_length=64)
    token: bool = Field(
        default=False, description="Whether only those who send its token may use it."
    )


class ProfileAnswer(Shape):
    """A profile that was made."""

    name: str
    token: str | None = Field(
        default=None,
        description="For the header X-Vistazo-Profile; told only now and kept nowhere.",
    )


class Profile(Shape):
    """A person's own corner: corrections, and versions that learned from them."""

    name: str
    created_at: datetime
    protected: bool = Field(description="Whether it takes a token.")
    corrections: int
    predictions: int
    models: dict[str, str] = Field(
        description="By recogniser, the id of the version that answers this person, "
        "where there is one of their own."
    )


class ProfileList(Shape):
    """Every profile, by name."""

    profiles: list[Profile]


class DeletedProfile(Shape):
    """What went with a profile."""

    name: str
    corrections: int
    predictions: int
    versions: int
