"""`vistazo jobs`: what is being learned, and what was."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vistazo.cli.common import JSON, clear_errors, open_shop, print_json, when

if TYPE_CHECKING:
    from vistazo.feedback import Job

jobs_app = typer.Typer(help="List what is being learned, and what was.", no_args_is_help=True)

_TIMES = ("lease_until", "heartbeat_at", "created_at", "started_at", "finished_at")


@jobs_app.command("list")
@clear_errors
def list_jobs(
    recognizer: Annotated[str | None, typer.Option(help="Only of this recogniser.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    as_json: JSON = False,
) -> None:
    """List jobs, the newest first."""
    with open_shop() as shop:
        page = shop.jobs.list(recognizer, limit=limit)
    if as_json:
        print_json([_row(item) for item in page.items])
        return
    for item in page.items:
        typer.echo(_line(item))


def _row(item: Job) -> dict[str, Any]:
    row = dataclasses.asdict(item)
    return row | {name: row[name] and row[name].isoformat() for name in _TIMES}


def _line(item: Job) -> str:
    whose = f" for {item.profile}" if item.profile else ""
    result = item.result or {}
    made = f"  {result['model']}{', live' if result['promoted'] else ''}" if result else ""
    said = f"  {item.error}" if item.error else ""
    started = f"{item.id}  {when(item.created_at)}  {item.kind} {item.recognizer}{whose}"
    return f"{started}: {item.state}{made}{said}"
