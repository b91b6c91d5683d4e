"""The routes that FastAPI answers: models, health, the page, the documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from vistazo.errors import OptionError, VistazoError
from vistazo.service import answers, schemas
from vistazo.service.guide import guide_page
from vistazo.service.models import Models
from vistazo.service.openapi import describe
from vistazo.service.page import Assets, start_page
from vistazo.service.problems import MEDIA_TYPE, problem_of


def build_api(models: Models, static: Path, on_shutdown: Callable[[], None]) -> FastAPI:
    """FastAPI with every route but those of the hot path, which it only documents."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        on_shutdown()

    # FastAPI's own page of documents loads its scripts from elsewhere.
    api = FastAPI(
        title="Vistazo", docs_url=None, redoc_url=None, lifespan=lifespan, redirect_slashes=False
    )
    for kind in (HTTPException, RequestValidationError, VistazoError, Exception):
        api.add_exception_handler(kind, _problem)
    _add_models(api, models)
    _add_health(api, models)
    _add_pages(api, static)
    describe(api)
    return api


async def _problem(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        error = OptionError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.")
    problem = problem_of(error, request.url.path)
    return Response(
        problem.body(), problem.kind.status, headers=problem.headers, media_type=MEDIA_TYPE
    )


def _add_models(api: FastAPI, models: Models) -> None:
    @api.get("/v1/models", response_model=schemas.ModelList)
    async def list_models() -> Response:
        """The loaded models and their main facts."""
        return JSONResponse({"models": [answers.model_row(item) for item in models]})

    @api.get("/v1/models/{name}", response_model=schemas.ModelAnswer)
    async def model_card(name: str) -> Response:
        """A model's card: labels, thresholds, metrics, training, data, licences."""
        return JSONResponse(answers.model_answer(models.get(name)))

    @api.get("/v1/models/{name}/file", response_class=Response)
    async def model_file(name: str, request: Request) -> Response:
        """The model's file, the very one that answers here."""
        recognizer = models.get(name)
        tag = f'"{recognizer.sha256}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(
            models.file(recognizer), headers=headers, media_type="application/octet-stream"
        )


def _add_health(api: FastAPI, models: Models) -> None:
    @api.get("/health", response_model=schemas.Health)
    async def health() -> Response:
        """Whether the service can answer; 503 while nothing is loaded."""
        return JSONResponse(_health(models), status_code=200 if len(models) else 503)


def _health(models: Models) -> dict[str, Any]:
    first = next(iter(models), None)
    return {
        "status": "ok" if first else "unavailable",
        "model": first.id if first else None,
        "model_loaded": first is not None,
        "num_classes": len(first.labels) if first else 0,
        "classes": list(first.labels) if first else [],
        "recognizers": [
            {
                "id": item.id,
                "name": item.card.name,
                "num_classes": len(item.labels),
                "input": item.card.input,
                "loaded": True,
            }
            for item in models
        ],
    }


def _add_pages(api: FastAPI, static: Path) -> None:
    @api.get("/", include_in_schema=False)
    async def start() -> Response:
        return start_page(static)

    @api.get("/docs", include_in_schema=False)
    async def guide(request: Request) -> HTMLResponse:
        return guide_page(api.openapi(), request.headers.get("accept-language", ""))

    api.mount("/assets", Assets(directory=static / "assets", check_dir=False))
    for path in sorted(static.iterdir()) if static.is_dir() else ():
        if path.is_file() and path.name != "index.html":
            api.add_route(f"/{path.name}", _file(path), include_in_schema=False)


def _file(path: Path) -> Callable[[Request], Response]:
    return lambda _: FileResponse(path)
