"""Vistazo over HTTP.

The application is imported when it is first asked for: the command line reads the settings at every
start, and should not wait half a second for FastAPI where nothing is served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vistazo.service.settings import Settings

if TYPE_CHECKING:
    from vistazo.service.app import Service, create_app

__all__ = ["Service", "Settings", "create_app"]


def __getattr__(name: str) -> Any:
    if name not in ("Service", "create_app"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from vistazo.service import app

    return getattr(app, name)
