"""Which recogniser a request is about."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from vistazo.runtime import Recognizer
from vistazo.service.models import Models
from vistazo.service.profiles import TOKEN_HEADER, ProfileGuard
from vistazo.service.query import Query


class Finder:
    """Finds recognisers without waiting for the database where that can be helped."""

    def __init__(self, models: Models, guard: ProfileGuard) -> None:
        self.models = models
        self._guard = guard

    async def find(self, name: str, query: Query, headers: Headers) -> Recognizer:
        """The recogniser called `name`, for the profile that the query names.

        Raises:
            ModelNotFoundError: There is none.
            HTTPException: 401; the profile takes its token.
            OptionError: The profile's name is none.
        """
        profile = query.profile()
        found = self.models.at_hand(name, profile)
        if found is not None:
            return found
        token = headers.get(TOKEN_HEADER)

        def find() -> Recognizer:
            self._guard.check(profile, token)
            return self.models.get(name, profile)

        return await run_in_threadpool(find)
