"""Another site's page may read, where it is let in, and change nothing."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from vistazo.service.origins import check_origin

ALLOWED = ("https://friend.example",)
OWN = {"host": "127.0.0.1:8000"}


def check(method: str = "POST", **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    check_origin(method, Headers({**OWN, **named}), ALLOWED)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "https://friend.example"},
        {"origin": "http://vistazo.example", "host": "vistazo.example"},
        {"origin": "http://vistazo.example", "host": "vistazo.example:80"},
        {"origin": "https://vistazo.example", "host": "vistazo.example"},
        {"origin": "https://VISTAZO.example:443", "host": "vistazo.example"},
        {"origin": "http://[::1]:8000", "host": "[::1]:8000"},
        # A proxy has changed Host; the browser says that the page is ours.
        {"origin": "https://vistazo.example", "sec_fetch_site": "same-origin"},
    ],
)
def test_own_pages_and_programs_may(headers: dict[str, str]) -> None:
    check(**headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://127.0.0.1:8000.evil.example"},
        {"origin": "https://friend.example.evil.example"},
        {"origin": "http://friend.example"},
        {"origin": "http://[::1"},
        {"origin": "file://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:port"},
        {"origin": "https://evil.example", "sec_fetch_site": "cross-site"},
        {"origin": "https://evil.example", "sec_fetch_site": "same-site"},
        {"origin": "https://evil.example", "sec_fetch_site": "none"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_others_may_not(method: str, headers: dict[str, str]) -> None:
    with pytest.raises(HTTPException) as refused:
        check(method, **headers)
    assert refused.value.status_code == 403
    assert "cors_origins" in refused.value.detail


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_not_looked_at(method: str) -> None:
    check(method, origin="https://evil.example")
