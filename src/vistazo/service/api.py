"""FastAPI with every route but those of the hot path."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from vistazo.errors import MalformedBodyError, OptionError, VistazoError
from vistazo.service.openapi import describe
from vistazo.service.page import STATIC
from vistazo.service.problems import MEDIA_TYPE, problem_of
from vistazo.service.routes import ROUTERS
from vistazo.service.routes.pages import add_pages


def build_api(static: Path, running: Callable[[], AbstractContextManager[None]]) -> FastAPI:
    """The application.

    Args:
        static: Where the built page lies.
        running: Entered at the start, left at the end. The routes need `state.parts`.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with running():
            yield

    # FastAPI's own page of documents loads its scripts from elsewhere.
    api = FastAPI(
        title="Vistazo", docs_url=None, redoc_url=None, lifespan=lifespan, redirect_slashes=False
    )
    for kind in (HTTPException, RequestValidationError, VistazoError, Exception):
        api.add_exception_handler(kind, _problem)
    for router in ROUTERS:
        api.include_router(router)
    add_pages(api, static)
    describe(api)
    return api


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document, without anything being loaded."""
    return build_api(STATIC, nullcontext).openapi()


async def _problem(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError):
        error = _what_is_wrong(error)
    if isinstance(error, HTTPException) and error.status_code == 405:
        error.headers = {"Allow": ", ".join(sorted(_methods(request)))}
    problem = problem_of(error, request.url.path)
    return Response(
        problem.body(), problem.kind.status, headers=problem.headers, media_type=MEDIA_TYPE
    )


def _methods(request: Request) -> set[str]:
    """What the address takes; the framework names only those of the first of its routes."""
    scope = {**request.scope, "path_params": {}}
    routes = [*request.app.routes, *(route for router in ROUTERS for route in router.routes)]
    return {
        method
        for route in routes
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


def _what_is_wrong(error: RequestValidationError) -> VistazoError:
    first = error.errors()[0]
    place, kind = first["loc"], first["type"]
    if place[:1] == ("body",) and (kind == "json_invalid" or len(place) == 1):
        return MalformedBodyError(
            f"The body must be a JSON object (Content-Type: application/json): {first['msg']}."
        )
    return OptionError(f"{'.'.join(map(str, place[1:] or place))}: {first['msg']}.")
