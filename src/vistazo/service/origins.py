"""Whether a request that changes something comes from a page that may."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443}


def check_origin(method: str, headers: Headers, allowed: Collection[str]) -> None:
    """Refuse what a browser sends on behalf of another site's page.

    Programs send no Origin header and are let through: they can do nothing that they could not do
    without a browser.

    Args:
        method: Only those that change something are looked at.
        headers: Of the request.
        allowed: Origins of other sites that may call.

    Raises:
        HTTPException: 403; the origin is another one.
    """
    origin = headers.get("origin")
    if method in _READING or origin is None or origin in allowed:
        return
    # The browser's own word; behind a proxy that changes Host there is no other.
    if headers.get("sec-fetch-site") == "same-origin":
        return
    if not _is_of_host(origin, headers.get("host", "")):
        raise HTTPException(
            403,
            f"Pages of {origin[:200]!r} may not change anything here; add the origin to "
            "cors_origins to let it in.",
        )


def _is_of_host(origin: str, host: str) -> bool:
    try:
        there = urlsplit(origin)
        here = urlsplit(f"{there.scheme}://{host}")
        default = _PORTS[there.scheme]
        return (there.hostname, there.port or default) == (here.hostname, here.port or default)
    except (KeyError, ValueError):
        return False
