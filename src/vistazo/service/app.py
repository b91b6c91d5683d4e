"""The whole service as one ASGI application."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vistazo.service.api import build_api
from vistazo.service.bodies import ClientGoneError, read_ahead
from vistazo.service.engine import Engine
from vistazo.service.hot import HotPath
from vistazo.service.log import configure_logging
from vistazo.service.origins import check_origin
from vistazo.service.page import SECURITY_HEADERS, STATIC
from vistazo.service.problems import problem_of
from vistazo.service.replies import send_problem
from vistazo.service.settings import Settings
from vistazo.service.streams import HEAD_ONLY

_CLIENT_GONE = 499


class Service:
    """Tells the hot path from the rest, adds headers, turns errors into problems, logs.

    Attributes:
        parts: What it works with.
        api: The routes outside the hot path.
    """

    def __init__(self, settings: Settings, static: Path = STATIC) -> None:
        """Open the shop, load the models and build the routes; the built page lies in `static`.

        Raises:
            ModelError: A model cannot be loaded.
            StorageError: The data folder or the database cannot be used.
        """
        # Of its own, since structlog keeps a logger as it was configured at its first word.
        self._log = structlog.get_logger("vistazo.service")
        self._settings = settings
        self._engine = Engine(settings)
        self.parts = self._engine.parts
        self._hot = HotPath(self.parts)
        self.api = build_api(static, self._running)
        self.api.state.parts = self.parts
        self._app: ASGIApp = self._answer
        # Outermost, so that another site's page may read a problem as well.
        if settings.cors_list:
            self._app = CORSMiddleware(
                self._answer, settings.cors_list, allow_methods=["*"], allow_headers=["*"]
            )

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        return self.api.openapi()

    @contextmanager
    def _running(self) -> Iterator[None]:
        with self._engine.running():
            yield
            self._hot.close()

    def close(self) -> None:
        """Let running work end, store what waits to be stored, and close the database."""
        self._hot.close()
        self._engine.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or start and stop."""
        app = self._app if scope["type"] == "http" else self.api
        await app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        started = perf_counter()
        status = 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *SECURITY_HEADERS]
            await send(message)

        try:
            await self._route(scope, receive, send_on)
        except ClientGoneError:
            status = _CLIENT_GONE
        except Exception as error:  # noqa: BLE001 - the last stop: whatever it is, it is answered
            problem = problem_of(error, scope["path"])
            if problem.kind.status == 500:
                self._log.exception("request failed", method=scope["method"], path=scope["path"])
            if not status:
                await send_problem(send_on, problem)
        self._log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            ms=round((perf_counter() - started) * 1000, 2),
        )

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        check_origin(scope["method"], headers, self._settings.cors_list)
        if self._hot.takes(scope["path"]):
            await self._hot(scope, receive, send)
            return
        # The server leaves out the body, since the request that it knows is still a HEAD.
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET", HEAD_ONLY: True}
        elif scope["method"] not in ("GET", "OPTIONS"):
            limit, seconds = self._settings.upload_limit, self._settings.body_timeout_s
            receive = await read_ahead(headers, receive, limit, seconds)
        await self.api(scope, receive, send)


def create_app(settings: Settings | None = None) -> Service:
    """Build the service, from `VISTAZO_*` in the environment if `settings` is None.

    Raises:
        OptionError: A setting is out of range.
        ModelError: A model cannot be loaded.
    """
    settings = settings or Settings.from_environment(os.environ)
    configure_logging(settings.log_level)
    return Service(settings)
