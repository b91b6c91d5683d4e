"""Listening: a socket, one or more uvicorn processes behind it, a graceful end."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from vistazo.errors import OptionError
from vistazo.service.app import create_app
from vistazo.service.settings import Settings

_BACKLOG = 2048
_OPTIONS: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 10,
}


def run_server(settings: Settings, announce: Callable[[str], object]) -> None:
    """Serve until a signal ends it; requests in flight are answered first.

    Args:
        settings: Where and how.
        announce: Told in one line where the service listens.

    Raises:
        OptionError: The address cannot be listened on.
        ModelError: A model cannot be loaded.
        StorageError: The data folder or the database cannot be used.
    """
    service = create_app(settings)
    try:
        listening = _listen(settings)
    except OptionError:
        service.close()
        raise
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    announce(f"Vistazo listens on http://{shown}:{port} (Ctrl+C ends it)")
    if settings.workers == 1:
        uvicorn.Server(uvicorn.Config(service, **_OPTIONS)).run(sockets=[listening])
        return
    # That it all can be opened is known by now. The processes start afresh: they read the settings
    # from the environment, and uvicorn binds the address once more, for all of them.
    service.close()
    listening.close()
    os.environ.update(settings.to_environment())
    uvicorn.run(
        "vistazo.service:create_app",
        factory=True,
        host=settings.host,
        port=port,
        workers=settings.workers,
        **_OPTIONS,
    )


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise OptionError(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}; "
            "choose another with --host and --port."
        ) from None
    return listening
