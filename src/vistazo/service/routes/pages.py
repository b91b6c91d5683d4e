"""The page and the guide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.responses import FileResponse

from vistazo.service.guide import guide_page
from vistazo.service.page import Assets, start_page


def add_pages(api: FastAPI, static: Path) -> None:
    """The built page, which lies in `static`, and the guide at /docs."""

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
    """A file whose name says nothing of its content: it may be kept, but is asked for each time."""
    return lambda _: FileResponse(path, headers={"Cache-Control": "no-cache"})
