"""Sending a whole answer over ASGI."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import Send

from vistazo.service.problems import MEDIA_TYPE, Problem

_NO_HEADERS: Mapping[str, str] = {}


async def send_json(send: Send, status: int, body: bytes) -> None:
    """Send JSON."""
    await _send(send, status, body, {"Content-Type": "application/json"})


async def send_problem(
    send: Send, problem: Problem, headers: Mapping[str, str] = _NO_HEADERS
) -> None:
    """Send a problem, with more headers where wanted."""
    all_headers = {"Content-Type": MEDIA_TYPE, **problem.headers, **headers}
    await _send(send, problem.kind.status, problem.body(), all_headers)


async def _send(send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
