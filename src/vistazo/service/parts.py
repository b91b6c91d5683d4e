"""What the routes work with, handed to them by FastAPI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from vistazo.service.models import Models
from vistazo.service.settings import Settings


@dataclass(frozen=True)
class Parts:
    """What a running service consists of.

    Attributes:
        settings: How it runs.
        models: What answers.
        shop: Storage, registry and learning.
        recorder: Writes the history.
    """

    settings: Settings
    models: Models
    shop: Any
    recorder: Any


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsHere = Annotated[Parts, Depends(_parts)]
"""A route's parameter of this type is given the running service's parts."""
