"""What the routes work with, handed to them by FastAPI."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from vistazo.errors import NotFoundError
from vistazo.feedback import Job, PredictionRecord
from vistazo.learning import Shop
from vistazo.service.models import Models
from vistazo.service.profiles import TOKEN_HEADER, ProfileGuard
from vistazo.service.recorder import Recorder
from vistazo.service.settings import Settings
from vistazo.service.streams import Streams
from vistazo.service.views import Views

_ELSEWHERE_S = 0.4
"""How long a prediction is waited for that another process has answered and not yet stored."""


@dataclass(frozen=True)
class Parts:
    """What a running service consists of.

    Attributes:
        settings: How it runs.
        shop: Storage, registry and learning.
        models: What answers.
        guard: Who may use which profile.
        recorder: Writes the history; None where it is off.
        streams: Follows jobs.
        views: Makes answers.
    """

    settings: Settings
    shop: Shop
    models: Models
    guard: ProfileGuard
    recorder: Recorder | None
    streams: Streams
    views: Views

    def flush(self) -> None:
        """Wait until the history holds what was answered so far."""
        if self.recorder is not None:
            self.recorder.flush()

    def recorded(self, identifier: str) -> PredictionRecord:
        """A prediction of the history, though it was answered only just now.

        Raises:
            NotFoundError: There is none, or it was deleted.
        """
        self.flush()
        end = time.monotonic() + _ELSEWHERE_S
        while True:
            try:
                return self.shop.predictions.get(identifier)
            except NotFoundError:
                if self.recorder is None or time.monotonic() > end:
                    raise
            time.sleep(0.05)

    def job(self, identifier: str) -> Job:
        """A job; once it is done, what it put live answers here before this returns.

        Raises:
            NotFoundError: There is none.
        """
        job = self.shop.jobs.get(identifier)
        if job.state == "done":
            self.shop.refresh()
            self.models.reload()
        return job


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsHere = Annotated[Parts, Depends(_parts)]
"""A route's parameter of this type is given the running service's parts."""


def _token(
    token: Annotated[
        str | None, Header(alias=TOKEN_HEADER, description="The token of a profile that takes one.")
    ] = None,
) -> str | None:
    return token


Token = Annotated[str | None, Depends(_token)]
"""The token of a profile, if one was sent."""
