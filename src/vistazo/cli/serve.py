"""`vistazo serve`."""

from __future__ import annotations

import dataclasses
import os
from typing import Annotated, Any

import typer

from vistazo.cli.common import clear_errors
from vistazo.service.settings import Settings


def _option(name: str) -> Any:
    (row,) = (row for row in dataclasses.fields(Settings) if row.name == name)
    return typer.Option(help=f"{row.metadata['help']} Default: {row.default or 'empty'}.")


@clear_errors
def serve(
    host: Annotated[str | None, _option("host")] = None,
    port: Annotated[int | None, _option("port")] = None,
    workers: Annotated[int | None, _option("workers")] = None,
    models: Annotated[str | None, _option("models")] = None,
    upload_limit_mb: Annotated[int | None, _option("upload_limit_mb")] = None,
    batch_limit_mb: Annotated[int | None, _option("batch_limit_mb")] = None,
    body_timeout_s: Annotated[int | None, _option("body_timeout_s")] = None,
    threads: Annotated[int | None, _option("threads")] = None,
    queue: Annotated[int | None, _option("queue")] = None,
    cors_origins: Annotated[str | None, _option("cors_origins")] = None,
    data_folder: Annotated[str | None, _option("data_folder")] = None,
    database_url: Annotated[str | None, _option("database_url")] = None,
    history: Annotated[bool | None, _option("history")] = None,
    history_days: Annotated[int | None, _option("history_days")] = None,
    history_count: Annotated[int | None, _option("history_count")] = None,
    learning: Annotated[bool | None, _option("learning")] = None,
    log_level: Annotated[str | None, _option("log_level")] = None,
) -> None:
    """Serve the models over HTTP; every option is also a VISTAZO_* variable."""
    given = locals()
    from vistazo.service.server import run_server

    run_server(Settings.from_environment(os.environ, **given), announce=typer.echo)
