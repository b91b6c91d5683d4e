"""Reading the body of a request: bounded in bytes and in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from vistazo.errors import BodyTooLargeError, MalformedBodyError, SlowBodyError
from vistazo.service.query import Query

_SLOWEST = 16 * 1024
"""Bytes a second that a long body has to arrive at."""


class ClientGoneError(Exception):
    """The client went away before its request had arrived; nobody is left to answer."""


@dataclass(frozen=True)
class Upload:
    """A request's body and the two headers that say what it is."""

    body: bytes
    content_type: str
    query: Query

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the body says that it is JSON."""
        return self.media_type == "application/json" or self.media_type.endswith("+json")


async def read_body(headers: Headers, receive: Receive, limit: int, seconds: float) -> bytes:
    """Read a body, never holding more than `limit` bytes of it.

    Raises:
        BodyTooLargeError: As soon as the announced or the received bytes exceed `limit`.
        SlowBodyError: It did not arrive within `seconds`.
        MalformedBodyError: Content-Length is no number.
        ClientGoneError: The client went away.
    """
    _check_announced(headers, limit)
    message = await _next_part(receive, seconds)
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return _within(body, limit)
    parts, size, end = [body], len(body), time.monotonic() + seconds
    while message.get("more_body"):
        message = await _next_part(receive, end - time.monotonic())
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise _too_large(limit)
    return _within(b"".join(parts), limit)


async def stream_body(
    headers: Headers, receive: Receive, limit: int, seconds: float
) -> AsyncGenerator[bytes]:
    """A body piece by piece, as it arrives.

    Args:
        headers: Of the request.
        receive: Where it comes from.
        limit: Bytes that it may have.
        seconds: How long may be waited for it in all, besides one second for every 16 KiB; the
            time that its taker needs does not count.

    Raises:
        RequestError, ClientGoneError: As `read_body`.
    """
    _check_announced(headers, limit)
    waited, size, more = 0.0, 0, True
    while more:
        began = time.monotonic()
        message = await _next_part(receive, seconds + size / _SLOWEST - waited)
        waited += time.monotonic() - began
        more = message.get("more_body", False)
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        yield piece


async def read_ahead(headers: Headers, receive: Receive, limit: int, seconds: float) -> Receive:
    """Read a body as `read_body` does; where an application then receives it from, whole.

    Raises:
        RequestError, ClientGoneError: As `read_body`.
    """
    body: bytes | None = await read_body(headers, receive, limit, seconds)

    async def receive_it() -> Message:
        nonlocal body
        if body is None:
            return await receive()
        whole, body = body, None
        return {"type": "http.request", "body": whole, "more_body": False}

    return receive_it


def _check_announced(headers: Headers, limit: int) -> None:
    announced = headers.get("content-length", "0")
    if not (announced.isascii() and announced.isdigit()):
        raise MalformedBodyError(f"Content-Length must be a number, got {announced[:40]!r}.")
    if int(announced) > limit:
        raise _too_large(limit)


async def _next_part(receive: Receive, seconds: float) -> dict[str, Any]:
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            message = await receive()
    except TimeoutError:
        raise SlowBodyError("The body did not arrive in time; send it again.") from None
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    return dict(message)


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _too_large(limit: int) -> BodyTooLargeError:
    return BodyTooLargeError(f"A body may have up to {limit} bytes; send less at once.")
